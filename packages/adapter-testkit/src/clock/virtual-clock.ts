/**
 * A clock that moves only when a test moves it.
 *
 * Decides: the order in which timers run (by due time, then by the order in which they were set) and how far promises
 * settle between two of them. A trading day takes as long as the code it wakes.
 */
import { type CancelTimer, type Clock, type Instant, instantOf } from '@copydesk/core';
import { settle } from './settle.ts';

interface Timer {
  readonly dueMs: number;
  readonly sequence: number;
  readonly run: () => void;
}

/** Monday 23 November 2026, 10:00 in India: inside market hours, a few hours after the day's login. */
export const DEFAULT_START = instantOf(Date.UTC(2026, 10, 23, 4, 30));

/** `Clock` of a test: time stands still until it is advanced. */
export class VirtualClock implements Clock {
  #elapsedMs = 0;
  #wallOffset: number;
  #sequence = 0;
  /** Sorted by due time, then by sequence. */
  readonly #timers: Timer[] = [];

  constructor(startsAt: Instant = DEFAULT_START) {
    this.#wallOffset = startsAt;
  }

  now(): Instant {
    return instantOf(Math.floor(this.#wallOffset + this.#elapsedMs));
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, run: () => void): CancelTimer {
    if (Number.isNaN(delayMs)) throw new RangeError('A timer needs a delay in milliseconds');
    const timer: Timer = {
      dueMs: this.#elapsedMs + Math.max(0, delayMs),
      sequence: ++this.#sequence,
      run,
    };
    this.#timers.splice(this.#placeFor(timer), 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Milliseconds until the next timer runs; undefined when none is set. */
  get nextDueInMs(): number | undefined {
    const next = this.#timers[0];
    return next === undefined ? undefined : next.dueMs - this.#elapsedMs;
  }

  /** Moves on by `ms` and runs what falls due, without letting promises settle in between. */
  advanceBy(ms: number): void {
    const until = this.#target(ms);
    for (let timer = this.#takeDue(until); timer !== undefined; timer = this.#takeDue(until)) timer.run();
    this.#elapsedMs = until;
  }

  /** `advanceBy` up to a moment of wall time. Throws for one that has passed. */
  advanceTo(at: Instant): void {
    this.advanceBy(at - this.#wallOffset - this.#elapsedMs);
  }

  /**
   * Moves on by `ms`, one timer at a time, and lets everything that each of them woke come to rest before the next.
   * This is what a test of asynchronous code wants.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#target(ms);
    await settle();
    for (let timer = this.#takeDue(until); timer !== undefined; timer = this.#takeDue(until)) {
      timer.run();
      await settle();
    }
    this.#elapsedMs = until;
    await settle();
  }

  /**
   * Moves from timer to timer until the promise settles, at most `limitMs` of virtual time, and gives its result.
   * Throws when the time is over or when nothing is left that could wake it.
   */
  async drive<T>(promise: Promise<T>, limitMs = 600_000): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    const until = this.#target(limitMs);
    await settle();
    while (!settled) {
      const timer = this.#takeDue(until);
      if (timer === undefined) {
        throw new Error(
          this.#timers.length === 0
            ? 'The promise does not settle: no timer is set that could wake it'
            : `The promise did not settle within ${limitMs} ms of virtual time`,
        );
      }
      timer.run();
      await settle();
    }
    return promise;
  }

  /** Moves the wall clock alone, as a correction of the machine's time does. Timers and durations do not notice. */
  jumpWall(byMs: number): void {
    this.#wallOffset += byMs;
  }

  #target(ms: number): number {
    if (!(ms >= 0)) throw new RangeError(`Time does not go back: ${ms}`);
    return this.#elapsedMs + ms;
  }

  #takeDue(untilMs: number): Timer | undefined {
    const next = this.#timers[0];
    if (next === undefined || next.dueMs > untilMs) return undefined;
    this.#timers.shift();
    this.#elapsedMs = next.dueMs;
    return next;
  }

  /** A new timer has the highest sequence, so it goes behind every one that is due at the same time. */
  #placeFor(timer: Timer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle] as Timer;
      if (other.dueMs <= timer.dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
