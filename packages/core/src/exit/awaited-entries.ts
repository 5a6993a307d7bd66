/**
 * Entries of a child that its master's exit finds on their way (domain §4.3).
 *
 * Decides: whether all that the exit is of has come to the child, and what the child's part of it comes to as more of that comes.
 * Keeps I5 (an exit that comes too early for its child is not lost) and I6 (what the master entered after its exit was decided, which is
 * no part of the exit's M, does not make the child's larger). An exit goes for what is held and grows with it: waiting for all would leave
 * without any exit at the broker what the child held before. Pure; it reads the books.
 */
import type { Capitals } from '../account/capital.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, fillsOf, isOfEarlierDay, isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { ExitRule, OrderIntent } from '../order/order-intent.ts';
import { opposite } from '../order/order-terms.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import { shareOfEntry } from '../share/entry-share.ts';
import { closedBy, closingRestOf, livingExitsOf, standsAside } from './account-exits.ts';
import { exitQuantity } from './exit-fraction.ts';
import { exitCopiesOf, type FollowedExit, goneOf, mostByNow } from './part-by-now.ts';

interface Books {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly capitals: Capitals;
  readonly clock: DeskClock;
}

/**
 * What stands between an exit and the child: its own living entry that has not brought yet what the exit is of, or the master's order
 * whose entry part still waits there. Nothing for an exit that is over.
 */
export function awaitedEntry(books: Books, exit: FollowedExit): OrderId | undefined {
  const { orders, clock } = books;
  const { accountId } = exit.link;
  const master = orders.get(exit.intent.orderId);
  if (master !== undefined && isOrderFinal(master)) return undefined;
  const now = clock.now(accountId);
  const isDue = (parent: Order | undefined): boolean =>
    parent !== undefined && broughtBy(orders, exit, parent) < shareWhenDecided(books, exit, parent);
  const entry = orders
    .livingAt(placeOf(exit))
    .find((order) => !isOfEarlierDay(order, now) && isDue(parentOf(orders, exit, order)));
  if (entry !== undefined) return entry.intent.orderId;
  const waiting = orders
    .inPosition({ ...placeOf(exit), accountId: exit.group.masterId })
    .filter(({ held }) => held.some((one) => one.accountId === accountId && one.part === 'entry'));
  return waiting.find((order) => order.intent.side !== exit.intent.side && isDue(order))?.intent.orderId;
}

/** What the child still is to send of an exit that is in the book, beside what has gone and is on its way. */
export function lackingOfExit(books: Books, exit: FollowedExit, rule: ExitRule): Quantity {
  return Math.max(NONE, partOfExit(books, exit, rule) - goneOf(books.orders, exit)) as Quantity;
}

/**
 * What the child exits in all of an exit that it has copies of, as the master's order is or as it would be if it took so much: by its
 * rule, of what that is of, and no more than its part of what both have by now.
 */
export function partOfExit(books: Books, exit: FollowedExit, rule: ExitRule, wouldTake?: Quantity): number {
  return Math.min(wholeOf(books, exit, rule), mostByNow(books, exit, wouldTake));
}

/** What the child exits in all: of what it held before this exit took anything, without what came to it by later entries of the master. */
function wholeOf(books: Books, exit: FollowedExit, rule: ExitRule): number {
  const { orders, positions } = books;
  const { side, instrumentId, product } = exit.intent;
  const { accountId } = exit.link;
  const own = exitCopiesOf(orders, exit);
  const filled = own.reduce((sum, copy) => sum + filledOf(copy), 0);
  const since = Math.min(...own.map((copy) => copy.decidedAt));
  const others = livingExitsOf(orders, { ...placeOf(exit), side }).filter(
    (order) => !own.includes(order) && !standsAside(order),
  );
  const rest = (exits: readonly Order[]): number => exits.reduce((sum, one) => sum + closingRestOf(one), 0);
  const copied = closedBy(side, positions.copied(accountId, instrumentId, product));
  const net = closedBy(side, positions.net(accountId, instrumentId, product));
  return exitQuantity(rule, {
    copied: Math.max(0, copied + filled - cameLater(books, exit)) as Quantity,
    livingExits: rest(others.filter((order) => order.decidedAt < since)) as Quantity,
    position: Math.max(0, net + filled - rest(others)) as Quantity,
    lotSize: exit.lotSize,
  });
}

/** What entries brought the child beyond its share of what the master had when the exit was decided. */
function cameLater(books: Books, exit: FollowedExit): number {
  const { orders } = books;
  const placedAt = orders.get(exit.intent.orderId)?.intent.placedAt ?? Number.POSITIVE_INFINITY;
  const parents = new Set<Order>();
  let later = 0;
  for (const order of orders.inPosition(placeOf(exit))) {
    if (order.updatedAt < placedAt) continue;
    const parent = parentOf(orders, exit, order);
    if (parent !== undefined) parents.add(parent);
    // What mends a difference may be of whatever the master entered.
    else if (order.intent.origin === 'repair' && order.intent.side !== exit.intent.side)
      later += filledOf(order);
  }
  for (const parent of parents)
    later += Math.max(0, broughtBy(orders, exit, parent) - shareWhenDecided(books, exit, parent));
  return later;
}

function placeOf({
  link,
  intent,
}: FollowedExit): Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'> {
  return { accountId: link.accountId, instrumentId: intent.instrumentId, product: intent.product };
}

/** The master's order of which this is a copied entry that the exit closes. */
function parentOf(orders: OrderBook, exit: FollowedExit, { intent }: Order): Order | undefined {
  const enters = intent.origin === 'copy' && intent.part === 'entry';
  if (!enters || intent.side !== opposite(exit.intent.side) || intent.parentOrderId === undefined)
    return undefined;
  return orders.get(intent.parentOrderId);
}

function broughtBy(orders: OrderBook, { link }: FollowedExit, parent: Order): number {
  return orders
    .childrenOf(parent)
    .filter(({ intent }) => intent.accountId === link.accountId && intent.part === 'entry')
    .reduce((sum, copy) => sum + filledOf(copy), 0);
}

/** The child's share of what an entry of the master had opened when the exit was decided: what the exit's M knew of it. */
function shareWhenDecided(books: Books, exit: FollowedExit, parent: Order): number {
  const { group, link, lotSize } = exit;
  const decidedAt = books.orders.get(exit.intent.orderId)?.decidedAt ?? Number.POSITIVE_INFINITY;
  const sum = fillsOf(parent).findLast(({ eventId }) => eventId <= decidedAt)?.filled ?? NONE;
  const opened = Math.max(0, sum - parent.exitQuantity) as Quantity;
  return shareOfEntry(books, { master: parent, group, link, opened, lotSize });
}
