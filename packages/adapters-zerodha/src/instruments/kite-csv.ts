/**
 * Reads Kite's instrument CSV.
 *
 * Decides: which columns there must be, whether the file is whole, and (over the whole list) which expiries are written
 * in the monthly form. Columns are found by name: saved files come in other orders, with an index column in front, with
 * `0.0` for `0` and with either line end.
 */
import { type ListingRow, type RefusedRow, TradingError } from '@copydesk/core';
import Papa from 'papaparse';
import { type KiteRecord, readKiteRow } from './kite-row.ts';
import { MonthEnds } from './kite-symbol.ts';

const COLUMNS = [
  'instrument_token',
  'exchange_token',
  'tradingsymbol',
  'name',
  'expiry',
  'strike',
  'tick_size',
  'lot_size',
  'instrument_type',
  'segment',
  'exchange',
] as const satisfies readonly (keyof KiteRecord)[];

/** Takes rows as they are read. */
export interface RowSink {
  take(reading: ListingRow | RefusedRow, progress: number): void;
}

/** Reads a whole file. Throws `instruments-unusable` for an empty one, one without a needed column, and one that was cut short. */
export function readKiteCsv(text: string, sink: RowSink): void {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: true });
  const header = data[0];
  if (header === undefined) throw new TradingError('instruments-unusable', { reason: 'empty' });
  const places = columnPlaces(header);
  const endsWithLine = /[\r\n]$/.test(text);
  const last = data.at(-1) ?? [];
  if (data.length > 1 && !endsWithLine && !isWhole(last, header, places)) {
    throw new TradingError('instruments-unusable', { reason: 'cut-short', line: data.length });
  }
  const isComplete = (fields: readonly string[]): boolean => fields.length === header.length;
  // Two passes over the fields instead of one over kept records: what lives long costs the collector more than reading twice.
  const monthEnds = new MonthEnds();
  for (let line = 1; line < data.length; line += 1) {
    const fields = data[line] as string[];
    if (isComplete(fields)) monthEnds.see(recordOf(fields, places));
  }
  for (let line = 1; line < data.length; line += 1) {
    const fields = data[line] as string[];
    const progress = line / data.length;
    if (isComplete(fields)) sink.take(readKiteRow(recordOf(fields, places), monthEnds), progress);
    else {
      const detail = `${fields.length} fields instead of ${header.length}`;
      sink.take({ reason: 'unreadable', where: `line ${line + 1}`, detail }, progress);
    }
  }
}

type Places = Readonly<Record<keyof KiteRecord, number>>;

function columnPlaces(header: readonly string[]): Places {
  const names = header.map((name) => name.replace(/^\uFEFF/, '').trim());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new TradingError('instruments-unusable', { reason: 'missing-column', columns: missing });
  }
  return Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)])) as Places;
}

/** A last line without a line end is whole when nothing is missing from it: its last column is one that can be checked. */
function isWhole(fields: readonly string[], header: readonly string[], places: Places): boolean {
  if (fields.length !== header.length) return false;
  const { exchange, tradingsymbol, expiry } = recordOf(fields, places);
  const lastColumn = header.at(-1);
  if (lastColumn === 'exchange') return KNOWN_EXCHANGES.test(exchange);
  // In the alphabetical order the symbol comes last; that of a contract ends in its type.
  return lastColumn !== 'tradingsymbol' || expiry === '' || /(?:FUT|CE|PE)$/.test(tradingsymbol);
}

const KNOWN_EXCHANGES = /^(?:NSE|BSE|NFO|BFO|CDS|BCD|MCX|NCO|NSEIX|GLOBAL)$/;

function recordOf(fields: readonly string[], places: Places): KiteRecord {
  const field = (column: keyof KiteRecord): string => (fields[places[column]] ?? '').trim();
  return {
    instrument_token: field('instrument_token'),
    exchange_token: field('exchange_token'),
    tradingsymbol: field('tradingsymbol'),
    name: field('name'),
    expiry: field('expiry'),
    strike: field('strike'),
    tick_size: field('tick_size'),
    lot_size: field('lot_size'),
    instrument_type: field('instrument_type'),
    segment: field('segment'),
    exchange: field('exchange'),
  };
}
