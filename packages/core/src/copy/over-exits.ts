/**
 * Exits that would open the other way, because somebody took away what they were meant to take (domain §4.3).
 *
 * Decides: which of them go, the newest first. Keeps I6.
 */
import { livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type ClosingSide, closedBy, livingExitsOf } from './account-exits.ts';

/** Living exits of the desk that work beyond what is left to close; orders placed elsewhere take theirs, but are not ours to end. */
export function exitsBeyond(
  books: { readonly orders: OrderBook; readonly positions: PositionBook },
  closing: ClosingSide,
  except?: Order,
): readonly Order[] {
  const { accountId, instrumentId, product, side } = closing;
  const left = closedBy(side, books.positions.net(accountId, instrumentId, product));
  const exits = livingExitsOf(books.orders, closing);
  let over = exits.reduce((sum, exit) => sum + livingRestOf(exit), 0) - left;
  const beyond: Order[] = [];
  for (const exit of [...exits].reverse()) {
    if (over <= 0) break;
    if (exit === except || exit.intent.origin === 'outside') continue;
    over -= livingRestOf(exit);
    if (!exit.cancelWanted) beyond.push(exit);
  }
  return beyond;
}
