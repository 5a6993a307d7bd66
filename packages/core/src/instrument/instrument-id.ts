/**
 * Canonical ids as text: written, read and split. The only file that casts to `InstrumentId`.
 */
import { type Price, parsePrice, printPrice } from '../money/price.ts';
import type { Exchange, InstrumentId, OptionType, Segment } from './instrument.ts';
import { SEGMENTS } from './instrument.ts';
import type { InstrumentDescription } from './instrument-description.ts';

/** Which exchange a segment belongs to, as commands name it. */
export const EXCHANGE_OF_SEGMENT: Readonly<Record<Segment, Exchange>> = {
  NSE: 'NSE',
  NFO: 'NSE',
  CDS: 'NSE',
  NCO: 'NSE',
  BSE: 'BSE',
  BFO: 'BSE',
  BCD: 'BSE',
  MCX: 'MCX',
};

/** `NFO:NIFTY:2024-10-29:FUT`. */
export function futureId(segment: Segment, underlying: string, expiry: string): InstrumentId {
  return `${segment}:${underlying}:${expiry}:FUT` as InstrumentId;
}

/** `NFO:NIFTY:2024-10-03:25800:CE`, the strike as a plain decimal without trailing zeros. */
export function optionId(
  segment: Segment,
  underlying: string,
  expiry: string,
  option: { readonly strike: Price; readonly type: OptionType },
): InstrumentId {
  return `${segment}:${underlying}:${expiry}:${printPrice(option.strike, 0)}:${option.type}` as InstrumentId;
}

/** `NSE:INE002A01018`. */
export function shareId(exchange: Exchange, isin: string): InstrumentId {
  return `${exchange}:${isin}` as InstrumentId;
}

/** `NSE:RELIANCE~`: a share of which only a broker without ISINs is loaded. */
export function provisionalId(exchange: Exchange, symbol: string): InstrumentId {
  return `${exchange}:${symbol}~` as InstrumentId;
}

/** `NSE:INDEX:NIFTY`. */
export function indexId(exchange: Exchange, symbol: string): InstrumentId {
  return `${exchange}:INDEX:${symbol}` as InstrumentId;
}

const ISIN = /^(NSE|BSE):([A-Z]{2}[A-Z0-9]{9}\d)$/;

/** The listing of the same share at the other exchange; undefined for what is no share, or one whose ISIN is not known. */
export function otherListingOf(id: InstrumentId): InstrumentId | undefined {
  const [, exchange, isin] = ISIN.exec(id) ?? [];
  return isin === undefined ? undefined : shareId(exchange === 'NSE' ? 'BSE' : 'NSE', isin);
}

/** Whether the id is of a share whose ISIN is not known yet. */
export function isProvisional(id: InstrumentId): boolean {
  return id.endsWith('~');
}

/** What the text of an id says. */
export type InstrumentIdParts =
  | { readonly kind: 'cash'; readonly exchange: Exchange; readonly symbol: string }
  | { readonly kind: 'contract'; readonly segment: Segment; readonly description: InstrumentDescription };

const CONTRACT = /^([A-Z]{3}):(.+):(\d{4}-\d{2}-\d{2}):(?:FUT|([\d.]+):(CE|PE))$/;
const CASH = /^(NSE|BSE|MCX):(?:INDEX:)?([^:]+?)~?$/;

/** Reads an id without looking anything up; undefined when it has no id's form. */
export function readInstrumentId(id: string): InstrumentIdParts | undefined {
  const contract = CONTRACT.exec(id);
  if (contract !== null) {
    const [, segmentText, baseInstrument = '', expiry, strikeText, optionType] = contract;
    const segment = SEGMENTS.find((each) => each === segmentText);
    if (segment === undefined) return undefined;
    const exchange = EXCHANGE_OF_SEGMENT[segment];
    if (strikeText === undefined) {
      const description = { baseInstrument, instrumentType: 'FUT', exchange, expiry } as const;
      return { kind: 'contract', segment, description };
    }
    const strike = parsePrice(strikeText);
    if (strike === undefined) return undefined;
    const type = optionType === 'CE' ? 'CE' : 'PE';
    const description = {
      baseInstrument,
      instrumentType: 'OPT',
      exchange,
      expiry,
      strike,
      optionType: type,
    } as const;
    return { kind: 'contract', segment, description };
  }
  const cash = CASH.exec(id);
  if (cash === null) return undefined;
  return { kind: 'cash', exchange: cash[1] as Exchange, symbol: cash[2] ?? '' };
}
