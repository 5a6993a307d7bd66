/** What stands where a kill switch stops, or would stop. */
import { formatRupees, type Money } from '../../lib/numbers.ts';

/** What stands in some accounts, from the live books of the page. */
export interface Standing {
  /** Orders that a broker works on. */
  readonly orders: number;
  readonly positions: number;
  /** At the last prices; null when one is missing. */
  readonly value: Money | null;
}

/** `3 positions (₹1,42,880.00)`; without a value where it is not known. */
export function positionsWords({ positions, value }: Standing): string {
  const counted = `${positions} ${positions === 1 ? 'position' : 'positions'}`;
  return positions === 0 || value === null ? counted : `${counted} (${formatRupees(value)})`;
}
