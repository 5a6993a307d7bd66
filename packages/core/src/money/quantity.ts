/**
 * Quantities as the exchange takes them, and lots.
 *
 * Decides: rounding to whole lots, always with a stated direction. Keeps I6 (never more than the rule's quantity).
 */
import type { Brand } from './brand.ts';

/** What the exchange takes in an order: shares or units for NSE/BSE, lots for MCX, currency and NSE commodity. Adapters never multiply it. Never negative. */
export type Quantity = Brand<number, 'Quantity'>;

/** A signed quantity: a position. Negative is short. */
export type SignedQuantity = Brand<number, 'SignedQuantity'>;

/** A whole number of lots. */
export type Lots = Brand<number, 'Lots'>;

/** No quantity. */
export const NONE = 0 as Quantity;

/** The largest quantity a broker's 32-bit field takes. */
export const LARGEST_QUANTITY = 2_147_483_647;

/** A quantity from a whole, non-negative number. Throws a RangeError for anything else. */
export function quantityOf(count: number): Quantity {
  if (!Number.isSafeInteger(count) || count < 0 || count > LARGEST_QUANTITY) {
    throw new RangeError(`Not a quantity: ${count}`);
  }
  return count as Quantity;
}

/** A signed quantity from a whole number. Throws a RangeError for anything else. */
export function signedQuantityOf(count: number): SignedQuantity {
  if (!Number.isSafeInteger(count) || Math.abs(count) > LARGEST_QUANTITY) {
    throw new RangeError(`Not a signed quantity: ${count}`);
  }
  return (count === 0 ? 0 : count) as SignedQuantity;
}

/** Largest whole number of lots not above `quantity`. An entry must never exceed its rule. */
export function floorToLot(quantity: number, lotSize: Quantity): Quantity {
  return (Math.floor(quantity / lotSize) * lotSize) as Quantity;
}

/** Smallest whole number of lots not below `quantity`: a fraction of a position to exit never leaves more than asked. */
export function ceilToLot(quantity: number, lotSize: Quantity): Quantity {
  return (Math.ceil(quantity / lotSize) * lotSize) as Quantity;
}

/** How many whole lots the quantity holds, rounded down. */
export function lotsOf(quantity: Quantity, lotSize: Quantity): Lots {
  return Math.floor(quantity / lotSize) as Lots;
}
