/** Makes an `Instrument` of a row. */
import type { Price } from '../../money/price.ts';
import { printPrice } from '../../money/price.ts';
import type { Quantity } from '../../money/quantity.ts';
import { knownMultiplier } from '../contract-multipliers.ts';
import type { Instrument, InstrumentId, InstrumentKind, OptionType } from '../instrument.ts';
import {
  EXCHANGE_OF_SEGMENT,
  futureId,
  indexId,
  optionId,
  provisionalId,
  shareId,
} from '../instrument-id.ts';
import { type InstrumentTable, KIND, segmentOf, UNKNOWN, unpackDate } from './instrument-table.ts';
import type { SymbolIndex } from './symbol-index.ts';
import { NO_TEXT } from './text-store.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
/** A contract this far off would read like one of the running year. */
const FAR_DAYS = 330;
const DAY_MS = 86_400_000;

/** The canonical id of a row. */
export function idOfRow(table: InstrumentTable, symbols: SymbolIndex, row: number): InstrumentId {
  const segment = segmentOf(table.segment[row] as number);
  const exchange = EXCHANGE_OF_SEGMENT[segment];
  const kind = table.kind[row];
  const underlying = table.pool.text(table.underlying[row] as number);
  if (kind === KIND.INDEX) return indexId(exchange, underlying);
  if (kind === KIND.EQ) {
    const isin = table.isin[row] as number;
    return isin === NO_TEXT
      ? provisionalId(exchange, symbols.fullSymbol(row))
      : shareId(exchange, table.texts.get(isin));
  }
  const expiry = unpackDate(table.expiry[row] as number) ?? '';
  if (kind === KIND.FUT) return futureId(segment, underlying, expiry);
  return optionId(segment, underlying, expiry, {
    strike: table.strike[row] as Price,
    type: optionTypeOf(kind),
  });
}

/** The instrument of a row. */
export function instrumentOfRow(
  table: InstrumentTable,
  symbols: SymbolIndex,
  row: number,
  day: { readonly tradingDate: string; readonly adjustedFrom: InstrumentId | undefined },
): Instrument {
  const segment = segmentOf(table.segment[row] as number);
  const code = table.kind[row] as number;
  const kind: InstrumentKind =
    code === KIND.EQ ? 'EQ' : code === KIND.INDEX ? 'INDEX' : code === KIND.FUT ? 'FUT' : 'OPT';
  const underlying = table.pool.text(table.underlying[row] as number);
  const expiry = unpackDate(table.expiry[row] as number);
  const strike = kind === 'OPT' ? (table.strike[row] as Price) : undefined;
  const optionType = kind === 'OPT' ? optionTypeOf(code) : undefined;
  const isin = table.isin[row] as number;
  const series = table.series[row] as number;
  const freeze = table.freeze[row] as number;
  const multiplier = table.multiplier[row] as number;
  const name = table.texts.get(table.name[row] as number);
  const symbol =
    expiry === undefined
      ? symbols.fullSymbol(row)
      : contractSymbol(
          underlying,
          expiry,
          day.tradingDate,
          optionType && { strike: strike as Price, optionType },
        );
  return {
    id: idOfRow(table, symbols, row),
    symbol,
    name: name === '' ? underlying : name,
    exchange: EXCHANGE_OF_SEGMENT[segment],
    segment,
    kind,
    underlying,
    expiry,
    strike,
    optionType,
    isin: isin === NO_TEXT ? undefined : table.texts.get(isin),
    series: series === 0 ? undefined : table.pool.text(series - 1),
    lotSize: table.lot[row] as Quantity,
    tickSize: table.tick[row] as Price,
    freezeQuantity: freeze === UNKNOWN ? undefined : (freeze as Quantity),
    contractMultiplier: multiplier === UNKNOWN ? (knownMultiplier(segment, underlying) ?? 1) : multiplier,
    adjustedFrom: day.adjustedFrom,
  };
}

/** `NIFTY 01 DEC 26000 CE`, `NIFTY 29 DEC FUT`; with the year when the contract is almost a year or more away. */
export function contractSymbol(
  underlying: string,
  expiry: string,
  tradingDate: string,
  option: { readonly strike: Price; readonly optionType: OptionType } | undefined,
): string {
  const month = MONTHS[Number(expiry.slice(5, 7)) - 1] ?? '';
  const far = Date.parse(expiry) - Date.parse(tradingDate) > FAR_DAYS * DAY_MS;
  const date = `${expiry.slice(8, 10)} ${month}${far ? ` ${expiry.slice(0, 4)}` : ''}`;
  const tail = option === undefined ? 'FUT' : `${printPrice(option.strike, 0)} ${option.optionType}`;
  return `${underlying} ${date} ${tail}`;
}

function optionTypeOf(code: number | undefined): OptionType {
  return code === KIND.PE ? 'PE' : 'CE';
}
