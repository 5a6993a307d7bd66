/**
 * A price: what one unit costs, as an integer count of 1/10000 rupee.
 *
 * Decides: parsing from the wire, printing, rounding to a tick. Keeps I8 (exact money).
 * Leaves to others: sums of fills (`value.ts`), quantities (`quantity.ts`).
 */
import type { Brand } from './brand.ts';

/** Integer count of 1/10000 rupee: currency derivatives tick at 0.0025. */
export type Price = Brand<number, 'Price'>;

/** How many steps of `Price` one rupee has. */
export const PRICE_SCALE = 10_000;

/** The largest price that is accepted: one hundred crore rupees, far above any listed thing and far below 2^53. */
const LARGEST = 1_000_000_000 * PRICE_SCALE;

/** A price from a count of 1/10000 rupee. Throws a RangeError for what is no such count. */
export function priceOfUnits(units: number): Price {
  if (!Number.isSafeInteger(units) || Math.abs(units) > LARGEST) {
    throw new RangeError(`Not a count of 1/10000 rupee: ${units}`);
  }
  return (units === 0 ? 0 : units) as Price;
}

const DECIMAL = /^(-?)(\d{1,10})(?:\.(\d+))?$/;

/**
 * A price from decimal text in rupees, as files and people write it ("124.15", "26000.0", "0.0025").
 * Undefined when the text is no decimal number, is out of range or is finer than 1/10000 rupee.
 */
export function parsePrice(text: string): Price | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  if (/[1-9]/.test(fraction.slice(4))) return undefined;
  const units = Number(match[2]) * PRICE_SCALE + Number(fraction.slice(0, 4).padEnd(4, '0'));
  if (units > LARGEST) return undefined;
  return (match[1] === '-' && units !== 0 ? -units : units) as Price;
}

/**
 * A price from a JSON number in rupees. Brokers print binary noise (52.04999923706055), so this rounds half away
 * from zero to the nearest 1/10000 rupee. Undefined for what is not finite or out of range.
 */
export function priceFromNumber(rupees: number): Price | undefined {
  if (!Number.isFinite(rupees) || Math.abs(rupees) * PRICE_SCALE > LARGEST) return undefined;
  const units = Math.sign(rupees) * Math.round(Math.abs(rupees) * PRICE_SCALE);
  return (units === 0 ? 0 : units) as Price;
}

/** The price as decimal text in rupees, with at least `decimals` places and never more than are needed. */
export function printPrice(price: Price, decimals = 2): string {
  const magnitude = Math.abs(price);
  const whole = Math.floor(magnitude / PRICE_SCALE);
  const fraction = String(magnitude % PRICE_SCALE)
    .padStart(4, '0')
    .replace(/0+$/, '')
    .padEnd(decimals, '0');
  return `${price < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The price as the nearest JSON number in rupees; exact for every price of at most 15 digits. */
export function priceToNumber(price: Price): number {
  return price / PRICE_SCALE;
}

/** Whether the price is a whole number of ticks. A tick of 0 (an index) admits nothing. */
export function isOnTick(price: Price, tick: Price): boolean {
  return tick > 0 && price % tick === 0;
}

/** The highest multiple of the tick that is not above the price: what a buyer's limit may be rounded to. */
export function floorToTick(price: Price, tick: Price): Price {
  return (Math.floor(price / tick) * tick) as Price;
}

/** The lowest multiple of the tick that is not below the price: what a seller's limit may be rounded to. */
export function ceilToTick(price: Price, tick: Price): Price {
  return (Math.ceil(price / tick) * tick) as Price;
}
