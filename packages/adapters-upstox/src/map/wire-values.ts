/**
 * Numbers and times as Upstox writes them, read exactly, as zod types: a value that cannot be read names its own path.
 *
 * Decides: rounding of JSON numbers (half away from zero to 1/10000 rupee) and the time zone of naive times (IST).
 */
import {
  type Instant,
  IST_OFFSET_MS,
  instantOf,
  LARGEST_QUANTITY,
  NONE,
  type Price,
  priceFromNumber,
  type Quantity,
  quantityOf,
  type SignedQuantity,
  signedQuantityOf,
  type Value,
} from '@copydesk/core';
import { z } from 'zod';

/** A price in rupees, as a JSON number with binary noise (52.04999923706055 and -0.0 occur). */
export const wirePrice = z.number().transform((rupees, context): Price => {
  const price = priceFromNumber(rupees);
  if (price !== undefined) return price;
  context.addIssue({ code: 'custom', message: 'not a price' });
  return z.NEVER;
});

/** A price of which 0, "", null and absence all mean that there is none. */
export const wirePriceOrNone = z
  .union([wirePrice, z.literal('')])
  .nullish()
  .transform((price) => (price ? price : undefined));

/** A quantity; never negative. */
export const wireQuantity = z
  .int()
  .min(0)
  .max(LARGEST_QUANTITY)
  .transform((count): Quantity => quantityOf(count));

/** A quantity that may be missing: none then. */
export const wireQuantityOrNone = wireQuantity.nullish().transform((count) => count ?? NONE);

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

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `2023-10-19 09:23:23`, and as trades are documented, `03-Aug-2017 15:03:42`. */
const BY_NUMBER = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})$/;
const BY_NAME = /^(\d{2})-([A-Z][a-z]{2})-(\d{4}) (\d{2}:\d{2}:\d{2})$/;

/** A moment from either of Upstox's naive forms, which is Indian time whatever this machine's zone is. */
export function readUpstoxTime(text: string): Instant | undefined {
  const written = isoOf(text);
  if (written === undefined) return undefined;
  const utc = Date.parse(`${written}Z`);
  // A date that does not exist must not become the next one that does.
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 19) !== written) return undefined;
  return instantOf(utc - IST_OFFSET_MS);
}

function isoOf(text: string): string | undefined {
  const byNumber = BY_NUMBER.exec(text);
  if (byNumber !== null) return `${byNumber[1]}-${byNumber[2]}-${byNumber[3]}T${byNumber[4]}`;
  const byName = BY_NAME.exec(text);
  if (byName === null) return undefined;
  const month = MONTHS.indexOf(byName[2] ?? '') + 1;
  return month === 0 ? undefined : `${byName[3]}-${String(month).padStart(2, '0')}-${byName[1]}T${byName[4]}`;
}

/** A naive Indian time. */
export const wireTime = z.string().transform((text, context): Instant => {
  const at = readUpstoxTime(text);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'not a time as YYYY-MM-DD HH:mm:ss or DD-Mon-YYYY HH:mm:ss' });
  return z.NEVER;
});

/** A time that may be missing, null or empty. */
export const wireTimeOrNone = z
  .union([z.literal(''), wireTime])
  .nullish()
  .transform((at) => (at === '' || at === null ? undefined : at));
