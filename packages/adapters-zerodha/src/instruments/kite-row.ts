/**
 * One row of Kite's list in our words.
 *
 * Decides: segments, kinds and units. Sources: Kite Connect v3 docs, "Market quotes and instruments", and public dumps
 * of 2019–2026.
 */
import {
  type InstrumentKind,
  type ListingKey,
  type ListingRow,
  type OptionType,
  parsePrice,
  type RefusedRow,
  SEGMENTS,
  type Segment,
} from '@copydesk/core';
import { kiteSymbol, type MonthEnds, underlyingOf } from './kite-symbol.ts';

/** A row as the file has it, trimmed. */
export interface KiteRecord {
  readonly instrument_token: string;
  readonly exchange_token: string;
  readonly tradingsymbol: string;
  readonly name: string;
  readonly expiry: string;
  readonly strike: string;
  readonly tick_size: string;
  readonly lot_size: string;
  readonly instrument_type: string;
  readonly segment: string;
  readonly exchange: string;
}

/**
 * The low byte of an instrument token, by segment: `instrument_token = exchange_token × 256 + code`, without exception
 * in 1 012 693 rows. CDS and BCD are from the SDKs only (unverified); NCO is not known and not checked.
 */
export const TOKEN_CODES: Readonly<Partial<Record<Segment, number>>> = {
  NSE: 1,
  NFO: 2,
  CDS: 3,
  BSE: 4,
  BFO: 5,
  BCD: 6,
  MCX: 7,
};
/** The code of every exchange's indices. */
export const INDEX_TOKEN_CODE = 9;

/** Segments whose orders count lots. Kite says 1 there; what it says is not relied upon. */
const IN_LOTS: ReadonlySet<Segment> = new Set(['CDS', 'BCD', 'MCX', 'NCO']);
/** Where a row without expiry is a share and not the spot price of contracts. */
const CASH: ReadonlySet<Segment> = new Set(['NSE', 'BSE']);
/** Indicative values of funds, listed as if they were shares. */
const INAV = /INAV(?:-RL)?$/;
/** A spread of two futures, as MCX lists of 2019 have them: `SILVERDEC19MAR20FUT`. */
const SPREAD = /[A-Z]{3}\d{2}[A-Z]{3}\d{2}FUT$/;
/** NSE adds the series to every symbol but those of series EQ. All series have two characters. */
const SERIES = /^(.+)-([A-Z0-9]{2})$/;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TOKEN = /^\d{1,10}$/;
const LOT = /^(\d{1,9})(?:\.0+)?$/;

/** Reads a row, or says why it cannot be used. */
export function readKiteRow(record: KiteRecord, monthEnds: MonthEnds): ListingRow | RefusedRow {
  const { exchange, tradingsymbol: symbol } = record;
  const where = `${exchange}:${symbol}`;
  const refuse = (reason: RefusedRow['reason'], detail: string): RefusedRow => ({ reason, where, detail });
  const segment = SEGMENTS.find((each) => each === exchange);
  if (segment === undefined) return refuse('unknown-segment', exchange);
  if (symbol === '') return refuse('unreadable', 'tradingsymbol');
  if (!TOKEN.test(record.exchange_token)) return refuse('no-token', record.exchange_token);
  const kind = kindOf(record);
  if (kind === undefined) return refuse('unreadable', `instrument_type ${record.instrument_type}`);
  if (kind === 'INDEX' && !CASH.has(segment) && segment !== 'MCX')
    return refuse('unknown-segment', `${exchange} index`);
  if (kind === 'EQ' && !CASH.has(segment)) return refuse('not-tradable', 'spot');
  if (kind === 'FUT' && SPREAD.test(symbol)) return refuse('not-tradable', 'spread');
  if (kind === 'EQ' && INAV.test(symbol)) return refuse('inav', record.name);
  const code = kind === 'INDEX' ? INDEX_TOKEN_CODE : TOKEN_CODES[segment];
  const expected = Number(record.exchange_token) * 256 + (code ?? 0);
  if (code !== undefined && Number(record.instrument_token) !== expected) {
    return refuse('unreadable', `instrument_token ${record.instrument_token}`);
  }
  const tickSize = parsePrice(record.tick_size);
  const lot = LOT.exec(record.lot_size);
  if (tickSize === undefined || tickSize < 0) return refuse('unreadable', `tick_size ${record.tick_size}`);
  if (lot === null) return refuse('unreadable', `lot_size ${record.lot_size}`);
  if (kind !== 'INDEX' && tickSize === 0) return refuse('no-tick', record.name);
  const lotSize = kind === 'INDEX' ? 0 : IN_LOTS.has(segment) ? 1 : Number(lot[1]);
  if (kind !== 'INDEX' && lotSize === 0) return refuse('unreadable', 'lot_size 0');
  const common = {
    segment,
    kind,
    exchangeToken: record.exchange_token,
    key: where as ListingKey,
    feedToken: record.instrument_token,
    symbol,
    isin: undefined,
    series: undefined,
    lotSize,
    tickSize,
    freezeQuantity: undefined,
    contractMultiplier: undefined,
  };
  if (kind === 'EQ' || kind === 'INDEX') {
    const bare = kind === 'EQ' && segment === 'NSE' ? (SERIES.exec(symbol)?.[1] ?? symbol) : symbol;
    return {
      ...common,
      optionType: undefined,
      symbolByRule: undefined,
      name: record.name,
      underlying: bare,
      expiry: undefined,
      strike: undefined,
    };
  }
  const contract = readContract(record, monthEnds);
  if ('fault' in contract) return refuse('unreadable', contract.fault);
  return { ...common, ...contract };
}

/** Indices are `EQ` as well; only their segment tells. */
function kindOf(record: KiteRecord): InstrumentKind | undefined {
  if (record.segment === 'INDICES') return 'INDEX';
  switch (record.instrument_type) {
    case 'EQ':
      return 'EQ';
    case 'FUT':
      return 'FUT';
    case 'CE':
    case 'PE':
      return 'OPT';
    default:
      return undefined;
  }
}

type ContractFields = Pick<
  ListingRow,
  'optionType' | 'symbolByRule' | 'name' | 'underlying' | 'expiry' | 'strike'
>;

function readContract(record: KiteRecord, monthEnds: MonthEnds): ContractFields | { readonly fault: string } {
  const { expiry, tradingsymbol, instrument_type: type } = record;
  if (!DATE.test(expiry)) return { fault: `expiry ${expiry}` };
  const optionType: OptionType | undefined = type === 'CE' || type === 'PE' ? type : undefined;
  const strike = optionType === undefined ? undefined : parsePrice(record.strike);
  if (optionType !== undefined && (strike === undefined || strike <= 0))
    return { fault: `strike ${record.strike}` };
  const weekly = monthEnds.isWeekly(record);
  const option =
    optionType === undefined || strike === undefined ? undefined : { strike, type: optionType, weekly };
  const underlying = record.name === '' ? underlyingOf(tradingsymbol, { expiry, option }) : record.name;
  if (underlying === undefined) return { fault: 'name' };
  // Without a name the underlying was read from the symbol, which can then be no witness for it.
  const symbolByRule = record.name === '' ? undefined : kiteSymbol({ underlying, expiry, option });
  return { optionType, symbolByRule, name: underlying, underlying, expiry, strike };
}
