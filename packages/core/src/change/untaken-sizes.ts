/**
 * Sizes that a change asked for and that its broker does not have, although it has answered (domain §4.4).
 *
 * Decides: which of them the order is brought to all the same, by other slices. A fill that is faster than the change leaves its size at home,
 * for the quantity of a partly filled order is never modified; and a broker may refuse to make a copy smaller. Keeps I6: what was to be less
 * does not go on as large as it was. Pure. A person's own order that a broker refuses to change stays as it was, and the person is told.
 */
import { isCopy } from '../exit/account-exits.ts';
import type { Quantity } from '../money/quantity.ts';
import type { ChangeAnswered, ChangeAsked } from '../order/changed-terms.ts';
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isFinal } from '../order/order-status.ts';

/** Whether its only slice is of another size than the order is to be, and nobody is asked any more to change it. */
export function hasUntakenSize(order: Order): boolean {
  return isAsItIs(order) && order.slices[0]?.quantity !== order.terms.quantity;
}

/** The size that the order is still to be brought to, after its broker has answered a change of it; undefined when there is none. */
export function untakenSize(orders: OrderBook, order: Order, answer: ChangeAnswered): Quantity | undefined {
  if (hasUntakenSize(order)) return order.terms.quantity;
  // What has ended at the broker is told by its book.
  const isRefused = answer.outcome === 'refused' && answer.code !== 'final';
  if (!isRefused || answer.terms === undefined || !isCopy(order) || !isAsItIs(order)) return undefined;
  const asked = answer.terms.quantity ?? lastAsked(orders, order)?.terms?.quantity;
  return asked !== undefined && asked < order.terms.quantity ? asked : undefined;
}

/** One slice that its broker has, and nothing asked of it that is not answered. */
function isAsItIs({ slices, fitting, cancelWanted }: Order): boolean {
  const [only, ...more] = slices;
  if (only?.brokerOrderId === undefined || more.length > 0 || fitting || cancelWanted) return false;
  return !only.changeOpen && !isFinal(only.status);
}

/** Whether it is a copy that stays as it was, for its broker refused a change by which it was to follow its master's order. */
export function staysBehind(orders: OrderBook, order: Order, answer: ChangeAnswered): boolean {
  const isRefused = answer.outcome === 'refused' && answer.code !== 'final' && answer.terms !== undefined;
  // What the desk asked for by itself it goes on with by itself.
  return isRefused && isCopy(order) && isAsItIs(order) && lastAsked(orders, order)?.because === undefined;
}

/** What was asked for last of a copy, also where not all of it could go along. */
function lastAsked(orders: OrderBook, { intent, changeDecidedAt }: Order): ChangeAsked | undefined {
  const parent = intent.parentOrderId === undefined ? undefined : orders.get(intent.parentOrderId);
  const asked = parent?.timeline.findLast(({ eventId }) => eventId === changeDecidedAt)?.event;
  return asked?.type === 'order-change-journaled' ? asked : undefined;
}
