/**
 * How far behind the exchange a feed is, as a whole.
 *
 * Decides: when a connection that is up, and says so, is not to be believed: what it tells is old by the exchange's own time, or
 * it tells nothing new any more while the market is open, although it used to. One instrument that does not trade proves
 * neither (decision 0027).
 */
import type { Instant } from '../ports/clock.ts';

/** What is told later than this after it happened is late; what is told sooner than half of it is in time again. */
const BEHIND_MS = 10_000;
/** So long it must be late: one frame that was held up proves nothing. */
const BEHIND_FOR_MS = 1_000;

/** A feed is judged by its own habit: silent for so many times its usual pause, and never less than so long. */
const QUIET_TIMES = 20;
const QUIET_LEAST_MS = 10_000;
/** Pauses longer than this are nights. */
const PAUSE_MOST_MS = 60_000;
/** How much one pause counts, and how many are seen before there is a habit. */
const PAUSE_WEIGHT = 0.05;
const HABIT_AFTER = 20;

export class FeedPace {
  #newest: Instant | undefined;
  #behindSinceMs: number | undefined;
  #isBehind = false;
  #lastMs: number | undefined;
  #pauses = 0;
  #usualMs = 0;

  /** Something moved: a state of the exchange that is later than what the feed had told of that instrument; undefined where it tells no time. */
  moved(exchangeAt: Instant | undefined, now: Instant, nowMs: number): void {
    this.#notePause(nowMs);
    if (exchangeAt === undefined) return;
    if (this.#newest === undefined || exchangeAt > this.#newest || this.#newest > now)
      this.#newest = exchangeAt;
    const lagMs = now - this.#newest;
    if (lagMs < BEHIND_MS / 2) {
      this.#behindSinceMs = undefined;
      this.#isBehind = false;
    } else if (lagMs >= BEHIND_MS) {
      this.#behindSinceMs ??= nowMs;
      if (nowMs - this.#behindSinceMs >= BEHIND_FOR_MS) this.#isBehind = true;
    }
  }

  /** What it tells is old. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Nothing has moved for much longer than usual. Says something only while the market is open. */
  isQuiet(nowMs: number): boolean {
    if (this.#lastMs === undefined || this.#pauses < HABIT_AFTER) return false;
    return nowMs - this.#lastMs > Math.max(QUIET_LEAST_MS, QUIET_TIMES * this.#usualMs);
  }

  /** A new connection begins anew. */
  reset(): void {
    this.#newest = undefined;
    this.#behindSinceMs = undefined;
    this.#isBehind = false;
    this.#lastMs = undefined;
    this.#pauses = 0;
  }

  #notePause(nowMs: number): void {
    if (this.#lastMs !== undefined) {
      const pauseMs = Math.min(PAUSE_MOST_MS, nowMs - this.#lastMs);
      const weight = Math.max(PAUSE_WEIGHT, 1 / (this.#pauses + 1));
      this.#usualMs += (pauseMs - this.#usualMs) * weight;
      this.#pauses += 1;
    }
    this.#lastMs = nowMs;
  }
}
