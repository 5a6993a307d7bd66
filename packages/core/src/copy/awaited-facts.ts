/**
 * What commands wait for: their broker's answer, fills that earlier orders are about to have, and orders that are to end.
 *
 * Decides: for how long. Nothing here changes an order; whoever waits looks at the books again afterwards.
 */
import type { JournalEntry } from '../journal/journal-port.ts';
import { isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { PlaceCommand } from '../order/place-command.ts';
import type { DeskClock } from '../ports/clock.ts';
import { unreportedMs } from './unreported-fills.ts';

/** How long a command waits for the master's broker before it is answered as `sending`. */
const ANSWER_WITHIN_MS = 3_000;

export class AwaitedFacts {
  readonly #parts: { readonly clock: DeskClock; readonly orders: OrderBook };
  /** Those who wait for the answer to an order, by order. */
  readonly #answers = new Map<OrderId, () => void>();
  /** Those who wait for what is told next. */
  readonly #fills = new Set<() => void>();

  constructor(parts: { readonly clock: DeskClock; readonly orders: OrderBook }) {
    this.#parts = parts;
  }

  /** Wakes those who wait. */
  onEntry({ event }: JournalEntry): void {
    if (this.#fills.size > 0) for (const wake of [...this.#fills]) wake();
    if (!('orderId' in event) || !('slice' in event)) return;
    if (event.type === 'order-sending' || event.type === 'order-not-sent') return;
    this.#answers.get(event.orderId)?.();
  }

  /** Resolves when the fills that earlier orders are about to have are known: what an order closes is decided against them. */
  async reported(at: Pick<PlaceCommand, 'accountId' | 'instrumentId' | 'product'>): Promise<void> {
    const { clock, orders } = this.#parts;
    for (let waitMs = unreportedMs(orders, at, clock); waitMs > 0; waitMs = unreportedMs(orders, at, clock))
      await this.#news(waitMs);
  }

  /** Resolves when all of the orders have ended, or when the time is over. */
  async ended(orders: readonly Order[], withinMs: number): Promise<void> {
    const { clock } = this.#parts;
    const until = clock.monotonicMs() + withinMs;
    while (!orders.every(isOrderFinal) && clock.monotonicMs() < until)
      await this.#news(until - clock.monotonicMs());
  }

  /** Resolves with the next entry of the journal, or after so long. */
  #news(withinMs: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.#fills.delete(wake);
        resolve();
      };
      const cancel = this.#parts.clock.after(withinMs, wake);
      this.#fills.add(wake);
    });
  }

  /** Resolves when no slice waits for its broker's answer any more, or when the time is over. */
  answered(orderId: OrderId): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#answers.delete(orderId);
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(ANSWER_WITHIN_MS, done);
      this.#answers.set(orderId, () => {
        const order = this.#parts.orders.get(orderId);
        const waits =
          order?.slices.some((slice) => slice.status === 'journaled' || slice.status === 'sending') === true;
        if (!waits) done();
      });
    });
  }
}
