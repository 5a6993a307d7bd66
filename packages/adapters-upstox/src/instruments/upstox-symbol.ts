/**
 * Upstox' trading symbols as a function of the contract: option `NIFTY 26000 CE 06 JAN 26`, future
 * `NIFTY FUT 29 DEC 26`. Source: 224 822 symbols of two lists of 2026, without exception.
 */
import { type OptionType, type Price, priceToNumber } from '@copydesk/core';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;

/** A contract as its symbol needs it. */
export interface UpstoxContract {
  readonly underlying: string;
  /** YYYY-MM-DD. */
  readonly expiry: string;
  /** Undefined for a future. */
  readonly option: { readonly strike: Price; readonly type: OptionType } | undefined;
}

/** The symbol of a contract. */
export function upstoxSymbol({ underlying, expiry, option }: UpstoxContract): string {
  const date = printedDate(expiry);
  return option === undefined
    ? `${underlying} FUT ${date}`
    : `${underlying} ${priceToNumber(option.strike)} ${option.type} ${date}`;
}

/** A list has a hundred expiries and a hundred thousand contracts. */
const printed = new Map<string, string>();

function printedDate(expiry: string): string {
  const known = printed.get(expiry);
  if (known !== undefined) return known;
  const month = MONTHS[Number(expiry.slice(5, 7)) - 1] ?? '';
  const date = `${expiry.slice(8, 10)} ${month} ${expiry.slice(2, 4)}`;
  printed.set(expiry, date);
  return date;
}

/**
 * The underlying that a symbol of the legacy list begins with: it writes contracts as `JPYINR26MAR61CE` or, for a week,
 * `NIFTY2610626000CE`, and the long name of the company instead of its symbol. Undefined when the symbol is not that of
 * the contract.
 */
export function legacyUnderlying(
  symbol: string,
  contract: Omit<UpstoxContract, 'underlying'>,
): string | undefined {
  const { expiry, option } = contract;
  const month = Number(expiry.slice(5, 7));
  const year = expiry.slice(2, 4);
  const letter = month < 10 ? String(month) : 'OND'.charAt(month - 10);
  const tail = option === undefined ? 'FUT' : `${priceToNumber(option.strike)}${option.type}`;
  const dates = [`${year}${MONTHS[month - 1] ?? ''}`, `${year}${letter}${expiry.slice(8, 10)}`];
  const found = dates.find(
    (date) => symbol.endsWith(`${date}${tail}`) && symbol.length > date.length + tail.length,
  );
  return found === undefined ? undefined : symbol.slice(0, -(found.length + tail.length));
}
