/**
 * The exact value of fills: a sum of price × quantity × contract multiplier.
 *
 * Decides: how values are summed and how an average is derived for display. Keeps I8 (exact money).
 */
import type { Brand } from './brand.ts';
import type { Price } from './price.ts';
import type { Quantity } from './quantity.ts';

/** Integer count of 1/10000 rupee, as a bigint: a day of large fills exceeds 2^53. */
export type Value = Brand<bigint, 'Value'>;

/** No value. */
export const ZERO_VALUE = 0n as Value;

/** Price × quantity, exact. The contract multiplier turns price differences into rupees and is applied here only. */
export function valueOf(price: Price, quantity: Quantity, contractMultiplier = 1): Value {
  return (BigInt(price) * BigInt(quantity) * BigInt(contractMultiplier)) as Value;
}

/** The sum of two values. */
export function addValues(a: Value, b: Value): Value {
  return (a + b) as Value;
}

/** The first value less the second. */
export function subtractValues(a: Value, b: Value): Value {
  return (a - b) as Value;
}

/** The average price, for display only, rounded half up to 1/10000 rupee. Undefined when nothing was filled. */
export function averagePrice(value: Value, quantity: Quantity, contractMultiplier = 1): Price | undefined {
  const units = BigInt(quantity) * BigInt(contractMultiplier);
  if (units === 0n) return undefined;
  return Number((2n * value + units) / (2n * units)) as Price;
}

/** The value as decimal text in rupees with two to four places. */
export function printValue(value: Value): string {
  const magnitude = value < 0n ? -value : value;
  const fraction = String(magnitude % 10_000n)
    .padStart(4, '0')
    .replace(/0{1,2}$/, '');
  return `${value < 0n ? '-' : ''}${magnitude / 10_000n}.${fraction}`;
}

/** The value as the nearest JSON number in rupees. */
export function valueToNumber(value: Value): number {
  return Number(printValue(value));
}
