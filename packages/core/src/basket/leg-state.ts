/**
 * Where one leg of a basket stands in one account.
 *
 * Decides: whether it waits, works, has filled, or cannot complete and why. Pure; it reads the order book. An account is judged
 * by its own orders alone (I7): a child's leg has filled when the child's has.
 */
import type { AccountId } from '../account/account.ts';
import { filledOf, isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Instant } from '../ports/clock.ts';
import type { Basket, BasketLeg, BasketReason } from './basket.ts';

export type LegState =
  /** Nothing of it was sent in this account. */
  | { readonly kind: 'waits' }
  /** It may still fill; uncertain orders are among them. */
  | { readonly kind: 'works'; readonly orders: readonly Order[] }
  | { readonly kind: 'complete'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly reason: BasketReason };

/** The leg in this account. */
export function legStateOf(
  orders: OrderBook,
  basket: Basket,
  leg: BasketLeg,
  accountId: AccountId,
): LegState {
  const order = orders.get(leg.orderId);
  if (order === undefined) return { kind: 'waits' };
  return accountId === basket.intent.accountId ? ownState(order) : childState(orders, order, accountId);
}

function ownState(order: Order): LegState {
  if (!isOrderFinal(order)) return { kind: 'works', orders: [order] };
  if (filledOf(order) >= order.terms.quantity) return { kind: 'complete', at: order.updatedAt };
  return { kind: 'failed', reason: reasonOf([order]) };
}

function childState(orders: OrderBook, master: Order, accountId: AccountId): LegState {
  const copies = orders.childrenOf(master).filter(({ intent }) => intent.accountId === accountId);
  const living = copies.filter((copy) => !isOrderFinal(copy));
  if (living.length > 0) return { kind: 'works', orders: living };
  if (!master.fannedOut || master.held.some((held) => held.accountId === accountId)) return { kind: 'waits' };
  // An exit that took nothing is owed until it has gone (`exit/owed-exits.ts`); no entry of the basket waits for it.
  if (master.terms.quantity <= master.exitQuantity) return { kind: 'complete', at: latest(copies, master) };
  const entries = copies.filter(({ intent }) => intent.part === 'entry');
  const skip = master.skipped.findLast((one) => one.accountId === accountId && one.part === 'entry');
  if (skip !== undefined) return { kind: 'failed', reason: skip.reason };
  // Between the row of a fan-out and the word that this part is held.
  if (entries.length === 0) return { kind: 'waits' };
  const isWhole = entries.every((entry) => filledOf(entry) > 0 && filledOf(entry) >= entry.terms.quantity);
  return isWhole
    ? { kind: 'complete', at: latest(entries, master) }
    : { kind: 'failed', reason: reasonOf(entries) };
}

function latest(orders: readonly Order[], master: Order): Instant {
  return Math.max(
    master.acceptedAt ?? master.intent.placedAt,
    ...orders.map((one) => one.updatedAt),
  ) as Instant;
}

/** Why the orders ended without filling whole: what their slices say, or that they did not fill. */
function reasonOf(orders: readonly Order[]): BasketReason {
  for (const slice of orders.flatMap((order) => order.slices)) {
    if (slice.reason !== undefined) return slice.reason;
    if (slice.refusal !== undefined) return { code: slice.refusal, brokerText: slice.brokerText };
  }
  return { code: 'leg-not-filled' };
}
