/** Rows of two brokers' lists: `left` names things as Kite does (no ISIN, series in the symbol), `right` as Upstox does. */
import {
  type BrokerId,
  type InstrumentSnapshot,
  type ListingKey,
  type ListingRow,
  type OptionType,
  type Price,
  parsePrice,
  SnapshotBuilder,
} from '@copydesk/core';

export const LEFT = 'left' as BrokerId;
export const RIGHT = 'right' as BrokerId;
export const DAY = '2026-11-23';

export function price(text: string): Price {
  const parsed = parsePrice(text);
  if (parsed === undefined) throw new RangeError(text);
  return parsed;
}

const COMMON = {
  symbolByRule: undefined,
  isin: undefined,
  series: undefined,
  freezeQuantity: undefined,
  contractMultiplier: undefined,
} as const;

export interface OptionSeed {
  readonly token?: string;
  readonly underlying?: string;
  readonly expiry?: string;
  readonly strike?: string;
  readonly type?: OptionType;
}

/** An NFO option as the left broker lists it. */
export function option(seed: OptionSeed = {}, changes: Partial<ListingRow> = {}): ListingRow {
  const {
    token = '50001',
    underlying = 'NIFTY',
    expiry = '2026-12-01',
    strike = '26000',
    type = 'CE',
  } = seed;
  const symbol = `${underlying}${expiry}${strike}${type}`;
  return {
    ...COMMON,
    segment: 'NFO',
    kind: 'OPT',
    optionType: type,
    exchangeToken: token,
    key: `NFO:${symbol}` as ListingKey,
    feedToken: String(Number(token) * 256 + 2),
    symbol,
    name: underlying,
    underlying,
    expiry,
    strike: price(strike),
    lotSize: 65,
    tickSize: price('0.05'),
    ...changes,
  };
}

/** The same row as the right broker lists it: keyed by token, with a freeze quantity. */
export function rightOf(row: ListingRow, changes: Partial<ListingRow> = {}): ListingRow {
  const key = `${row.segment}|${row.exchangeToken}` as ListingKey;
  return { ...row, key, feedToken: key, freezeQuantity: 1755, contractMultiplier: 1, ...changes };
}

/** A future. */
export function future(
  seed: Omit<OptionSeed, 'strike' | 'type'> = {},
  changes: Partial<ListingRow> = {},
): ListingRow {
  const row = option(seed);
  const symbol = `${row.underlying}${row.expiry}FUT`;
  return {
    ...row,
    kind: 'FUT',
    optionType: undefined,
    strike: undefined,
    symbol,
    key: `NFO:${symbol}` as ListingKey,
    ...changes,
  };
}

/** A share as the left broker lists it: without ISIN, the series in the symbol. */
export function share(symbol: string, token: string, changes: Partial<ListingRow> = {}): ListingRow {
  return {
    ...COMMON,
    segment: 'NSE',
    kind: 'EQ',
    optionType: undefined,
    exchangeToken: token,
    key: `NSE:${symbol}` as ListingKey,
    feedToken: String(Number(token) * 256 + 1),
    symbol,
    name: `${symbol} COMPANY`,
    underlying: symbol.replace(/-[A-Z0-9]{2}$/, ''),
    expiry: undefined,
    strike: undefined,
    lotSize: 1,
    tickSize: price('0.05'),
    ...changes,
  };
}

/** The same share as the right broker lists it: by ISIN, with its series apart. */
export function rightShare(symbol: string, token: string, isin: string, series = 'EQ'): ListingRow {
  const key = `NSE_EQ|${isin}` as ListingKey;
  return { ...share(symbol, token), key, feedToken: key, symbol, underlying: symbol, isin, series };
}

/** An index. */
export function index(symbol: string, name: string, key: string): ListingRow {
  return {
    ...share(symbol, '1'),
    kind: 'INDEX',
    key: key as ListingKey,
    feedToken: key,
    name,
    underlying: symbol,
    lotSize: 0,
    tickSize: 0 as Price,
  };
}

/** A snapshot of lists; each broker's rows in one batch. */
export function snapshotOf(
  lists: Readonly<Record<string, readonly ListingRow[]>>,
  previous?: InstrumentSnapshot,
  day: string = DAY,
): InstrumentSnapshot {
  const builder = new SnapshotBuilder(day, previous);
  for (const [brokerId, rows] of Object.entries(lists))
    builder.add(brokerId as BrokerId, { rows, refused: [] });
  return builder.finishAtOnce();
}
