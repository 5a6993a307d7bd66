/**
 * How often an account's orders are read although nothing asks for it.
 *
 * Decides: the pace. Keeps I4 (polling fills what streams lose, and is the only source where the plan has no stream) and I7 (who
 * has nothing at stake is read less often, so that many accounts cost no more than those that trade).
 */
import type { BrokerCapabilities } from '../broker/capabilities.ts';

/** Why an account is read. */
export type PollNeed =
  /** What somebody places elsewhere in it is copied: an entry is copied only while it is young. */
  | 'copied'
  /** It has living orders or open positions. */
  | 'at-stake'
  | 'idle';

/** A third of the age at which an entry is not copied any more. */
const COPIED_MS = 1_600;
const IDLE_MS = 10_000;

/** Milliseconds from the end of one read to the next. */
export function pollAfterMs({ pollMs }: BrokerCapabilities, streamIsUp: boolean, need: PollNeed): number {
  const pace = streamIsUp ? pollMs.withStream : pollMs.withoutStream;
  switch (need) {
    case 'copied':
      return Math.min(pace, COPIED_MS);
    case 'at-stake':
      return pace;
    case 'idle':
      return Math.max(pace, IDLE_MS);
  }
}
