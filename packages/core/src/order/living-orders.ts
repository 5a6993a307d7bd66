/**
 * The orders that are not final, by account and by position.
 *
 * Decides nothing. What it hands out is never changed afterwards: whoever walks through a list may end orders meanwhile.
 */
import type { AccountId } from '../account/account.ts';
import type { Order } from './order.ts';
import type { OrderIntent } from './order-intent.ts';

const NO_ORDERS: readonly Order[] = [];

/** A position's place: which account holds it, in what, and by which product. */
type Place = Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'>;

export class LivingOrders {
  readonly #byAccount = new OrderSets<AccountId>();
  readonly #byPlace = new OrderSets<string>();

  /** Adds an order as the youngest. */
  add(order: Order): void {
    this.#byAccount.add(order.intent.accountId, order);
    this.#byPlace.add(keyOf(order.intent), order);
  }

  /** Takes an order out. Harmless when it is not there. */
  delete(order: Order): void {
    this.#byAccount.delete(order.intent.accountId, order);
    this.#byPlace.delete(keyOf(order.intent), order);
  }

  /** Those of an account, oldest first. */
  of(accountId: AccountId): readonly Order[] {
    return this.#byAccount.list(accountId);
  }

  /** Those of an account in one instrument and product, oldest first. */
  at(place: Place): readonly Order[] {
    return this.#byPlace.list(keyOf(place));
  }
}

/** Sets of orders by a key. A list is made when it is first asked for after a change, and kept until the next one. */
class OrderSets<Key> {
  readonly #sets = new Map<Key, { readonly orders: Set<Order>; list: readonly Order[] | undefined }>();

  add(key: Key, order: Order): void {
    const kept = this.#sets.get(key);
    if (kept === undefined) this.#sets.set(key, { orders: new Set([order]), list: undefined });
    else {
      kept.orders.add(order);
      kept.list = undefined;
    }
  }

  delete(key: Key, order: Order): void {
    const kept = this.#sets.get(key);
    if (kept?.orders.delete(order) !== true) return;
    kept.list = undefined;
    if (kept.orders.size === 0) this.#sets.delete(key);
  }

  list(key: Key): readonly Order[] {
    const kept = this.#sets.get(key);
    if (kept === undefined) return NO_ORDERS;
    kept.list ??= [...kept.orders];
    return kept.list;
  }
}

function keyOf({ accountId, instrumentId, product }: Place): string {
  return `${accountId}|${instrumentId}|${product}`;
}
