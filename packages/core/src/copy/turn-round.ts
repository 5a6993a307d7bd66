/**
 * Whether a child has followed an order of its master that turns the position round (domain §4.3, reversal).
 *
 * Decides: when the child is through zero, and since when both are, what it lacks beyond it, and what it keeps on the old side. Pure; it reads the books.
 */
import { closedBy } from '../exit/account-exits.ts';
import { filledOf, fillsOf, type HeldPart, isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { DeskClock, Instant } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { Expectations } from '../share/expectations.ts';
import { leftOverEntry } from './unreported-fills.ts';

export interface Turning {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly clock: DeskClock;
  readonly expectations: Expectations;
}

/**
 * What the child lacks on the side of the order: its share of what the master holds there and of what a living order may still
 * bring, less what it may keep and has working.
 */
export function missingOf(turning: Turning, master: Order, accountId: HeldPart['accountId']): number {
  const { orders, expectations } = turning;
  const { side, instrumentId, product } = master.intent;
  const at = { accountId, instrumentId, product };
  const share = expectations.view(at);
  const sign = side === 'BUY' ? 1 : -1;
  const wanted = Math.max(0, sign * (share?.expected ?? 0)) - Math.max(0, sign * (share?.entitled ?? 0));
  const working = orders
    .livingAt(at)
    .filter(({ intent }) => intent.side === side && intent.part === 'entry' && intent.origin === 'copy')
    .reduce((sum, order) => sum + comingOf(turning, order, master), 0);
  return wanted + expectations.uncountedOf(at, master) - working;
}

/**
 * What of a working copy is on its way to what is wanted: of the same order all of it, of another one no more than its master has
 * filled of that: what rests at the master, too, is not wanted yet.
 */
function comingOf({ orders, expectations }: Turning, copy: Order, master: Order): number {
  const rest = livingRestOf(copy);
  const { accountId, parentOrderId } = copy.intent;
  const parent = parentOrderId === undefined ? undefined : orders.get(parentOrderId);
  if (parent === undefined || parent === master) return rest;
  const filled = orders
    .childrenOf(parent)
    .filter(({ intent }) => intent.accountId === accountId && intent.part === 'entry')
    .reduce((sum, one) => sum + filledOf(one), 0);
  const counted = Math.abs(expectations.countedOf(copy.intent, parent.intent.orderId));
  return Math.min(rest, Math.max(0, counted - filled));
}

/** What the child keeps on the other side though nothing is on its way there: a difference that is a person's to end. */
export function staysOpposite(
  { orders, expectations }: Turning,
  master: Order,
  accountId: HeldPart['accountId'],
): number {
  const { side, instrumentId, product } = master.intent;
  const at = { accountId, instrumentId, product };
  const share = expectations.view(at);
  if (share === undefined || orders.livingAt(at).length > 0) return 0;
  const kept = closedBy(side, share.entitled);
  return kept > 0 && kept >= closedBy(side, share.held) ? share.held : 0;
}

/** Whether the child is through zero: its exit part is done, and nothing of the old side is left to it. */
export function isThrough(
  { orders, positions, clock }: Turning,
  master: Order,
  accountId: HeldPart['accountId'],
): boolean {
  const { side, instrumentId, product } = master.intent;
  if (closedBy(side, positions.copied(accountId, instrumentId, product)) > 0) return false;
  const waits = master.held.some((held) => held.accountId === accountId && held.part === 'exit');
  // An entry of the old side that nobody has heard the end of may have filled: it is taken out first.
  const at = { accountId, instrumentId, product, side };
  if (leftOverEntry(orders, at, clock) !== undefined) return false;
  const works = orders
    .childrenOf(master)
    .some(
      (child) => child.intent.accountId === accountId && child.intent.part === 'exit' && !isOrderFinal(child),
    );
  return !waits && !works;
}

/**
 * Since when the master's order has filled beyond zero and the child's own exits by it have filled: the later of the two. Undefined while one
 * of them has not. Once it has closed what was known, what became of an older copy does not put it off any more.
 */
export function turnedAt(
  { orders, positions, clock }: Turning,
  master: Order,
  accountId: HeldPart['accountId'],
): Instant | undefined {
  const { side, instrumentId, product } = master.intent;
  const beyond = fillsOf(master).find(({ filled }) => filled > master.exitQuantity);
  if (beyond === undefined || closedBy(side, positions.copied(accountId, instrumentId, product)) > 0)
    return undefined;
  const exits = orders
    .childrenOf(master)
    .filter(({ intent }) => intent.accountId === accountId && intent.part === 'exit');
  if (exits.some((exit) => !isOrderFinal(exit))) return undefined;
  const closed = exits.flatMap((exit) => fillsOf(master, exit)).map(({ happenedAt }) => happenedAt);
  // What it has to close itself may only be found yet.
  if (closed.length === 0 && leftOverEntry(orders, { ...master.intent, accountId }, clock) !== undefined)
    return undefined;
  return Math.max(beyond.happenedAt, ...closed) as Instant;
}
