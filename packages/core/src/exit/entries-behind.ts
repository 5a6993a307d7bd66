/**
 * Entries of a child that are behind their master's (domain §4.3).
 *
 * Decides: how much of a copy that rests is about to fill because its master's has, and until when that is believed. Keeps I5: it is
 * counted from fills, whatever else happens to the order, and a row of small ones does not put off what is owed. Pure; it reads the books.
 */
import type { Capitals } from '../account/capital.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, fillsOf, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Instant } from '../ports/clock.ts';
import { shareOfEntry } from '../share/entry-share.ts';
import type { Membership } from '../share/following.ts';

/** How long after a fill of its master's order a copy that rests is still expected to fill as well. */
const FOLLOWS_WITHIN_MS = 1_500;

/** The most that further fills may put that off. */
const BEHIND_AT_MOST_MS = 3_000;

/** What of a copy is about to fill. */
export interface EntryBehind {
  readonly quantity: Quantity;
  readonly until: Instant;
}

/** What the copy's master has filled and the copy has not, in the child's size; nothing of one that keeps up. */
export function entryBehind(
  books: { readonly orders: OrderBook; readonly capitals: Capitals },
  copy: Order,
  by: Membership,
): EntryBehind | undefined {
  const { parentOrderId, accountId, lotSize } = copy.intent;
  const master = parentOrderId === undefined ? undefined : books.orders.get(parentOrderId);
  if (master === undefined) return undefined;
  const taken = books.orders
    .childrenOf(master)
    .filter(({ intent }) => intent.accountId === accountId && intent.part === 'entry')
    .reduce((sum, entry) => sum + filledOf(entry), 0);
  const behindAt = (filled: number): number => {
    const opened = Math.max(NONE, filled - master.exitQuantity) as Quantity;
    return shareOfEntry(books, { master, ...by, opened, lotSize: lotSize ?? (1 as Quantity) }) - taken;
  };
  const fills = fillsOf(master);
  const first = fills.find(({ filled }) => behindAt(filled) > 0);
  const last = fills.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    quantity: Math.min(livingRestOf(copy), behindAt(last.filled)) as Quantity,
    until: Math.min(last.at + FOLLOWS_WITHIN_MS, first.at + BEHIND_AT_MOST_MS) as Instant,
  };
}
