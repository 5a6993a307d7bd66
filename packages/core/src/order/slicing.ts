/**
 * How one order becomes several of at most the freeze quantity.
 *
 * Decides: the quantities of the slices. Keeps I6 (their sum is the order's quantity). Slicing happens here and not at
 * the broker, so that each slice has a tag of its own.
 */
import { floorToLot, type Quantity } from '../money/quantity.ts';
import { clientOrderIdOf, type OrderId } from './order-id.ts';
import type { SliceIntent } from './order-intent.ts';

/** More slices than that are no entry but a mistake: they would take a lane long. An exit has as many as it needs. */
export const LARGEST_SLICE_COUNT = 100;

/** What an order is cut by. */
export interface SliceLimits {
  readonly lotSize: Quantity;
  /** Largest quantity of one order; undefined when no list says, then nothing is cut. The freeze quantity itself is allowed. */
  readonly freezeQuantity: Quantity | undefined;
}

/** The slices of an order, largest first, each a whole number of lots. */
export function sliceOrder(orderId: OrderId, quantity: Quantity, limits: SliceLimits): SliceIntent[] {
  return sliceFrom(orderId, quantity, { ...limits, from: 0 });
}

/** Slices that an order gets besides those that it has: their tags go on from `from`. */
export function sliceFrom(
  orderId: OrderId,
  quantity: Quantity,
  limits: SliceLimits & { readonly from: number },
): SliceIntent[] {
  const most =
    limits.freezeQuantity === undefined ? quantity : floorToLot(limits.freezeQuantity, limits.lotSize);
  const size = most > 0 ? most : quantity;
  if (quantity > 0 && quantity <= size)
    return [{ clientOrderId: clientOrderIdOf(orderId, limits.from), quantity }];
  const slices: SliceIntent[] = [];
  for (let left = quantity as number; left > 0; left -= size) {
    slices.push({
      clientOrderId: clientOrderIdOf(orderId, limits.from + slices.length),
      quantity: Math.min(size, left) as Quantity,
    });
  }
  return slices;
}
