/** Numbers for ids; they never repeat, not even after a restart. */
import type { Store } from '../storage/store.ts';

interface Counts {
  order: number;
  exchange: number;
  trade: number;
}

/** Counts from 1. */
export class Sequences {
  readonly #store: Store;
  readonly #counts: Counts;

  constructor(store: Store) {
    this.#store = store;
    this.#counts = (stored(store) as Counts | undefined) ?? { order: 0, exchange: 0, trade: 0 };
  }

  next(what: keyof Counts): number {
    this.#counts[what] += 1;
    this.#store.put('sequence', 'counts', () => this.#counts);
    return this.#counts[what];
  }
}

function stored(store: Store): unknown {
  return store.load('sequence').find(([key]) => key === 'counts')?.[1];
}
