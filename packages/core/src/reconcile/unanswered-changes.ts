/**
 * Finds out what became of modifications whose answer was lost (domain §4.4).
 *
 * Decides: when the history of the order is read, and when the change is asked for again. Keeps I6: until the book shows which of the
 * two it is, the larger quantity counts (`livingRestOf`). Asking again is no second order: an order has one set of terms. An exit that
 * itself closes too much without it (`exit/over-exits.ts`) is not asked for again: another one takes its place, with all that was asked for.
 */
import type { Account } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId, BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { Order, Slice } from '../order/order.ts';
import { isFinal } from '../order/order-status.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { Observer } from './observe.ts';
import type { PacedBooks } from './paced-books.ts';

/** When the history is read, as shares of the time after which what a book does not show is not there. */
const READ_AT = [1 / 120, 4 / 120, 15 / 120, 60 / 120, 1];

/** How long a read that failed waits to be tried again. */
const RETRY_MS = 2_000;

/** After so many changes of one order that came to nothing a person must look. */
const ASKED_AGAIN = 3;

export interface UnansweredChangeParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly books: PacedBooks;
  readonly observer: Observer;
  readonly dispatch: OrderDispatch;
  /** Whether the exit closes more than there is while it is as it was. */
  readonly isTooLarge: (order: Order) => boolean;
  /** Puts another one in its place, with the terms that were asked for. */
  readonly replace: (order: Order) => void;
}

interface Search {
  readonly step: number;
  readonly sinceMs: number;
  /** Reads in a row that showed the old terms. */
  readonly misses: number;
}

export class UnansweredChanges {
  readonly #parts: UnansweredChangeParts;
  readonly #timers = new Map<Slice, CancelTimer>();
  readonly #asked = new WeakMap<Slice, number>();
  readonly #stop = new AbortController();

  constructor(parts: UnansweredChangeParts) {
    this.#parts = parts;
  }

  /** Starts looking for what became of a change of this slice. */
  watch(order: Order, slice: Slice): void {
    this.#schedule(order, slice, { step: 0, sinceMs: this.#parts.clock.monotonicMs(), misses: 0 });
  }

  /** Ends every search; a change that nobody has answered stays open in the journal. */
  close(): void {
    this.#stop.abort();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #schedule(order: Order, slice: Slice, search: Search): void {
    const { clock } = this.#parts;
    const absenceAfterMs = this.#brokerOf(order)?.capabilities.absenceAfterMs ?? 0;
    const share = READ_AT[search.step];
    const dueMs =
      share === undefined ? RETRY_MS : search.sinceMs + share * absenceAfterMs - clock.monotonicMs();
    this.#timers.get(slice)?.();
    const cancel = clock.after(Math.max(0, dueMs), () => {
      this.#timers.delete(slice);
      void this.#search(order, slice, search);
    });
    this.#timers.set(slice, cancel);
  }

  async #search(order: Order, slice: Slice, search: Search): Promise<void> {
    const { brokerOrderId } = slice;
    if (brokerOrderId === undefined || !isOpen(order, slice) || this.#stop.signal.aborted) return;
    const account = this.#parts.accounts.get(order.intent.accountId);
    const broker = this.#brokerOf(order);
    const next: Search = { ...search, step: search.step + 1 };
    const wasRead = broker !== undefined && (await this.#read(account, broker, brokerOrderId));
    if (!isOpen(order, slice) || this.#stop.signal.aborted) return;
    if (!wasRead) return this.#schedule(order, slice, next);
    const misses = search.misses + 1;
    const ageMs = this.#parts.clock.monotonicMs() - search.sinceMs;
    if (misses < 2 || ageMs < broker.capabilities.absenceAfterMs)
      return this.#schedule(order, slice, { ...next, misses });
    this.#askAgain(account, order, slice, brokerOrderId);
  }

  /** The state of the order as its history ends; what it shows enters the books like any other row. */
  async #read(account: Account, broker: BrokerPort, id: BrokerOrderId): Promise<boolean> {
    const session = this.#parts.accounts.sessionOf(account.id);
    if (session === undefined) return false;
    try {
      const last = (await this.#parts.books.of(broker).history(session, id, this.#stop.signal)).at(-1);
      if (last === undefined) return false;
      this.#parts.observer.observeOrders(account, [last]);
      return true;
    } catch {
      // What could not be read says nothing either way.
      return false;
    }
  }

  #askAgain(account: Account, order: Order, slice: Slice, id: BrokerOrderId): void {
    const shrinks = isExitToShrink(order, slice);
    if (shrinks && this.#parts.isTooLarge(order)) return this.#parts.replace(order);
    const asked = (this.#asked.get(slice) ?? 0) + 1;
    this.#asked.set(slice, asked);
    if (asked <= ASKED_AGAIN) return this.#parts.dispatch.modify(order);
    const text = `A change of order ${id} in ${account.address} was asked for ${asked} times and does not show.`;
    this.#parts.observer.complain(account, 'change-not-shown', text);
    // From now on it counts as what it is: nobody looks for the change any more, and it may be too large later.
    if (shrinks) this.#noteUnchanged(order, slice);
  }

  #noteUnchanged({ intent }: Order, slice: Slice): void {
    this.#parts.journal.record(intent.userId, {
      type: 'order-change-answered',
      orderId: intent.orderId,
      accountId: intent.accountId,
      slice: slice.index,
      change: 'modify',
      outcome: 'refused',
      text: 'the book shows it unchanged',
      terms: undefined,
    });
  }

  #brokerOf(order: Order): BrokerPort | undefined {
    return this.#parts.brokers.get(this.#parts.accounts.get(order.intent.accountId).brokerId);
  }
}

function isOpen({ cancelWanted }: Order, { changeOpen, status }: Slice): boolean {
  return changeOpen && !cancelWanted && !isFinal(status);
}

/** Whether it is an exit that was asked to become smaller: that changes one slice, where it is the only one. */
function isExitToShrink({ exitQuantity, fitting, terms }: Order, { quantity }: Slice): boolean {
  return exitQuantity > 0 && !fitting && terms.quantity < quantity;
}
