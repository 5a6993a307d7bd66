/**
 * Whether an account is about to learn of fills that it does not know yet.
 *
 * Decides: how long to wait before a position is taken for what it is. Keeps I6: what an order closes, and the fraction that
 * children keep, are decided against the actual position (domain §4.3), and a market order that was sent a moment ago has
 * moved it although nobody has said so. What stays unknown for longer is not waited for.
 */

import { hasLeft } from '../exit/account-exits.ts';
import { isOfEarlierDay, isOrderFinal, type Order, type Slice } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';

/** A report of a fill that takes longer is late, and late fills have rules of their own. */
const REPORTED_WITHIN_MS = 1_500;

/**
 * Milliseconds for which it is worth waiting, at most; 0 when nothing young is on its way in this instrument and product. An order does
 * not wait for itself, nor for what stands behind it in the lane.
 */
export function unreportedMs(
  orders: OrderBook,
  at: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'>,
  clock: DeskClock,
  waiting?: Order,
): number {
  let waitMs = 0;
  let isBehind = false;
  for (const order of orders.livingAt(at)) {
    isBehind ||= order === waiting;
    if (isBehind && (order === waiting || !hasLeft(order))) continue;
    if (!order.slices.some((slice) => isOnItsWay(order, slice))) continue;
    waitMs = Math.max(waitMs, order.intent.placedAt + REPORTED_WITHIN_MS - clock.now(at.accountId));
  }
  return waitMs;
}

/** Sent, or about to be, and not yet known to rest; a market order rests only when its protection holds it back. */
function isOnItsWay(order: Order, slice: Slice): boolean {
  switch (slice.status) {
    case 'journaled':
    case 'sending':
    case 'accepted':
      return true;
    case 'working':
    case 'partly-filled':
      return order.terms.orderType === 'MARKET';
    default:
      return false;
  }
}

/**
 * A copy of an entry on the other side that may still fill although its master's order has ended: it fills only by being late,
 * and what it brings is taken out before anything on this side goes. One of an earlier day will not fill any more.
 */
export function leftOverEntry(
  orders: OrderBook,
  at: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product' | 'side'>,
  clock: DeskClock,
): Order | undefined {
  const now = clock.now(at.accountId);
  return orders.livingAt(at).find((order) => {
    const { intent } = order;
    if (intent.side === at.side || intent.part !== 'entry' || intent.parentOrderId === undefined)
      return false;
    if (isOfEarlierDay(order, now)) return false;
    const parent = orders.get(intent.parentOrderId);
    return parent !== undefined && isOrderFinal(parent);
  });
}

/**
 * An exit of the account's own that takes what was copied and of which nobody has told yet: an entry on its side that filled
 * before it in the books would be taken for a part of it, and it for the account's own position.
 */
export function unreportedOwnExit(
  books: { readonly orders: OrderBook; readonly positions: PositionBook },
  at: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product' | 'side'>,
): Order | undefined {
  const { accountId, instrumentId, product, side } = at;
  const copied = books.positions.copied(accountId, instrumentId, product);
  if (copied === 0 || copied > 0 === (side === 'BUY')) return undefined;
  return books.orders.livingAt(at).find((order) => {
    const { intent, exitQuantity, slices } = order;
    const isOwn = intent.side === side && exitQuantity > 0 && intent.origin !== 'copy';
    return isOwn && slices.some((slice) => isOnItsWay(order, slice));
  });
}
