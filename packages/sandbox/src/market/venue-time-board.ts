/** What time it is at the venue, told to whoever waits for it to change. */
import type { Clock } from '@copydesk/core';
import type { VenueTime, VenueTimes } from '../venue/venue-market.ts';

/** How many may wait at once; one more is answered at once. */
const MOST_WAITING = 100;

export class VenueTimeBoard implements VenueTimes {
  readonly #clock: Clock;
  readonly #read: () => Omit<VenueTime, 'version'>;
  readonly #waiting = new Set<() => void>();
  #version = 1;

  constructor(clock: Clock, read: () => Omit<VenueTime, 'version'>) {
    this.#clock = clock;
    this.#read = read;
  }

  get current(): VenueTime {
    return { version: this.#version, ...this.#read() };
  }

  changed(version: number, withinMs: number): Promise<void> {
    if (version !== this.#version || this.#waiting.size >= MOST_WAITING) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(withinMs, wake);
      this.#waiting.add(wake);
    });
  }

  /** The clock was moved, or the hours were changed. */
  ring(): void {
    this.#version += 1;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Answers everybody who waits. */
  close(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
