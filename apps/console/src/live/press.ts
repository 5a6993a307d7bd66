/**
 * One press of a person, sent once.
 *
 * Decides: how a press ends. Each carries its own `Idempotency-Key`, kept in this tab until its outcome is known.
 * Without an answer the press is looked up and never repeated: the market has moved. Keeps I1 and I2 at the screen.
 */
import { intentSchema, problemSchema } from '@copydesk/api-contract';
import type * as z from 'zod/mini';
import { ApiProblem, call, NoAnswer } from '../lib/api-client.ts';

/** What is kept of a press over a reload. */
export interface KeptPress {
  readonly key: string;
  /** Method and path pattern, as the server names it: `POST /api/orders`. */
  readonly route: string;
  /** What was pressed, in words. */
  readonly words: string;
  readonly atMs: number;
}

export interface PressRequest {
  readonly route: string;
  readonly path: string;
  readonly body?: unknown;
  readonly words: string;
}

export type PressEnd<T> =
  | { readonly kind: 'done'; readonly answer: T }
  | { readonly kind: 'refused'; readonly problem: ApiProblem }
  /** The server never heard of it: nothing happened. */
  | { readonly kind: 'never-arrived' }
  /** No connection: it may or may not have arrived. It stays kept and is looked up again. */
  | { readonly kind: 'unknown' };

/** Presses whose own request this page still waits for, by their key: nobody but it can tell that nothing arrived. */
const underWay = new Map<string, Promise<PressEnd<unknown>>>();

/** Whether the request itself is still out, from this page. */
export function isUnderWay(press: KeptPress): boolean {
  return underWay.has(press.key);
}

const PREFIX = 'copydesk.press.';
const LOOK_AGAIN_MS = 1500;

/** The press that this tab still waits for, if any. */
export function keptPress(slot: string): KeptPress | null {
  try {
    const text = sessionStorage.getItem(PREFIX + slot);
    return text === null ? null : (JSON.parse(text) as KeptPress);
  } catch {
    return null;
  }
}

/** The slots of this kind that this tab still waits for, those of before a reload too. */
export function keptSlots(kind: string): readonly string[] {
  try {
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX + kind))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

function keep(slot: string, press: KeptPress | null): void {
  try {
    if (press === null) sessionStorage.removeItem(PREFIX + slot);
    else sessionStorage.setItem(PREFIX + slot, JSON.stringify(press));
  } catch {
    // Storage may be switched off; the press is then known until a reload only.
  }
}

/** Forgets a press whose outcome the person has seen. */
export function forgetPress(slot: string): void {
  keep(slot, null);
}

/** Sends a press and stays with it until its outcome is known or the connection is gone. */
export async function sendPress<T>(
  slot: string,
  request: PressRequest,
  answer: z.ZodMiniType<T>,
): Promise<PressEnd<T>> {
  const press: KeptPress = {
    key: crypto.randomUUID(),
    route: request.route,
    words: request.words,
    atMs: Date.now(),
  };
  keep(slot, press);
  const end = sendKept(slot, press, request, answer);
  underWay.set(press.key, end);
  try {
    return await end;
  } finally {
    underWay.delete(press.key);
  }
}

async function sendKept<T>(
  slot: string,
  press: KeptPress,
  request: PressRequest,
  answer: z.ZodMiniType<T>,
): Promise<PressEnd<T>> {
  try {
    const result = await call({
      method: request.route.slice(0, request.route.indexOf(' ')) as 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      path: request.path,
      ...(request.body === undefined ? {} : { body: request.body }),
      answer,
      idempotencyKey: press.key,
    });
    keep(slot, null);
    return { kind: 'done', answer: result };
  } catch (error) {
    if (error instanceof ApiProblem) {
      keep(slot, null);
      return { kind: 'refused', problem: error };
    }
    if (error instanceof NoAnswer) return await findOut(slot, press, answer);
    throw error;
  }
}

/** What became of a kept press: what its own request ends with where this page still waits for it, else it is asked for. */
export async function lookUpPress<T>(
  slot: string,
  press: KeptPress,
  answer: z.ZodMiniType<T>,
): Promise<PressEnd<T>> {
  // A slot is one control's: its presses are all answered alike.
  const end = underWay.get(press.key) as Promise<PressEnd<T>> | undefined;
  return (await end?.catch(() => undefined)) ?? (await findOut(slot, press, answer));
}

/** Asks twice before it says that nothing arrived: a request that was given up may still be on its way. */
async function findOut<T>(slot: string, press: KeptPress, answer: z.ZodMiniType<T>): Promise<PressEnd<T>> {
  for (let attempt = 0; ; attempt += 1) {
    const found = await lookOnce(press);
    if (found === 'unknown') return { kind: 'unknown' };
    if (found === 'absent' && attempt > 0) {
      keep(slot, null);
      return { kind: 'never-arrived' };
    }
    if (found !== 'absent' && found.state === 'done') {
      keep(slot, null);
      return endOf(found, answer);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

type Found = z.output<typeof intentSchema>;

async function lookOnce(press: KeptPress): Promise<Found | 'absent' | 'unknown'> {
  try {
    return await call({
      path: `/api/intents/${encodeURIComponent(press.key)}`,
      query: { route: press.route },
      answer: intentSchema,
    });
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.code === 'intent-not-found') return 'absent';
    return 'unknown';
  }
}

function endOf<T>(found: Found, answer: z.ZodMiniType<T>): PressEnd<T> {
  if (found.status !== null && found.status < 400) {
    const parsed = answer.safeParse(found.body);
    if (parsed.success) return { kind: 'done', answer: parsed.data };
  }
  const refused = problemSchema.safeParse(found.body);
  return refused.success ? { kind: 'refused', problem: new ApiProblem(refused.data) } : { kind: 'unknown' };
}
