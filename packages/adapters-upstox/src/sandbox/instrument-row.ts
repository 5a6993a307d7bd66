/** One instrument as Upstox's file has it: ticks in paise, expiries at 23:59:59 in India, absent fields absent. */
import { IST_OFFSET_MS, type Price, priceToNumber, type Segment } from '@copydesk/core';
import type { VenueInstrument } from '@copydesk/sandbox';
import { keyOf, SEGMENT_NAME_OF, symbolOf } from './words.ts';

type Row = Record<string, unknown>;

const TYPE_OF = { equity: 'EQUITY', index: 'INDEX', currency: 'CUR', commodity: 'COM' } as const;
const DAY_MS = 86_400_000;
/** In these the exchange takes lots, and `lot_size` is 1 (currency) or the contract's own unit (commodities). */
const IN_LOTS: ReadonlySet<Segment> = new Set(['MCX', 'NCO']);

/** The row of an instrument. */
export function instrumentRow(instrument: VenueInstrument): Row {
  if (instrument.kind === 'INDEX') return indexRow(instrument);
  return instrument.expiry === undefined ? shareRow(instrument) : contractRow(instrument, instrument.expiry);
}

function indexRow(instrument: VenueInstrument): Row {
  return {
    segment: `${instrument.exchange}_INDEX`,
    name: instrument.name,
    exchange: instrument.exchange,
    instrument_type: 'INDEX',
    instrument_key: keyOf(instrument),
    exchange_token: instrument.exchangeToken,
    trading_symbol: symbolOf(instrument),
  };
}

function shareRow(instrument: VenueInstrument): Row {
  return {
    segment: SEGMENT_NAME_OF[instrument.segment],
    name: instrument.name,
    exchange: instrument.exchange,
    isin: instrument.isin,
    instrument_type: instrument.series,
    instrument_key: keyOf(instrument),
    lot_size: instrument.lotSize,
    freeze_quantity: instrument.freezeQuantity,
    exchange_token: instrument.exchangeToken,
    tick_size: paise(instrument.tickSize),
    trading_symbol: symbolOf(instrument),
    short_name: symbolOf(instrument),
    security_type: 'NORMAL',
    qty_multiplier: 1,
  };
}

function contractRow(instrument: VenueInstrument, expiry: string): Row {
  const { contractMultiplier, lotSize } = instrument;
  const type = TYPE_OF[instrument.underlyingClass];
  const lot = IN_LOTS.has(instrument.segment) ? contractMultiplier : lotSize;
  return {
    ...(instrument.underlyingClass === 'commodity'
      ? {}
      : { weekly: instrument.weekly, minimum_lot: lotSize }),
    segment: SEGMENT_NAME_OF[instrument.segment],
    name: instrument.name,
    exchange: instrument.exchange,
    expiry: Date.parse(`${expiry}T00:00:00Z`) - IST_OFFSET_MS + DAY_MS - 1_000,
    instrument_type: instrument.optionType ?? 'FUT',
    asset_symbol: instrument.underlying,
    underlying_symbol: instrument.underlying,
    instrument_key: keyOf(instrument),
    lot_size: lot,
    freeze_quantity: instrument.freezeQuantity,
    exchange_token: instrument.exchangeToken,
    tick_size: paise(instrument.tickSize),
    asset_type: type,
    underlying_type: type,
    trading_symbol: symbolOf(instrument),
    strike_price: instrument.strike === undefined ? 0 : priceToNumber(instrument.strike),
    qty_multiplier: contractMultiplier,
  };
}

function paise(tick: Price): number {
  return tick / 100;
}
