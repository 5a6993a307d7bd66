import type { Device, Session, Token } from '@copydesk/api-contract';
import type { StoredAccess, User } from '@copydesk/core';
import { deviceName } from '../../people/device-name.ts';
import { type Caller, type NewAccess, type PeopleStore, SESSION_MS } from '../../people/people-store.ts';
import type { PreferencesStore } from '../../people/preferences-store.ts';
import { type Answer, created, DONE, ok } from '../answer.ts';
import { SESSION_COOKIE, setCookie } from '../cookies.ts';
import type { ServerAddress } from '../origin-rule.ts';
import type { Handlers } from '../route-table.ts';
import { timeOf, timeOrNull } from '../views/wire-values.ts';

type Names =
  | 'setupState'
  | 'setup'
  | 'signIn'
  | 'whoAmI'
  | 'signOut'
  | 'devices'
  | 'endSession'
  | 'preferences'
  | 'savePreferences'
  | 'tokens'
  | 'makeToken'
  | 'removeToken';

/** Setting up, signing in, signed-in browsers, API tokens, preferences. */
export function peopleRoutes(
  people: PeopleStore,
  kept: PreferencesStore,
  address: ServerAddress,
): Pick<Handlers, Names> {
  const secure = (): boolean => address.publicUrl().startsWith('https:');
  const signedIn = ({ caller, secret }: NewAccess, status: number): Answer => ({
    status,
    body: sessionView(caller),
    headers: { 'set-cookie': setCookie(SESSION_COOKIE, secret, { maxAgeMs: SESSION_MS, secure: secure() }) },
  });
  return {
    setupState: () => ok({ needed: people.needsSetup }),
    setup: async ({ body, request }) =>
      signedIn(await people.setUp(body, deviceName(request.get('user-agent'))), 201),
    signIn: async ({ body, request }) =>
      signedIn(
        await people.signIn(
          body.email,
          body.password,
          request.ip ?? '',
          deviceName(request.get('user-agent')),
        ),
        200,
      ),
    whoAmI: ({ caller }) => ok(sessionView(caller)),
    signOut: async ({ caller }) => {
      await people.close(caller.access);
      const gone = setCookie(SESSION_COOKIE, '', { maxAgeMs: 0, secure: secure() });
      return { ...DONE, headers: { 'set-cookie': gone } };
    },
    devices: ({ caller }) =>
      ok({
        items: people.sessionsOf(caller.user.id).map((access) => deviceView(access, caller)),
        next: null,
      }),
    endSession: async ({ caller, params }) => {
      await people.endSession(caller.user.id, params.id);
      return DONE;
    },
    preferences: async ({ caller }) => ok(await kept.of(caller.user.id)),
    savePreferences: async ({ caller, body }) =>
      ok(await kept.save(caller.user.id, body.version, body.document)),
    tokens: ({ caller }) => ok({ items: people.tokensOf(caller.user.id).map(tokenView), next: null }),
    makeToken: async ({ caller, body }) => {
      const made = await people.makeToken(caller.user, body.name);
      return created({ ...tokenView(made.caller.access), token: made.secret });
    },
    removeToken: async ({ caller, params }) => {
      await people.removeToken(caller.user.id, params.id);
      return DONE;
    },
  };
}

function sessionView({ user, access }: Caller): Session {
  return { user: userView(user), by: access.kind, expiresAt: timeOrNull(access.expiresAt) };
}

/** Field by field: what is stored beside it proves the person. */
function userView(user: User): Session['user'] {
  return { id: user.id, email: user.email, name: user.name, createdAt: timeOf(user.createdAt) };
}

function tokenView(access: StoredAccess): Token {
  return { id: access.id, name: access.name, createdAt: timeOf(access.createdAt) };
}

function deviceView(access: StoredAccess, caller: Caller): Device {
  return {
    id: access.id,
    name: access.name,
    createdAt: timeOf(access.createdAt),
    expiresAt: timeOrNull(access.expiresAt),
    current: access.id === caller.access.id,
  };
}
