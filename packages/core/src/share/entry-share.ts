/**
 * What a child's rule gives of one entry of its master (domain §4.2, §4.13).
 *
 * Decides: by which figure that is counted: nothing where a rule skipped it, what was planned once all of it filled, the rule
 * itself for a part. Pure: it reads the books.
 */
import type { Capitals } from '../account/capital.ts';
import { sizeEntry } from '../copy/sizing.ts';
import { NOT_SETTLED } from '../guard/skip-reason.ts';
import type { SkippedChild } from '../journal/desk-event.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Membership } from './following.ts';

/** An entry of a master, and for whom it is counted. */
export interface CountedEntry extends Membership {
  readonly master: Order;
  /** What it has opened by now. */
  readonly opened: Quantity;
  readonly lotSize: Quantity;
}

/** Whether a rule decided a skip. Otherwise the child should have got its part: it was late, logged out or not read yet. */
export function isByRule({ code, figure }: SkippedChild['reason']): boolean {
  if (code === 'overtaken' || code === 'master-ended') return false;
  return code !== 'too-old' && code !== 'no-session' && !(code === 'disarmed' && figure === NOT_SETTLED);
}

/** The child's share of what the entry has opened; a magnitude. */
export function shareOfEntry(
  books: { readonly orders: OrderBook; readonly capitals: Capitals },
  { master, group, link, opened, lotSize }: CountedEntry,
): number {
  if (opened === 0) return NONE;
  const entries = books.orders
    .childrenOf(master)
    .filter(({ intent }) => intent.accountId === link.accountId && intent.part === 'entry');
  const skip = master.skipped.findLast((one) => one.accountId === link.accountId && one.part === 'entry');
  if (skip !== undefined && isByRule(skip.reason))
    return entries.reduce((sum, entry) => sum + filledOf(entry), 0);
  const [planned] = entries;
  const whole = master.terms.quantity - master.exitQuantity;
  const asPlanned = opened === whole && master.terms.quantity === master.intent.quantity;
  if (planned !== undefined && asPlanned && entries.length === 1 && isOfWhole(master, planned))
    return planned.intent.quantity;
  const sized = sizeEntry(link.sizing, opened, lotSize, books.capitals.lastRatioOf(group, link));
  return 'skip' in sized ? NONE : sized.quantity;
}

/** Whether the copy was planned for what its master was placed with, and not for a change of it that its broker refused later. */
function isOfWhole(master: Order, copy: Order): boolean {
  if (master.changedAt === undefined) return true;
  const { orderId } = master.intent;
  return !master.timeline.some(
    ({ eventId, event }) =>
      event.type === 'order-change-journaled' &&
      event.orderId === orderId &&
      event.terms?.quantity !== undefined &&
      eventId < copy.decidedAt,
  );
}
