/** What the venue's own clients traded today, by instrument; kept across restarts, forgotten when the day ends. */
import type { Instant, Price } from '@copydesk/core';
import type { Store } from '../storage/store.ts';

/** The fills of one instrument. */
export interface Traded {
  readonly quantity: number;
  /** Sum of price and quantity, in 1/10000 rupee. */
  readonly value: bigint;
  readonly last: {
    readonly quantity: number;
    readonly price: Price;
    readonly at: Instant;
    readonly step: number;
  };
}

/** The fills of the day. The caller commits. */
export class TradedToday {
  readonly #store: Store;
  readonly #traded = new Map<string, Traded>();

  constructor(store: Store) {
    this.#store = store;
    for (const [id, document] of store.load('activity')) this.#traded.set(id, document as Traded);
  }

  of(id: string): Traded | undefined {
    return this.#traded.get(id);
  }

  add(id: string, last: Traded['last']): void {
    const before = this.#traded.get(id);
    const traded: Traded = {
      quantity: (before?.quantity ?? 0) + last.quantity,
      value: (before?.value ?? 0n) + BigInt(last.price) * BigInt(last.quantity),
      last,
    };
    this.#traded.set(id, traded);
    this.#store.put('activity', id, () => traded);
  }

  /** A day ends. */
  clear(): void {
    for (const id of this.#traded.keys()) this.#store.remove('activity', id);
    this.#traded.clear();
  }
}
