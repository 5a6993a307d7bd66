/** What an exit leaves of the position, fixed when it is first known: the fraction that children keep of a master's (domain §4.3). */
import type { Quantity } from '../money/quantity.ts';
import { type Order, sizeOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { ExitRule, OrderIntent } from '../order/order-intent.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type ClosingSide, closedBy, closingRestOf, livingExitsOf } from './account-exits.ts';
import { fixExitRule } from './exit-fraction.ts';

/** An exit that is about to be decided: what it takes off the position, and for which group, if any copies it. */
export interface ExitDecided extends ClosingSide {
  readonly exitQuantity: Quantity;
  readonly groupId: OrderIntent['groupId'];
}

/**
 * The rule of an exit. That of a master's is what its children follow: it is of what is copied, beside the exits that they follow, too.
 * One that nobody copies closes the position of its account, beside whatever else closes it there. The books must not hold the exit itself yet.
 */
export function exitRuleFor(
  { positions, orders }: { readonly positions: PositionBook; readonly orders: OrderBook },
  exit: ExitDecided,
): ExitRule | undefined {
  if (exit.exitQuantity === 0) return undefined;
  const { accountId, instrumentId, product, side } = exit;
  const isCopied = exit.groupId !== undefined;
  const signed = positions[isCopied ? 'copied' : 'net'](accountId, instrumentId, product);
  const held = closedBy(side, signed);
  // What is not the group's is not copied: no child has an exit that answers to it.
  const all = livingExitsOf(orders, exit);
  const others = all.filter(({ intent }) => !isCopied || intent.groupId !== undefined);
  const quantity = Math.min(exit.exitQuantity, held) as Quantity;
  const rule = fixExitRule({ copied: held, otherExits: restOf(others), quantity });
  const net = closedBy(side, positions.net(accountId, instrumentId, product));
  // The position of the account is what all of them close, whoever follows them.
  const isTooMuch = all.length > others.length && restOf(all) + exit.exitQuantity > net;
  return isTooMuch ? { ...rule, position: net } : rule;
}

function restOf(exits: readonly Order[]): Quantity {
  return exits.reduce((sum, order) => sum + closingRestOf(order), 0) as Quantity;
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
