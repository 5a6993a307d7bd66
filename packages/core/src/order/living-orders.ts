/**
 * The orders that are not final, by account and by position.
 *
 * Decides nothing. What it hands out is never changed afterwards: whoever walks through a list may end orders meanwhile.
 */
import type { AccountId } from '../account/account.ts';
import { ByPlace, type Place } from './by-place.ts';
import type { Order } from './order.ts';

export class LivingOrders {
  readonly #byAccount = new Map<AccountId, OrderSet>();
  readonly #byPlace = new ByPlace<OrderSet>();

  /** Adds an order as the youngest. */
  add(order: Order): void {
    const { intent } = order;
    const { accountId, instrumentId, product } = intent;
    let ofAccount = this.#byAccount.get(accountId);
    if (ofAccount === undefined) {
      ofAccount = new OrderSet();
      this.#byAccount.set(accountId, ofAccount);
    }
    ofAccount.add(order);
    let there = this.#byPlace.get(accountId, instrumentId, product);
    if (there === undefined) {
      there = new OrderSet();
      this.#byPlace.set(intent, there);
    }
    there.add(order);
  }

  /** Takes an order out. Harmless when it is not there. */
  delete(order: Order): void {
    const { accountId, instrumentId, product } = order.intent;
    this.#byAccount.get(accountId)?.delete(order);
    this.#byPlace.get(accountId, instrumentId, product)?.delete(order);
  }

  /** Those of an account, oldest first. */
  of(accountId: AccountId): readonly Order[] {
    return this.#byAccount.get(accountId)?.list ?? NO_ORDERS;
  }

  /** Those of an account in one instrument and product, oldest first. */
  at({ accountId, instrumentId, product }: Place): readonly Order[] {
    return this.#byPlace.get(accountId, instrumentId, product)?.list ?? NO_ORDERS;
  }
}

const NO_ORDERS: readonly Order[] = [];

/** The list is made when it is first asked for after a change, and kept until the next one. */
class OrderSet {
  readonly #orders = new Set<Order>();
  #list: readonly Order[] | undefined = NO_ORDERS;

  get list(): readonly Order[] {
    this.#list ??= [...this.#orders];
    return this.#list;
  }

  add(order: Order): void {
    this.#orders.add(order);
    this.#list = undefined;
  }

  delete(order: Order): void {
    if (this.#orders.delete(order)) this.#list = this.#orders.size === 0 ? NO_ORDERS : undefined;
  }
}
