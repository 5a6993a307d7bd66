/** Rows of the brokers' real dump files as listing rows. Rows that the venue cannot trade are left out. */
import {
  instantOf,
  istDate,
  type ListingKey,
  type ListingRow,
  type OptionType,
  type Price,
  parsePrice,
  priceFromNumber,
  SEGMENTS,
  type Segment,
} from '@copydesk/core';
import { UPSTOX_SEGMENTS } from './broker-names.ts';
import { csvRecords } from './csv-lines.ts';

const IN_LOTS: ReadonlySet<string> = new Set(['CDS', 'BCD', 'MCX', 'NCO']);

const UNKNOWN = {
  symbolByRule: undefined,
  isin: undefined,
  series: undefined,
  freezeQuantity: undefined,
  contractMultiplier: undefined,
} as const;

/** Rows of Kite's CSV. */
export function* kiteRows(text: string): Generator<ListingRow, void> {
  for (const record of csvRecords(text)) {
    const segment = SEGMENTS.find((each) => each === record['exchange']);
    const symbol = record['tradingsymbol'] ?? '';
    const exchangeToken = record['exchange_token'] ?? '';
    if (segment === undefined || symbol === '' || !/^\d+$/.test(exchangeToken)) continue;
    const key = `${segment}:${symbol}` as ListingKey;
    const feedToken = record['instrument_token'] ?? '';
    const common = { ...UNKNOWN, segment, exchangeToken, key, feedToken, symbol, name: record['name'] ?? '' };
    if (record['segment'] === 'INDICES') {
      yield { ...common, ...index(symbol) };
      continue;
    }
    const type = record['instrument_type'] ?? '';
    const tickSize = parsePrice(record['tick_size'] ?? '');
    const lot = Number(record['lot_size']);
    if (tickSize === undefined || tickSize <= 0 || !(lot > 0)) continue;
    const lotSize = IN_LOTS.has(segment) ? 1 : lot;
    if (type === 'EQ') {
      if ((segment !== 'NSE' && segment !== 'BSE') || /INAV(?:-RL)?$/.test(symbol)) continue;
      const underlying = segment === 'NSE' ? symbol.replace(/-[A-Z0-9]{2}$/, '') : symbol;
      yield {
        ...common,
        kind: 'EQ',
        optionType: undefined,
        underlying,
        expiry: undefined,
        strike: undefined,
        lotSize,
        tickSize,
      };
      continue;
    }
    const optionType = optionTypeOf(type);
    const strike = optionType === undefined ? undefined : parsePrice(record['strike'] ?? '');
    const { expiry = '', name: underlying = '' } = record;
    if (optionType === undefined && type !== 'FUT') continue;
    if (underlying === '' || expiry === '' || (optionType !== undefined && strike === undefined)) continue;
    yield {
      ...common,
      kind: optionType === undefined ? 'FUT' : 'OPT',
      optionType,
      underlying,
      expiry,
      strike,
      lotSize,
      tickSize,
    };
  }
}

interface UpstoxRecord {
  readonly segment?: string;
  readonly instrument_type?: string;
  readonly instrument_key?: string;
  readonly exchange_token?: string;
  readonly trading_symbol?: string;
  readonly name?: string;
  readonly isin?: string;
  readonly underlying_symbol?: string;
  readonly asset_symbol?: string;
  readonly expiry?: number;
  readonly strike_price?: number;
  readonly lot_size?: number;
  readonly tick_size?: number;
  readonly freeze_quantity?: number;
  readonly qty_multiplier?: number;
}

/** Rows of Upstox' JSON. */
export function* upstoxRows(text: string): Generator<ListingRow, void> {
  for (const record of JSON.parse(text) as readonly UpstoxRecord[]) {
    const place = placeOf(record.segment);
    const { exchange_token: exchangeToken = '', trading_symbol: symbol = '', instrument_key = '' } = record;
    if (place === undefined || !/^\d+$/.test(exchangeToken)) continue;
    const { segment } = place;
    const key = instrument_key as ListingKey;
    const common = {
      ...UNKNOWN,
      segment,
      exchangeToken,
      key,
      feedToken: key,
      symbol,
      name: record.name ?? symbol,
    };
    if (place.isIndex) {
      yield { ...common, ...index(symbol) };
      continue;
    }
    const tickSize = priceFromNumber((record.tick_size ?? 0) / 100);
    const lot = record.lot_size ?? 0;
    if (tickSize === undefined || tickSize <= 0 || lot <= 0) continue;
    const inLots = IN_LOTS.has(segment);
    const traded = {
      ...common,
      tickSize,
      lotSize: inLots ? 1 : lot,
      freezeQuantity: record.freeze_quantity,
      contractMultiplier: inLots ? record.qty_multiplier : 1,
    };
    if (segment === 'NSE' || segment === 'BSE') {
      const own = { isin: record.isin, series: record.instrument_type, underlying: symbol };
      yield { ...traded, ...own, kind: 'EQ', optionType: undefined, expiry: undefined, strike: undefined };
      continue;
    }
    if (record.expiry === undefined) continue;
    const optionType = optionTypeOf(record.instrument_type ?? '');
    const strike = optionType === undefined ? undefined : priceFromNumber(record.strike_price ?? 0);
    const underlying = record.underlying_symbol ?? record.asset_symbol ?? '';
    const expiry = istDate(instantOf(record.expiry));
    yield {
      ...traded,
      kind: optionType === undefined ? 'FUT' : 'OPT',
      optionType,
      underlying,
      expiry,
      strike,
    };
  }
}

function placeOf(
  name: string | undefined,
): { readonly segment: Segment; readonly isIndex: boolean } | undefined {
  if (name === 'NSE_INDEX') return { segment: 'NSE', isIndex: true };
  if (name === 'BSE_INDEX') return { segment: 'BSE', isIndex: true };
  const segment = SEGMENTS.find((each) => UPSTOX_SEGMENTS[each] === name);
  return segment && { segment, isIndex: false };
}

function index(symbol: string) {
  return {
    kind: 'INDEX',
    optionType: undefined,
    underlying: symbol,
    expiry: undefined,
    strike: undefined,
    lotSize: 0,
    tickSize: 0 as Price,
  } as const;
}

function optionTypeOf(type: string): OptionType | undefined {
  return type === 'CE' || type === 'PE' ? type : undefined;
}
