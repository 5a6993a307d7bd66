/**
 * Orders that work at brokers, and the ending of them.
 *
 * Decides: how a set of orders is cancelled, and why one of them could not be reached. Keeps I2: a cancel is a journaled wish,
 * so it is asked again after a restart, when the account is back and when an uncertain order is found alive.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import { filledOf, isOrderFinal, livingRestOf, type Order, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Clock } from '../ports/clock.ts';
import { wishCancel } from './cancel-wish.ts';
import type { OrderFit } from './order-fit.ts';

/** Why something could not be done at an account's broker yet. It is tried on. */
export type UnreachedReason =
  | 'no-session'
  | 'leased-elsewhere'
  | 'not-settled'
  | 'uncertain'
  | 'not-answered'
  | 'exit-refused';

/** What could not be reached: an order, or an account as a whole. */
export interface Unreached {
  readonly accountId: AccountId;
  readonly orderId: OrderId | undefined;
  readonly reason: UnreachedReason;
}

export interface WorkingOrderParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly dispatch: () => Pick<OrderDispatch, 'cancel'>;
  readonly fit: () => Pick<OrderFit, 'shrink'>;
}

export class WorkingOrders {
  readonly #parts: WorkingOrderParts;
  /** Those who wait for orders to end. */
  readonly #waiting = new Set<() => void>();

  constructor(parts: WorkingOrderParts) {
    this.#parts = parts;
  }

  /** Living orders that may still add to a position of the account, whoever placed them. */
  addersOf(accountId: AccountId): readonly Order[] {
    return this.#parts.orders.livingOf(accountId).filter(adds);
  }

  /**
   * Takes out of the orders what adds to a position: one that only adds is cancelled, one that turns a position around goes on for
   * what it closes. Resolves when the wishes are durable and on their way.
   */
  async stopAdding(orders: readonly Order[], why: SkipReason): Promise<void> {
    const turning = orders.filter((order) => adds(order) && filledOf(order) < order.exitQuantity);
    for (const order of turning)
      if (!order.cancelWanted && order.terms.quantity > order.exitQuantity)
        this.#parts.fit().shrink(order, order.exitQuantity);
    const whole = orders.filter((order) => !turning.includes(order));
    for (const order of whole) this.#giveUpUnsent(order, why);
    await this.cancel(whole);
  }

  /** Asks for the end of the orders. Resolves when the wishes are durable and on their way. */
  async cancel(orders: readonly Order[]): Promise<void> {
    const { journal, dispatch } = this.#parts;
    const asked = orders.filter((order) => !isOrderFinal(order) && !order.cancelWanted);
    for (const order of asked) wishCancel(journal, order);
    await journal.commit();
    for (const order of asked) dispatch().cancel(order);
  }

  #giveUpUnsent(order: Order, reason: SkipReason): void {
    const { userId, accountId, orderId } = order.intent;
    for (const slice of order.slices) {
      if (slice.status !== 'journaled') continue;
      const about = { accountId, orderId, slice: slice.index };
      this.#parts.journal.record(userId, { ...about, type: 'order-given-up', reason });
    }
  }

  /** Resolves when `done` says so, looked at after each event, or when the time is over. */
  until(done: () => boolean, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (done()) end();
      };
      const end = (): void => {
        this.#waiting.delete(look);
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(withinMs, end);
      this.#waiting.add(look);
      look();
    });
  }

  /** Wakes those who wait. Called with each new entry of the journal. */
  onEntry(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Why nothing can be sent to the account's broker; undefined when it can. */
  awayBecause(accountId: AccountId): UnreachedReason | undefined {
    const { session, settled, leasedBy } = this.#parts.accounts.stateOf(accountId);
    if (leasedBy !== undefined) return 'leased-elsewhere';
    if (session === undefined) return 'no-session';
    return settled ? undefined : 'not-settled';
  }

  /** Why an order that should have ended has not. */
  livesBecause(order: Order): UnreachedReason {
    const away = this.awayBecause(order.intent.accountId);
    if (away !== undefined) return away;
    return statusOf(order) === 'uncertain' ? 'uncertain' : 'not-answered';
  }
}

/** Whether the order may still add to a position, whatever it closes before; as large as its broker may still take it to be. */
export function adds(order: Order): boolean {
  return filledOf(order) + livingRestOf(order) > order.exitQuantity;
}
