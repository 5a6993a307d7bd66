/** Tells listeners that prices moved; keeps a timer only while somebody listens and prices walk. */
import type { CancelTimer } from '@copydesk/core';
import type { MarketMove } from '../venue/venue-figures.ts';
import type { VenueClock } from '../venue/venue-market.ts';
import type { WalkClock } from './walk-clock.ts';

/** Who listens to prices. */
export class Moves {
  readonly #clock: VenueClock;
  readonly #walk: WalkClock;
  readonly #listeners = new Set<(move: MarketMove) => void>();
  /** What is told with the next commit. */
  #waiting: MarketMove[] = [];
  #timer: CancelTimer | undefined;
  #told = '';
  #closed = false;

  constructor(clock: VenueClock, walk: WalkClock) {
    this.#clock = clock;
    this.#walk = walk;
  }

  listen(listener: (move: MarketMove) => void): () => void {
    // Wrapped, so that a listener that listens twice is told twice and ended one by one.
    const own = (move: MarketMove): void => listener(move);
    this.#listeners.add(own);
    this.#told = this.#place();
    this.keepTelling();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#timer?.();
      this.#timer = undefined;
    };
  }

  /** Notes a move that follows from what is about to be stored. */
  note(move: MarketMove): void {
    if (this.#listeners.size > 0) this.#waiting.push(move);
  }

  /** Tells what was noted, and that the walk came to another step, when it did. Called once it is stored. */
  deliver(): void {
    if (this.#listeners.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#told !== this.#place()) {
      this.#told = this.#place();
      waiting.push({ kind: 'walked' });
    }
    for (const move of waiting) for (const listener of [...this.#listeners]) listener(move);
  }

  /** Looks at each step again while there is something to wait for. */
  keepTelling(): void {
    if (this.#timer !== undefined || this.#closed) return;
    if (this.#listeners.size === 0 || !this.#walk.walking) return;
    this.#timer = this.#clock.after(this.#walk.stepMs, () => {
      this.#timer = undefined;
      this.deliver();
      this.keepTelling();
    });
  }

  close(): void {
    this.#closed = true;
    this.#timer?.();
  }

  /** What prices follow from, besides those set by hand. */
  #place(): string {
    return `${this.#walk.step()} ${this.#walk.moment()}`;
  }
}
