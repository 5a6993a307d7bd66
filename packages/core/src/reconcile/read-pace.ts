/**
 * How fast books may be read: brokers count reads in windows too, and one that is refused tells nothing.
 *
 * Decides: when the next read leaves. Keeps I4: a busy day must not use up a long window and leave the desk blind for the rest of it,
 * so a part of each window may go at once, and the rest is spread over its length. Writes have a budget of their own in the lanes.
 */
import type { RateWindow } from '../broker/capabilities.ts';
import { type Clock, sleep } from '../ports/clock.ts';

/** What of a window may go at once. A second is over soon; what is left of half an hour is needed until its end. */
const AT_ONCE = { second: 0.5, longer: 0.2 } as const;
const SECOND_MS = 1_000;

/** A read that would have to wait for longer is refused: whoever asked looks again by himself. */
const LONGEST_WAIT_MS = 5_000;

interface Spread {
  /** Between two reads once the first ones are gone. */
  readonly everyMs: number;
  /** How far ahead of that pace reads may be. */
  readonly aheadMs: number;
}

interface Due extends Spread {
  /** When the next read would be due at an even pace. */
  readonly dueMs: number;
}

/** The pace of the reads at one broker. Reads with the same key share a broker's windows. */
export class ReadPace {
  readonly #clock: Clock;
  readonly #spreads: readonly Spread[];
  /** By key, one for each window. */
  readonly #due = new Map<string, readonly Due[]>();

  constructor(clock: Clock, windows: readonly RateWindow[]) {
    this.#clock = clock;
    this.#spreads = windows.map(spreadOf);
  }

  /** Resolves when the read may leave: true, or false when that would take longer than `patienceMs` or the signal has aborted. */
  async turn(key: string, signal: AbortSignal, patienceMs = LONGEST_WAIT_MS): Promise<boolean> {
    const nowMs = this.#clock.monotonicMs();
    const due = this.#due.get(key) ?? this.#spreads.map((spread) => ({ ...spread, dueMs: nowMs }));
    const startMs = due.reduce((latest, { dueMs, aheadMs }) => Math.max(latest, dueMs - aheadMs), nowMs);
    if (startMs - nowMs > patienceMs) return false;
    // Its place is taken now, so that reads leave in the order in which they were asked for.
    const next = due.map((one) => ({ ...one, dueMs: Math.max(startMs, one.dueMs) + one.everyMs }));
    this.#due.set(key, next);
    if (startMs > nowMs) await sleep(this.#clock, startMs - nowMs, signal);
    return !signal.aborted;
  }
}

/** In any stretch as long as the window no more leave than its limit: those at once, and those that fall due meanwhile. */
function spreadOf({ limit, windowMs }: RateWindow): Spread {
  const share = windowMs > SECOND_MS ? AT_ONCE.longer : AT_ONCE.second;
  const atOnce = Math.max(1, Math.floor(limit * share));
  const everyMs = windowMs / Math.max(1, limit - atOnce);
  return { everyMs, aheadMs: (atOnce - 1) * everyMs };
}
