/**
 * How many order writes an account may still make in each window its broker counts.
 *
 * Decides: whether a write may go now, or when. Keeps I5: a fifth of every long window is kept for exits and cancels.
 * Windows are rolling, though brokers count calendar seconds on their own clock: rolling is the stricter reading.
 */
import type { RateWindow } from '../broker/capabilities.ts';

/** Share of a window longer than a second that only exits and cancels may use. */
const RESERVE = 0.2;

export class RateBudget {
  readonly #windows: readonly RateWindow[];
  /** Monotonic times of the writes, oldest first; kept as long as the longest window looks back. */
  readonly #writes: number[] = [];
  readonly #longestMs: number;

  constructor(windows: readonly RateWindow[]) {
    this.#windows = windows;
    this.#longestMs = windows.reduce((longest, window) => Math.max(longest, window.windowMs), 0);
  }

  /** Milliseconds until a write may go, 0 for now. `reducing` writes (exits, cancels) may use the reserve. */
  waitMs(nowMs: number, reducing: boolean): number {
    this.#forget(nowMs);
    let wait = 0;
    for (const { limit, windowMs } of this.#windows) {
      const allowed = reducing || windowMs <= 1_000 ? limit : Math.max(1, Math.floor(limit * (1 - RESERVE)));
      const oldest = this.#writes[this.#writes.length - allowed];
      if (oldest !== undefined) wait = Math.max(wait, oldest + windowMs - nowMs);
    }
    return Math.max(0, wait);
  }

  /** Counts a write. */
  take(nowMs: number): void {
    if (this.#windows.length > 0) this.#writes.push(nowMs);
  }

  #forget(nowMs: number): void {
    let gone = 0;
    while (gone < this.#writes.length && (this.#writes[gone] ?? 0) <= nowMs - this.#longestMs) gone += 1;
    if (gone > 0) this.#writes.splice(0, gone);
  }
}
