/**
 * A child's part of a master's exit, of all that both have by now.
 *
 * Decides: the most that an exit may come to in a child. M, which the rule is of, leaves out what other exits of the master were to take
 * when this one came; where the child has no copy of one of those, or it has gone unfilled, the child has what that one was to take as
 * well, and the rule alone would give it to this exit (domain §4.3). Keeps I6. Pure; it reads the books.
 */
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import { floorToLot, NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { ExitRule, OrderIntent } from '../order/order-intent.ts';
import type { PositionBook } from '../position/position-book.ts';
import { closedBy, restOfExits } from './account-exits.ts';

interface Books {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
}

/** A master's exit, and the child that follows it. */
export interface FollowedExit {
  readonly group: CopyGroup;
  readonly link: ChildLink;
  readonly intent: Pick<OrderIntent, 'orderId' | 'side' | 'instrumentId' | 'product'>;
  readonly lotSize: Quantity;
}

/**
 * The child's part of the master's order as that is by now, or as it would be if it took so much. No bound where the master leaves with
 * all that it has.
 */
export function mostByNow({ orders, positions }: Books, exit: FollowedExit, wouldTake?: Quantity): number {
  const { group, link, intent, lotSize } = exit;
  const { side, instrumentId, product } = intent;
  // Where all is sent together it is not in the book yet.
  const master = orders.get(intent.orderId);
  const takes = wouldTake ?? master?.exitQuantity ?? NONE;
  const heldBy = (accountId: Order['intent']['accountId'], filled: number): number =>
    closedBy(side, positions.copied(accountId, instrumentId, product)) + filled;
  const filled = master === undefined ? NONE : Math.min(filledOf(master), master.exitQuantity);
  const masterHeld = heldBy(group.masterId, filled);
  if (takes >= masterHeld) return Number.POSITIVE_INFINITY;
  const held = heldBy(
    link.accountId,
    exitCopiesOf(orders, exit).reduce((sum, copy) => sum + filledOf(copy), 0),
  );
  const kept = Number((BigInt(held) * BigInt(masterHeld - takes)) / BigInt(masterHeld));
  return held - floorToLot(kept, lotSize);
}

/** What of that is left for another copy. */
export function leftByNow(books: Books, exit: FollowedExit, wouldTake: Quantity): Quantity {
  return Math.max(NONE, mostByNow(books, exit, wouldTake) - goneOf(books.orders, exit)) as Quantity;
}

/** By how much the copies may still grow where the master has more to itself than M: no bound where it has not. */
export function roomByNow(books: Books, exit: FollowedExit, rule: ExitRule): number {
  const { orders, positions } = books;
  const { side, instrumentId, product } = exit.intent;
  const master = orders.get(exit.intent.orderId);
  if (master === undefined) return Number.POSITIVE_INFINITY;
  const closing = { accountId: exit.group.masterId, instrumentId, product, side };
  const copied = closedBy(side, positions.copied(closing.accountId, instrumentId, product));
  const own = copied + Math.min(filledOf(master), master.exitQuantity) - restOfExits(orders, closing, master);
  if (own <= rule.masterHeld) return Number.POSITIVE_INFINITY;
  return Math.max(0, mostByNow(books, exit) - goneOf(orders, exit));
}

/** What the copies, but for the given one, have filled and are to fill, as large as they are wanted to become. */
export function goneOf(orders: OrderBook, exit: FollowedExit, but?: Order): number {
  return exitCopiesOf(orders, exit)
    .filter((copy) => copy !== but)
    .reduce((sum, copy) => sum + wantedOf(copy), 0);
}

/** The child's copies of the exit, those that have ended included. */
export function exitCopiesOf(orders: OrderBook, { link, intent }: FollowedExit): readonly Order[] {
  const master = orders.get(intent.orderId);
  const copies = master === undefined ? [] : orders.childrenOf(master);
  return copies.filter((copy) => copy.intent.accountId === link.accountId && copy.intent.part === 'exit');
}

function wantedOf(copy: Order): number {
  const filled = filledOf(copy);
  if (isOrderFinal(copy)) return filled;
  return Math.max(filled + livingRestOf(copy), copy.cancelWanted ? NONE : copy.terms.quantity);
}
