/**
 * Finds out what became of orders whose answer was lost.
 *
 * Decides: when the books are searched for a tag, and when absence is proven. Keeps I1: only absence over several reads
 * and after `absenceAfterMs` lets an order be sent again, with the same tag; nothing is ever sent on a guess. Keeps I5: an exit of
 * an earlier day ends once the position says what it did, so that what it did not take is owed again.
 */
import type { Account } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { Place } from '../order/by-place.ts';
import { tooOldToEnter } from '../order/entry-age.ts';
import { type Order, partOf, type Slice } from '../order/order.ts';
import { type CancelTimer, type DeskClock, istDate } from '../ports/clock.ts';
import { untilPositionSpeaksMs } from './equal-times.ts';
import type { Observer } from './observe.ts';
import type { PacedBooks } from './paced-books.ts';

/** When the books are searched, as shares of the time after which absence counts: 1, 2, 4, 8, 15, 30, 60 and 120 s of 120 s. */
const SEARCH_AT = [1 / 120, 2 / 120, 4 / 120, 8 / 120, 15 / 120, 30 / 120, 60 / 120, 1];

/** How long a search waits to be tried again when it failed. */
const RETRY_MS = 2_000;

export interface UncertainParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly books: PacedBooks;
  readonly observer: Observer;
  readonly dispatch: OrderDispatch;
  /** For how long comparisons have found the order's position as the books have it, since the account was settled. */
  readonly equalForMs: (at: Place) => number;
}

export class UncertainOrders {
  readonly #parts: UncertainParts;
  readonly #timers = new Map<Slice, CancelTimer>();
  readonly #stop = new AbortController();

  constructor(parts: UncertainParts) {
    this.#parts = parts;
  }

  /** Starts the search for a slice that has just become uncertain. */
  watch(order: Order, slice: Slice): void {
    this.#schedule(order, slice, { step: 0, since: this.#parts.clock.monotonicMs(), misses: 0 });
  }

  /** Ends every search; what is uncertain stays so in the journal. */
  close(): void {
    this.#stop.abort();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #schedule(order: Order, slice: Slice, search: Search): void {
    const share = SEARCH_AT[search.step];
    const leftMs = (part: number): number =>
      search.since + part * this.#absenceAfterMs(order) - this.#parts.clock.monotonicMs();
    const delayMs = share === undefined ? RETRY_MS : Math.max(0, leftMs(share));
    this.#timers.get(slice)?.();
    const cancel = this.#parts.clock.after(delayMs, () => {
      this.#timers.delete(slice);
      void this.#search(order, slice, search);
    });
    this.#timers.set(slice, cancel);
  }

  async #search(order: Order, slice: Slice, search: Search): Promise<void> {
    if (slice.status !== 'uncertain' || this.#stop.signal.aborted) return;
    const { accounts, observer } = this.#parts;
    const account = accounts.get(order.intent.accountId);
    const session = accounts.sessionOf(account.id);
    const broker = this.#brokerOf(order);
    const next: Search = { ...search, step: search.step + 1 };
    if (session === undefined || broker === undefined) {
      this.#tellOverdue(account, order, slice, search);
      return this.#schedule(order, slice, { ...next, step: SEARCH_AT.length });
    }
    try {
      const rows = await this.#parts.books.of(broker).tagged(session, slice.clientOrderId, this.#stop.signal);
      observer.observeOrders(account, rows);
      next.misses = rows.length === 0 ? search.misses + 1 : 0;
    } catch {
      // The books could not be read: that proves nothing either way, so the search goes on.
      this.#tellOverdue(account, order, slice, search);
      return this.#schedule(order, slice, next);
    }
    if (slice.status !== 'uncertain') return;
    const age = this.#parts.clock.monotonicMs() - search.since;
    if (next.misses >= 2 && age >= broker.capabilities.absenceAfterMs) {
      // Books hold one day: today's says nothing about an order of yesterday, which may have filled then.
      const { clock } = this.#parts;
      if (istDate(clock.now(account.id)) !== istDate(order.intent.placedAt))
        return this.#outOfReach(account, order, slice);
      return this.#absent(account, order, slice);
    }
    this.#schedule(order, slice, next);
  }

  /** The time by which it should have been certain is over: until the books can be read again, only a person can say. */
  #tellOverdue(account: Account, order: Order, slice: Slice, search: Search): void {
    const { clock, observer } = this.#parts;
    if (clock.monotonicMs() - search.since < this.#absenceAfterMs(order)) return;
    const text = `What became of an order (tag ${slice.clientOrderId}) should be certain by now, but the books of ${account.address} cannot be read. Look in the broker's own app, and say what it shows.`;
    observer.complain(account, 'outcome-overdue', text);
  }

  #outOfReach(account: Account, order: Order, slice: Slice): void {
    const text = `What became of an order of an earlier day (tag ${slice.clientOrderId}) cannot be read in ${account.address} any more.`;
    this.#parts.observer.complain(account, 'outcome-out-of-reach', text);
    // One for after the market was meant for this day or a later one: that its position stands proves nothing.
    if (partOf(order) === 'exit' && !order.intent.afterMarket) this.#endByPosition(account, order, slice);
  }

  /** An exit of an earlier day ends when its position has long been what the books say: it shows what filled, and the rest is gone. */
  #endByPosition(account: Account, order: Order, slice: Slice): void {
    if (slice.status !== 'uncertain' || this.#stop.signal.aborted) return;
    const { clock, journal, equalForMs } = this.#parts;
    const leftMs = untilPositionSpeaksMs(equalForMs(order.intent), this.#absenceAfterMs(order));
    if (leftMs > 0) {
      const again = clock.after(Math.max(RETRY_MS, leftMs), () => {
        this.#timers.delete(slice);
        this.#endByPosition(account, order, slice);
      });
      this.#timers.set(slice, again);
      return;
    }
    const { orderId } = order.intent;
    journal.record(account.userId, {
      type: 'order-expired',
      orderId,
      accountId: account.id,
      slice: slice.index,
    });
  }

  /** Exits are sent again by themselves, entries only while they are young. */
  #absent(account: Account, order: Order, slice: Slice): void {
    const { journal, dispatch, clock } = this.#parts;
    const about = { orderId: order.intent.orderId, accountId: account.id, slice: slice.index };
    journal.record(account.userId, { ...about, type: 'order-proven-absent' });
    if (order.cancelWanted || slice.unwanted) {
      journal.record(account.userId, {
        ...about,
        type: 'order-cancelled',
        reason: { code: 'cancelled-in-lane' },
      });
      return;
    }
    const tooOld = partOf(order) === 'exit' ? undefined : tooOldToEnter(order, slice, clock.now(account.id));
    if (tooOld !== undefined && dispatch.giveUp(order, slice, tooOld)) return;
    dispatch.send(order);
  }

  /** 0 where no broker of its name is there: then nothing can be read, either. */
  #absenceAfterMs(order: Order): number {
    return this.#brokerOf(order)?.capabilities.absenceAfterMs ?? 0;
  }

  #brokerOf(order: Order): BrokerPort | undefined {
    return this.#parts.brokers.get(this.#parts.accounts.get(order.intent.accountId).brokerId);
  }
}

interface Search {
  readonly step: number;
  /** Monotonic; when the answer was lost, or the desk started. */
  readonly since: number;
  /** Reads in a row that found nothing. */
  misses: number;
}
