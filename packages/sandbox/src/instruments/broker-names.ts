/**
 * What both brokers call an instrument, as their lists do.
 *
 * Decides: symbols, keys and feed tokens of generated instruments. Written apart from the adapters' reading of the same
 * rules, so that a mistake in one of them shows.
 */
import type { OptionType, Price, Segment } from '@copydesk/core';
import { PRICE_SCALE } from '@copydesk/core';
import type { VenueListing } from '../venue/venue-instrument.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const KITE_MONTH_LETTERS = '123456789OND';

/** The low byte of Kite's instrument tokens. */
export const KITE_CODES: Readonly<Partial<Record<Segment, number>>> = {
  NSE: 1,
  NFO: 2,
  CDS: 3,
  BSE: 4,
  BFO: 5,
  BCD: 6,
  MCX: 7,
};
/** The low byte of indices. */
export const KITE_INDEX_CODE = 9;

/** Upstox' names of segments. */
export const UPSTOX_SEGMENTS: Readonly<Record<Segment, string>> = {
  NSE: 'NSE_EQ',
  BSE: 'BSE_EQ',
  NFO: 'NSE_FO',
  BFO: 'BSE_FO',
  CDS: 'NCD_FO',
  BCD: 'BCD_FO',
  MCX: 'MCX_FO',
  NCO: 'NSE_COM',
};

/** A contract as a name needs it. */
export interface NamedContract {
  readonly segment: Segment;
  readonly underlying: string;
  readonly expiry: string;
  /** Whether another expiry of the month follows. */
  readonly weekly: boolean;
  readonly option: { readonly strike: Price; readonly type: OptionType } | undefined;
}

/** Both brokers' names of a contract. */
export function contractListings(
  contract: NamedContract,
  token: number,
): Readonly<Record<string, VenueListing>> {
  const kiteSymbol = kiteContractSymbol(contract);
  const upstoxKey = `${UPSTOX_SEGMENTS[contract.segment]}|${token}`;
  return {
    zerodha: kiteListing(contract.segment, kiteSymbol, token, KITE_CODES[contract.segment] ?? 0),
    upstox: { key: upstoxKey, feedToken: upstoxKey, symbol: upstoxContractSymbol(contract) },
  };
}

/** Both brokers' names of a share. */
export function shareListings(share: {
  readonly segment: 'NSE' | 'BSE';
  readonly symbol: string;
  readonly series: string;
  readonly isin: string;
  readonly token: number;
}): Readonly<Record<string, VenueListing>> {
  const { segment, symbol, series, isin, token } = share;
  const kiteSymbol = segment === 'NSE' && series !== 'EQ' ? `${symbol}-${series}` : symbol;
  const key = `${UPSTOX_SEGMENTS[segment]}|${isin}`;
  return {
    zerodha: kiteListing(segment, kiteSymbol, token, KITE_CODES[segment] ?? 0),
    upstox: { key, feedToken: key, symbol },
  };
}

/** Kite's name of anything. */
export function kiteListing(segment: Segment, symbol: string, token: number, code: number): VenueListing {
  return { key: `${segment}:${symbol}`, feedToken: String(token * 256 + code), symbol };
}

function kiteContractSymbol({ underlying, expiry, weekly, option }: NamedContract): string {
  const year = expiry.slice(2, 4);
  const month = Number(expiry.slice(5, 7));
  const monthly = `${underlying}${year}${MONTHS[month - 1] ?? ''}`;
  if (option === undefined) return `${monthly}FUT`;
  const date = weekly
    ? `${underlying}${year}${KITE_MONTH_LETTERS.charAt(month - 1)}${expiry.slice(8)}`
    : monthly;
  return `${date}${plainStrike(option.strike)}${option.type}`;
}

function upstoxContractSymbol({ underlying, expiry, option }: NamedContract): string {
  const date = `${expiry.slice(8)} ${MONTHS[Number(expiry.slice(5, 7)) - 1] ?? ''} ${expiry.slice(2, 4)}`;
  if (option === undefined) return `${underlying} FUT ${date}`;
  return `${underlying} ${plainStrike(option.strike)} ${option.type} ${date}`;
}

/** A strike without trailing zeros. Every price is exact as a number. */
export function plainStrike(strike: Price): string {
  return String(strike / PRICE_SCALE);
}
