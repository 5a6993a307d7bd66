/**
 * Numbers and times as Kite writes them, read exactly, as zod types: a value that cannot be read names its own path.
 *
 * Decides: rounding of JSON numbers (half away from zero to 1/10000 rupee) and the time zone of naive times (IST).
 */
import {
  type Instant,
  IST_OFFSET_MS,
  instantOf,
  LARGEST_QUANTITY,
  type Price,
  priceFromNumber,
  type Quantity,
  quantityOf,
  type SignedQuantity,
  signedQuantityOf,
  type Value,
} from '@copydesk/core';
import { z } from 'zod';

/** A price in rupees, as a JSON number with binary noise. */
export const wirePrice = z.number().transform((rupees, context): Price => {
  const price = priceFromNumber(rupees);
  if (price !== undefined) return price;
  context.addIssue({ code: 'custom', message: 'not a price' });
  return z.NEVER;
});

/** A price of which 0, null and absence all mean that there is none. */
export const wirePriceOrNone = wirePrice.nullish().transform((price) => (price ? price : undefined));

/** A quantity; never negative. */
export const wireQuantity = z
  .int()
  .min(0)
  .max(LARGEST_QUANTITY)
  .transform((count): Quantity => quantityOf(count));

/** A quantity with a sign. */
export const wireSignedQuantity = z
  .int()
  .min(-LARGEST_QUANTITY)
  .max(LARGEST_QUANTITY)
  .transform((count): SignedQuantity => signedQuantityOf(count));

/** An amount in rupees, as a JSON number with binary noise. Exact up to where the number itself is. */
export const wireValue = z.number().transform((rupees, context): Value => {
  const value = valueFromRupees(rupees);
  if (value !== undefined) return value;
  context.addIssue({ code: 'custom', message: 'not an amount of money' });
  return z.NEVER;
});

/** 1/10000 rupee from a JSON number, rounded half away from zero; undefined beyond what a number can say exactly. */
export function valueFromRupees(rupees: number): Value | undefined {
  const digits = Math.abs(rupees).toFixed(4);
  if (digits.includes('e')) return undefined;
  const units = BigInt(digits.replace('.', ''));
  return (rupees < 0 ? -units : units) as Value;
}

const NAIVE = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** A moment from Kite's naive `YYYY-MM-DD HH:MM:SS`, which is Indian time whatever this machine's zone is. */
export function readKiteTime(text: string): Instant | undefined {
  const match = NAIVE.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC accepts the 40th of a month and moves on; a time is right only if it reads back the same.
  if (new Date(utc).toISOString().slice(0, 19).replace('T', ' ') !== text) return undefined;
  return instantOf(utc - IST_OFFSET_MS);
}

/** A naive Indian time that must be there. */
export const wireTime = z.string().transform((text, context): Instant => {
  const at = readKiteTime(text);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'not a time as YYYY-MM-DD HH:MM:SS' });
  return z.NEVER;
});

/** How some answers write that there is no time. */
const ZERO_TIME = '0001-01-01 00:00:00';

/** A naive Indian time that may be missing, null or zero. */
export const wireTimeOrNone = z
  .union([z.literal([ZERO_TIME, '']).transform(() => undefined), wireTime])
  .nullish()
  .transform((at) => at ?? undefined);
