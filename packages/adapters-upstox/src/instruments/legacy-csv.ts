/**
 * Reads Upstox' CSV list, deprecated since April 2024 and still served.
 *
 * Decides: its units: ticks are rupees in the cash and equity-derivative segments and paise in the others (measured on
 * a JSON and a CSV list of the same build, 95 846 rows). It has no series, no freeze quantity and no multiplier.
 */
import {
  type ListingKey,
  type ListingRow,
  type OptionType,
  type Price,
  parsePrice,
  type RefusedRow,
  TradingError,
} from '@copydesk/core';
import Papa from 'papaparse';
import { type UpstoxSegment, upstoxSegment } from './upstox-segments.ts';
import { legacyUnderlying } from './upstox-symbol.ts';

const COLUMNS = [
  'instrument_key',
  'exchange_token',
  'tradingsymbol',
  'name',
  'expiry',
  'strike',
  'tick_size',
  'lot_size',
  'option_type',
  'exchange',
] as const;
type Column = (typeof COLUMNS)[number];
type Legacy = Readonly<Record<Column, string>>;

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const LOT = /^(\d{1,9})(?:\.0+)?$/;

/** Takes rows as they are read. */
export interface RowSink {
  take(reading: ListingRow | RefusedRow, progress: number): void;
}

/** Reads a whole file. Throws `instruments-unusable` for an empty one, one without a needed column, and one that was cut short. */
export function readLegacyCsv(text: string, sink: RowSink): void {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: true });
  const header = (data[0] ?? []).map((name) => name.replace(/^\uFEFF/, '').trim());
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new TradingError('instruments-unusable', { reason: 'missing-column', columns: missing });
  }
  const last = data.at(-1) ?? [];
  const openQuote = errors.some((error) => error.code === 'MissingQuotes');
  if (openQuote || (last.length < header.length && !/[\r\n]$/.test(text))) {
    throw new TradingError('instruments-unusable', { reason: 'cut-short', line: data.length });
  }
  const places = COLUMNS.map((column) => [column, header.indexOf(column)] as const);
  for (let line = 1; line < data.length; line += 1) {
    const fields = data[line] as string[];
    const progress = line / data.length;
    if (fields.length !== header.length) {
      const detail = `${fields.length} fields instead of ${header.length}`;
      sink.take({ reason: 'unreadable', where: `line ${line + 1}`, detail }, progress);
      continue;
    }
    const record = Object.fromEntries(places.map(([column, at]) => [column, (fields[at] ?? '').trim()]));
    sink.take(readLegacyRow(record as Legacy), progress);
  }
}

/** Reads a row, or says why it cannot be used. */
export function readLegacyRow(row: Legacy): ListingRow | RefusedRow {
  const refuse = (reason: RefusedRow['reason'], detail: string): RefusedRow => ({
    reason,
    where: row.instrument_key,
    detail,
  });
  const segment = upstoxSegment(row.exchange);
  if (segment === undefined) return refuse('unknown-segment', row.exchange);
  if (!/^\d{1,15}$/.test(row.exchange_token)) return refuse('no-token', row.exchange_token);
  const isIndex = segment.kind === 'index';
  const tickSize = isIndex ? (0 as Price) : tickOf(row, segment);
  if (tickSize === undefined) return refuse('unreadable', `tick_size ${row.tick_size}`);
  if (tickSize === 0 && !isIndex) return refuse('no-tick', 'tick_size 0');
  const lot = Number(LOT.exec(row.lot_size)?.[1] ?? (isIndex ? '0' : 'NaN'));
  if (Number.isNaN(lot) || (lot === 0 && !isIndex)) return refuse('unreadable', `lot_size ${row.lot_size}`);
  if (row.tradingsymbol === '') return refuse('unreadable', 'tradingsymbol');
  if (segment.kind === 'contracts' && row.expiry === '') return refuse('not-tradable', 'no expiry');
  const common = {
    segment: segment.segment,
    exchangeToken: row.exchange_token,
    key: row.instrument_key as ListingKey,
    feedToken: row.instrument_key,
    symbol: row.tradingsymbol,
    // The symbols of this list follow another rule than those that Upstox shows today.
    symbolByRule: undefined,
    series: undefined,
    lotSize: isIndex ? 0 : segment.inLots ? 1 : lot,
    tickSize,
    freezeQuantity: undefined,
    contractMultiplier: undefined,
  };
  if (segment.kind !== 'contracts') {
    return {
      ...common,
      kind: isIndex ? 'INDEX' : 'EQ',
      optionType: undefined,
      name: row.name,
      underlying: row.tradingsymbol,
      expiry: undefined,
      strike: undefined,
      isin: isIndex ? undefined : row.instrument_key.slice(row.instrument_key.indexOf('|') + 1),
    };
  }
  if (!DATE.test(row.expiry)) return refuse('unreadable', `expiry ${row.expiry}`);
  const optionType = OPTION_TYPES[row.option_type];
  if (optionType === undefined) return refuse('unreadable', `option_type ${row.option_type}`);
  const strike = optionType === 'FUT' ? undefined : parsePrice(row.strike);
  if (optionType !== 'FUT' && (strike === undefined || strike <= 0))
    return refuse('unreadable', `strike ${row.strike}`);
  const option = optionType === 'FUT' || strike === undefined ? undefined : { strike, type: optionType };
  const underlying = legacyUnderlying(row.tradingsymbol, { expiry: row.expiry, option });
  if (underlying === undefined) return refuse('unreadable', `tradingsymbol ${row.tradingsymbol}`);
  return {
    ...common,
    kind: option === undefined ? 'FUT' : 'OPT',
    optionType: option?.type,
    name: underlying,
    underlying,
    expiry: row.expiry,
    strike,
    isin: undefined,
  };
}

const OPTION_TYPES: Readonly<Record<string, OptionType | 'FUT'>> = { CE: 'CE', PE: 'PE', FF: 'FUT' };
const RUPEE_TICKS: ReadonlySet<string> = new Set(['NSE', 'BSE', 'NFO', 'BFO']);

function tickOf(row: Legacy, { segment }: UpstoxSegment): Price | undefined {
  const value = parsePrice(row.tick_size);
  if (value === undefined || value < 0 || RUPEE_TICKS.has(segment)) return value;
  return value % 100 === 0 ? ((value / 100) as Price) : undefined;
}
