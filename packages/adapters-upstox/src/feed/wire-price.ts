import { type Price, priceFromNumber } from '@copydesk/core';

/** Above it a count of 1/10000 rupee is no small integer for the machine: 214 748 rupees. */
export const LARGEST_SMALL = 2_147_483_646;

/**
 * The price of a double on the wire, in rupees: exactly what core's `priceFromNumber` says, which it asks for whatever is
 * not ordinary. Prices between 1/10000 rupee and two lakh go the short way: from 1 upwards, adding a half and cutting
 * off is rounding half up (below, 0.49999999999999994 would become 1).
 */
export function wirePrice(rupees: number): Price | undefined {
  const units = rupees * 10_000;
  return units >= 1 && units <= LARGEST_SMALL ? (((units + 0.5) | 0) as Price) : priceFromNumber(rupees);
}

/** As `wirePrice`, for a price that is not told as long as it is 0: proto3 leaves zeros out. */
export function toldPrice(rupees: number): Price | undefined {
  return rupees === 0 ? undefined : wirePrice(rupees);
}
