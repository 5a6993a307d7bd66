/**
 * What becomes of a slice that has not left when something stops what adds to a position (domain §4.3, §4.8).
 *
 * Decides: what of it is an entry and is given up. Keeps I5: what an order that turns a position around takes off it goes, for
 * nothing stops an exit.
 */
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order, Slice } from '../order/order.ts';
import { isFinal } from '../order/order-status.ts';
import type { SliceEvent } from './place-readiness.ts';

/** Gives up what would add, and tells what is left: `go` for what takes off the position, `drop` when that is nothing. */
export function stopEntry(
  order: Order,
  slice: Slice,
  reason: SkipReason,
  record: (order: Order, slice: Slice, event: SliceEvent) => void,
): 'go' | 'drop' {
  if (slice.status !== 'journaled') return 'drop';
  const before = order.slices
    .filter((other) => other !== slice && (other.index < slice.index || isFinal(other.status)))
    .reduce((sum, other) => sum + (isFinal(other.status) ? other.filled : other.quantity), 0);
  const reduces = Math.min(slice.quantity, Math.max(0, order.exitQuantity - before));
  if (reduces === 0) {
    record(order, slice, { type: 'order-given-up', reason });
    return 'drop';
  }
  if (reduces < slice.quantity) record(order, slice, { type: 'order-cut', quantity: reduces as Quantity });
  return 'go';
}
