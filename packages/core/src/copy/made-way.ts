/**
 * Copies of a master's exit that make way in a child for a competing one that the master fills (domain §4.3).
 *
 * Decides: that what makes way comes back. The master's own order may go on in the market, smaller (decision 0020); then its part waits
 * in the child until the other's has gone, and follows it again with what is left. Pure.
 */
import { isCopy } from '../exit/account-exits.ts';
import { type HeldPart, isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';

/** The master's order whose part comes back, and that part. */
export interface ComesBack {
  readonly leader: Order;
  readonly held: HeldPart;
}

/** What comes back of an account's exit that makes way for the master's order `first`; nothing of one that the master has no more. */
export function comesBack(orders: OrderBook, exit: Order, first: Order): ComesBack | undefined {
  const { accountId, parentOrderId } = exit.intent;
  const leader = isCopy(exit) && parentOrderId !== undefined ? orders.get(parentOrderId) : undefined;
  if (leader === undefined || leader === first || isOrderFinal(leader) || leader.cancelWanted)
    return undefined;
  if (leader.held.some((one) => one.accountId === accountId && one.part === 'exit')) return undefined;
  return { leader, held: { accountId, part: 'exit', behind: first.intent.orderId } };
}

/** The master's order for which the part has made way, if that is what it waits for. */
export function madeWayFor(orders: OrderBook, leader: Order, held: HeldPart): Order | undefined {
  const first = orders.get(held.behind);
  const isMasters = first?.intent.accountId === leader.intent.accountId;
  // A part that waits for its own order, or for what that is about, made way for nobody.
  const isOther = isMasters && first !== leader;
  return held.part === 'exit' && isOther && first.intent.side === leader.intent.side ? first : undefined;
}
