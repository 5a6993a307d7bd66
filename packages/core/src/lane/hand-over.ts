/**
 * Hands orders to their lanes as they were decided.
 *
 * Decides: the order among those that became durable in one moment. Keeps I3: what one decision leads to may be written, and awaited,
 * before whoever made that decision comes to send it. Leaves to others: what a lane does with them.
 */
import type { Order } from '../order/order.ts';

export class HandOver {
  readonly #add: (order: Order) => void;
  readonly #due: Order[] = [];

  /** `add` puts one order into its lane. */
  constructor(add: (order: Order) => void) {
    this.#add = add;
  }

  /** Takes an order that is durable. It goes on once everybody who waited for the same write has had their turn. */
  take(order: Order): void {
    if (this.#due.push(order) === 1) void Promise.resolve().then(() => this.#handOver());
  }

  #handOver(): void {
    for (const order of this.#due.splice(0).sort((one, other) => decidedAt(one) - decidedAt(other)))
      this.#add(order);
  }
}

/** Journal number of what is to be sent: of the order itself, or of what was asked of it later. */
function decidedAt({ decidedAt: first, changeDecidedAt, slices }: Order): number {
  return slices.some(({ status, since }) => status === 'journaled' && since === 0) ? first : changeDecidedAt;
}
