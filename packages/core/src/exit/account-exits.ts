/**
 * What of an account's position is already on its way out.
 *
 * Decides: which of its living exits count, by who asks. On its way is what is sent or about to be, and what goes at the market however
 * long it rests (`isOnItsWay`). An exit at the market finds that taken, and nothing that waits for its price: what of that is too much
 * is cut when it fills (`exitsUnderWay`). A square-off and a repair find taken as well what copies and orders placed elsewhere wait to take, and
 * what is to end and has not (`restOnItsWay`): they look again when it has. A copy finds taken that, but not what else of the account's own is to
 * end (`restBesideCopy`). What itself waits for a price, what is converted and what was traded twice find all taken (`restOfExits`).
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Quantity } from '../money/quantity.ts';
import { mostThatMayFill, type Order, partOf, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isStop, type Product, type Side } from '../order/order-terms.ts';

/** Which position, and which side closes it. */
export interface ClosingSide {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly side: Side;
}

/** The living orders that reduce the position, oldest first. */
export function livingExitsOf(orders: OrderBook, closing: ClosingSide): readonly Order[] {
  return orders
    .livingAt(closing)
    .filter((order) => order.exitQuantity > 0 && order.intent.side === closing.side);
}

/**
 * The unfilled rest of the living exits: of those that came before `until` where it is given, and of later ones that have left
 * before it, because it was sent again or made larger since. Uncertain ones count as filled until proven otherwise.
 */
export function restOfExits(orders: OrderBook, closing: ClosingSide, until?: Order): Quantity {
  return sumOfRests(livingExitsBefore(orders, closing, until));
}

/**
 * What of it a master's exit finds taken in a child. The child's own exits that rest are no part of it, as little as they are at the
 * master (domain §4.3): they may never fill, and are cut to what is left when the copied one does (`over-exits.ts`).
 */
export function restBesideCopy(orders: OrderBook, closing: ClosingSide, until?: Order): Quantity {
  return sumOfRests(livingExitsBefore(orders, closing, until).filter((order) => !standsAside(order)));
}

/**
 * What of a position is on its way out. An account's own exit that rests is not: it may never fill, and is cut to what is left when another
 * one does. One whose end was asked for counts until it has ended.
 */
export function restOnItsWay(orders: OrderBook, closing: ClosingSide): Quantity {
  return sumOfRests(
    livingExitsOf(orders, closing).filter((order) => order.cancelWanted || !standsAside(order)),
  );
}

function livingExitsBefore(orders: OrderBook, closing: ClosingSide, until?: Order): readonly Order[] {
  const before: Order[] = [];
  let isLater = false;
  for (const order of orders.livingAt(closing)) {
    if (order === until) isLater = true;
    else if (order.exitQuantity > 0 && order.intent.side === closing.side && (!isLater || hasLeft(order)))
      before.push(order);
  }
  return before;
}

function sumOfRests(exits: readonly Order[]): Quantity {
  return exits.reduce((sum, order) => sum + closingRestOf(order), 0) as Quantity;
}

/** Whether it is an exit of an account's own that waits for its price or its trigger: whatever closes the position, it may never fill. */
export function restsOnItsOwn(order: Order): boolean {
  if (order.exitQuantity === 0 || isCopy(order) || isOnItsWay(order)) return false;
  const { orderType } = order.terms;
  return isStop(orderType) || orderType === 'LIMIT';
}

/** Whether a copied exit goes beside it. What was placed elsewhere is not ours to end, so it takes its part. */
export function standsAside(order: Order): boolean {
  return restsOnItsOwn(order) && order.intent.origin !== 'outside';
}

/** Whether any of it is no longer in its lane. */
export function hasLeft({ slices }: Order): boolean {
  return slices.some(({ status }) => status !== 'journaled');
}

/** What an order may still close: all that lives of an exit, also while its broker has not shown that it is smaller by now. */
export function closingRestOf(order: Order): number {
  const rest = mostThatMayFill(order);
  return partOf(order) === 'exit' ? rest : Math.min(rest, order.exitQuantity);
}

/** How much of a signed position the side would close: its magnitude, or nothing when it has the other sign. */
export function closedBy(side: Side, signed: number): Quantity {
  return Math.max(0, side === 'SELL' ? signed : -signed) as Quantity;
}

/**
 * The unfilled rest of the exits that are sent or about to be, uncertain ones included, and of those at the market, also while they rest at
 * the price to which they were brought. One that waits for its own price does not stand in the way of an exit at the market: when that
 * fills, what is too much of the other is cancelled.
 */
export function exitsUnderWay(
  orders: OrderBook,
  closing: ClosingSide,
  counts: (order: Order) => boolean = () => true,
): Quantity {
  return sumOfRests(livingExitsOf(orders, closing).filter((order) => isOnItsWay(order) && counts(order)));
}

/** Whether it follows a master's order: it closes what was copied, and nothing of the account's own. */
export function isCopy({ intent }: Pick<Order, 'intent'>): boolean {
  return intent.origin === 'copy' && intent.parentOrderId !== undefined;
}

/** Sent or about to be, and not known to rest; or at the market, wherever it rests. */
function isOnItsWay(order: Order): boolean {
  return isUnderWay(order) || fillsAtOnce(order);
}

/** It is no stop and does not wait for a price: it will fill. */
export function fillsAtOnce({ atMarket, terms }: Pick<Order, 'atMarket' | 'terms'>): boolean {
  return atMarket && !isStop(terms.orderType);
}

/** Sent or about to be, and not known to rest. */
export function isUnderWay(order: Order): boolean {
  const rests = order.terms.orderType !== 'MARKET' && statusOf(order) === 'working';
  return !rests && statusOf(order) !== 'partly-filled';
}
