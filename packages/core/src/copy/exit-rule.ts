/** The fraction that children keep, fixed when the master's exit is first known (domain §4.3). */
import { NONE, type Quantity } from '../money/quantity.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { ExitRule } from '../order/order-intent.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type ClosingSide, closedBy, livingExitsOf, restOfExits } from './account-exits.ts';
import { fixExitRule } from './exit-fraction.ts';

/** The rule of a master's exit that takes `exitQuantity` off its position. The books must not hold the exit itself yet. */
export function exitRuleFor(
  books: { readonly positions: PositionBook; readonly orders: OrderBook },
  exit: ClosingSide,
  exitQuantity: Quantity,
): ExitRule {
  const { positions, orders } = books;
  const copied = closedBy(exit.side, positions.copied(exit.accountId, exit.instrumentId, exit.product));
  const others = livingExitsOf(orders, exit).filter((order) => order.intent.groupId !== undefined);
  const otherExits = others.length === 0 ? NONE : restOfExits(orders, exit);
  return fixExitRule({ copied, otherExits, quantity: Math.min(exitQuantity, copied) as Quantity });
}
