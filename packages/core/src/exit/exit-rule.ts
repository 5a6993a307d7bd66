/** The fraction that children keep, fixed when the master's exit is first known (domain §4.3). */
import type { Quantity } from '../money/quantity.ts';
import { type Order, sizeOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { ExitRule } from '../order/order-intent.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type ClosingSide, closedBy, closingRestOf, livingExitsOf } from './account-exits.ts';
import { fixExitRule } from './exit-fraction.ts';

/** The rule of a master's exit that takes `exitQuantity` off its position. The books must not hold the exit itself yet. */
export function exitRuleFor(
  books: { readonly positions: PositionBook; readonly orders: OrderBook },
  exit: ClosingSide,
  exitQuantity: Quantity,
): ExitRule {
  const { positions, orders } = books;
  const copied = closedBy(exit.side, positions.copied(exit.accountId, exit.instrumentId, exit.product));
  // What is not the group's is not copied: no child has an exit that answers to it.
  const others = livingExitsOf(orders, exit).filter((order) => order.intent.groupId !== undefined);
  const otherExits = others.reduce((sum, order) => sum + closingRestOf(order), 0) as Quantity;
  return fixExitRule({ copied, otherExits, quantity: Math.min(exitQuantity, copied) as Quantity });
}

/**
 * The rule of a master's exit as its broker has confirmed it: M stays, and a child exits no more for what was only asked for, or for
 * what the order did not fill in the end.
 */
export function confirmedRule(order: Order): ExitRule | undefined {
  const { exitRule, exitQuantity } = order;
  if (exitRule === undefined) return undefined;
  const confirmed = Math.min(exitQuantity, sizeOf(order));
  const masterKeeps = Math.max(exitRule.masterKeeps, exitRule.masterHeld - confirmed) as Quantity;
  return { ...exitRule, masterKeeps };
}
