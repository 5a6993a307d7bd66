/** Who owns the desk and who is signed in. */
import {
  type Group,
  groupSchema,
  type Session,
  type SetupBody,
  type SignInBody,
  sessionSchema,
  setupSchema,
} from '@copydesk/api-contract';
import { ApiProblem, call } from '../../lib/api-client.ts';
import { showGroup } from '../../live/groups-store.ts';

/** Whether the desk still needs an owner. */
export async function isSetupNeeded(signal: AbortSignal): Promise<boolean> {
  return (await call({ path: '/api/setup', answer: setupSchema, signal })).needed;
}

/** Null when nobody is signed in. */
export async function whoAmI(signal: AbortSignal): Promise<Session | null> {
  try {
    return await call({ path: '/api/session', answer: sessionSchema, signal });
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401) return null;
    throw error;
  }
}

/** First run: makes the owner and signs in. */
export function makeOwner(body: SetupBody): Promise<Session> {
  return call({ method: 'POST', path: '/api/setup', body, answer: sessionSchema });
}

export function signIn(body: SignInBody): Promise<Session> {
  return call({ method: 'POST', path: '/api/session', body, answer: sessionSchema });
}

export function signOut(): Promise<void> {
  return call({ method: 'DELETE', path: '/api/session', answer: null }) as Promise<void>;
}

/** A master and three children at the sandbox's brokers, logged in and armed. Answers when all of it is there. */
export async function makeSandboxDesk(): Promise<Group> {
  const group = await call({ method: 'POST', path: '/api/sandbox/desk', answer: groupSchema });
  showGroup(group.id, group);
  return group;
}
