/**
 * Copied exits of an earlier day whose end nobody saw: they may have filled while no book was read.
 *
 * Decides: how much of what a position turns out to lack they may have taken. Keeps I6: what the rule took is not taken for a sale
 * by hand, by which the child would owe it a second time.
 */
import type { Place } from '../order/by-place.ts';
import type { Order, Slice } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isFinal } from '../order/order-status.ts';
import type { Side } from '../order/order-terms.ts';
import { type Instant, istDate } from '../ports/clock.ts';

/** So long after such an exit was given up for its day what its position lacks may be its doing. */
const DOUBTED_MS = 600_000;

/**
 * Such exits on this side that may have taken something, and how much of it nobody has counted yet: those that still live here, and
 * those that have just ended with their day.
 */
export function unseenExits(
  orders: OrderBook,
  at: Place & { readonly side: Side },
  now: Instant,
): readonly { readonly order: Order; readonly atMost: number }[] {
  return orders.inPosition(at).flatMap((order) => {
    const { origin, part, side, placedAt } = order.intent;
    if (origin !== 'copy' || part !== 'exit' || side !== at.side || istDate(placedAt) >= istDate(now))
      return [];
    const unseen = order.slices.filter((slice) => isUnseen(order, slice, now));
    const rest = unseen.reduce((sum, slice) => sum + Math.max(0, slice.quantity - slice.filled), 0);
    return rest > order.takenUnseen ? [{ order, atMost: rest - order.takenUnseen }] : [];
  });
}

function isUnseen(order: Order, { status }: Slice, now: Instant): boolean {
  // What has not left its lane has filled nothing.
  if (!isFinal(status)) return status !== 'journaled';
  return status === 'expired' && now - order.updatedAt < DOUBTED_MS;
}
