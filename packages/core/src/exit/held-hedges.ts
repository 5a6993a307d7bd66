/**
 * Copies of a hedge's exit that wait in a child whose own short is still there (domain §4.12).
 *
 * Decides: when a person is told of one. Keeps I2: what is held back so that no short is left without its hedge is not held without a
 * word. Leaves to others: whether it waits (`basket/basket-gate.ts`).
 */
import type { BasketGate } from '../basket/basket-gate.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { HeldPart, Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { CancelTimer, DeskClock } from '../ports/clock.ts';

/** Most shorts are bought back sooner than this. */
const TOLD_AFTER_MS = 10_000;

export interface HeldHedgeParts {
  readonly clock: Pick<DeskClock, 'after'>;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly basketGate: Pick<BasketGate, 'of'>;
}

export class HeldHedges {
  readonly #parts: HeldHedgeParts;
  readonly #timers = new Set<CancelTimer>();

  constructor(parts: HeldHedgeParts) {
    this.#parts = parts;
  }

  /** Looks at a part that begins to wait. Called with each new entry of the journal. */
  onEntry({ event }: JournalEntry): void {
    if (event.type !== 'child-held' || event.part !== 'exit') return;
    const master = this.#parts.orders.get(event.masterOrderId);
    if (master === undefined || !this.#waits(master, event)) return;
    const cancel = this.#parts.clock.after(TOLD_AFTER_MS, () => {
      this.#timers.delete(cancel);
      const isHeld = master.held.some((one) => one.accountId === event.accountId && one.part === 'exit');
      if (isHeld && this.#waits(master, event)) this.#tell(master, event);
    });
    this.#timers.add(cancel);
  }

  /** Ends every timer. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #waits({ intent }: Order, child: Pick<HeldPart, 'accountId' | 'part'>): boolean {
    return intent.basket === undefined && this.#parts.basketGate.of(intent, child) !== undefined;
  }

  #tell({ intent }: Order, { accountId }: Pick<HeldPart, 'accountId'>): void {
    const text = `The exit of ${intent.instrumentId} waits in this account: its own short of the same underlying is not bought back, and would be left without its hedge. It goes when the short has gone; look in the broker's own app why it has not.`;
    this.#parts.journal.record(intent.userId, {
      type: 'alert-raised',
      code: 'exit-withheld',
      accountId,
      text,
    });
  }
}
