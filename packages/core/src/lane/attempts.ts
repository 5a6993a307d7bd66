/**
 * What the answer to a write means for the lane that sent it, whatever the write was: an order, a change, a conversion.
 *
 * Decides: when it is asked again, whether the whole lane slows down, and what counts as not sent and as unknown. Keeps I1 (only
 * proof that nothing was sent lets it leave again).
 */
import type { NotSentCause, Refused } from '../broker/outcome.ts';
import type { AttemptResult } from './lane.ts';

/** How long a lane waits when the broker refused the connection, or asked to slow down without saying for how long. */
const RETRY_MS: Readonly<Record<NotSentCause, number>> = {
  'connection-refused': 500,
  'rate-limited': 1_000,
  'session-lost': 1_000,
  aborted: 1_000,
};

/** The broker has answered: the lane is through with it. */
export const DONE: AttemptResult = { kind: 'done' };

/** Nothing was asked, for want of a session or of a broker. */
export const AGAIN_WITHOUT_SESSION: AttemptResult = { kind: 'again', afterMs: RETRY_MS['session-lost'] };

interface NotSent {
  readonly kind: 'not-sent';
  readonly cause: NotSentCause;
  readonly retryAfterMs?: number;
}

interface Unreadable {
  readonly kind: 'uncertain';
  readonly cause: 'unreadable';
}

/** Nothing was sent: when to try again, and whether the broker asked for fewer writes. */
export function againAfter({
  cause,
  retryAfterMs,
}: NotSent): Extract<AttemptResult, { readonly kind: 'again' }> {
  return { kind: 'again', afterMs: retryAfterMs ?? RETRY_MS[cause], slowDown: cause === 'rate-limited' };
}

/** The answer to a write. An adapter that rejects has a bug: what it had sent by then is unknown. */
export async function answerOf<Outcome>(answer: Promise<Outcome>): Promise<Outcome | Unreadable> {
  try {
    return await answer;
  } catch {
    return { kind: 'uncertain', cause: 'unreadable' };
  }
}

/** The same answer, but that a lost session refuses nothing: nobody looked at it. */
export function unlessSessionLost<Outcome extends { readonly kind: string }>(
  outcome: Outcome | Refused,
): Outcome | NotSent {
  if (isRefused(outcome) && outcome.code === 'session') return { kind: 'not-sent', cause: 'session-lost' };
  return outcome as Outcome;
}

function isRefused(outcome: { readonly kind: string }): outcome is Refused {
  return outcome.kind === 'refused';
}
