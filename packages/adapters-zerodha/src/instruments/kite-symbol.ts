/**
 * Kite's trading symbols as a function of the contract.
 *
 * Monthly `NIFTY26OCT24500CE`, weekly `NIFTY2692223350CE` (M = 1…9, O, N, D), future `NIFTY26SEPFUT`. The last listed
 * option expiry of an underlying in a month has the monthly form. Source: 117 144 + 4 916 symbols of five files,
 * 2019–2026, without exception.
 */
import { type OptionType, type Price, priceToNumber } from '@copydesk/core';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const MONTH_LETTERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'O', 'N', 'D'] as const;

/** A contract as its symbol needs it. */
export interface KiteContract {
  readonly underlying: string;
  /** YYYY-MM-DD. */
  readonly expiry: string;
  /** Undefined for a future. */
  readonly option:
    | { readonly strike: Price; readonly type: OptionType; readonly weekly: boolean }
    | undefined;
}

/** The symbol of a contract. */
export function kiteSymbol({ underlying, expiry, option }: KiteContract): string {
  if (option === undefined) return `${underlying}${monthForm(expiry)}FUT`;
  const date = option.weekly ? weekForm(expiry) : monthForm(expiry);
  return `${underlying}${date}${priceToNumber(option.strike)}${option.type}`;
}

/**
 * The underlying that a symbol begins with, for lists of 2019 whose commodity rows have no name. Undefined when the
 * symbol is not that of the contract.
 */
export function underlyingOf(symbol: string, contract: Omit<KiteContract, 'underlying'>): string | undefined {
  const { option } = contract;
  const forms =
    option === undefined
      ? [contract]
      : [false, true].map((weekly) => ({ ...contract, option: { ...option, weekly } }));
  for (const form of forms) {
    const tail = kiteSymbol({ ...form, underlying: '' });
    if (symbol.endsWith(tail) && symbol.length > tail.length) return symbol.slice(0, -tail.length);
  }
  return undefined;
}

/** What decides about an expiry: whose it is, and what else expires in that month. */
interface OptionRow {
  readonly exchange: string;
  readonly name: string;
  readonly expiry: string;
}

/** Knows, once it has seen the whole list, which option expiries are the last of their month. */
export class MonthEnds {
  readonly #last = new Map<string, string>();
  /** Rows of one expiry mostly follow each other, so the last answer is kept. */
  #seen: OptionRow | undefined;
  #asked: OptionRow | undefined;
  #answer = false;

  /** Takes a row; only options count. */
  see(row: OptionRow & { readonly instrument_type: string }): void {
    if (row.instrument_type !== 'CE' && row.instrument_type !== 'PE') return;
    if (this.#seen !== undefined && isSameExpiry(this.#seen, row)) return;
    this.#seen = row;
    const key = monthKey(row);
    const known = this.#last.get(key);
    if (known === undefined || known < row.expiry) this.#last.set(key, row.expiry);
  }

  /** Whether a later expiry of the same month is listed. */
  isWeekly(row: OptionRow): boolean {
    if (this.#asked !== undefined && isSameExpiry(this.#asked, row)) return this.#answer;
    this.#asked = row;
    const last = this.#last.get(monthKey(row));
    this.#answer = last !== undefined && row.expiry < last;
    return this.#answer;
  }
}

function isSameExpiry(one: OptionRow, other: OptionRow): boolean {
  return one.expiry === other.expiry && one.name === other.name && one.exchange === other.exchange;
}

function monthKey({ exchange, name, expiry }: OptionRow): string {
  return `${exchange} ${name} ${expiry.slice(0, 7)}`;
}

function monthForm(expiry: string): string {
  return `${expiry.slice(2, 4)}${MONTHS[Number(expiry.slice(5, 7)) - 1] ?? ''}`;
}

function weekForm(expiry: string): string {
  return `${expiry.slice(2, 4)}${MONTH_LETTERS[Number(expiry.slice(5, 7)) - 1] ?? ''}${expiry.slice(8, 10)}`;
}
