/** The venue's clock: a base clock whose wall time can be moved. */
import { type CancelTimer, type Clock, type Instant, instantOf, istDate } from '@copydesk/core';
import type { VenueClock } from '../venue/venue-market.ts';

/** Shifts wall time; durations and timers stay those of the base clock. */
export class ShiftedClock implements VenueClock {
  readonly #base: Clock;
  readonly #jumped: (offsetMs: number) => void;
  #offsetMs: number;

  /** `jumped` is told each new offset, after it applies. */
  constructor(base: Clock, offsetMs: number, jumped: (offsetMs: number) => void) {
    this.#base = base;
    this.#offsetMs = offsetMs;
    this.#jumped = jumped;
  }

  now(): Instant {
    return instantOf(this.#base.now() + this.#offsetMs);
  }

  monotonicMs(): number {
    return this.#base.monotonicMs();
  }

  after(delayMs: number, run: () => void): CancelTimer {
    return this.#base.after(delayMs, run);
  }

  set(now: Instant): void {
    this.#shift(now - this.#base.now());
  }

  advance(ms: number): void {
    this.#shift(this.#offsetMs + ms);
  }

  today(): string {
    return istDate(this.now());
  }

  #shift(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    this.#jumped(offsetMs);
  }
}
