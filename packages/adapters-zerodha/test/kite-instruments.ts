/** A small list of the day as Kite names it: complete in kinds, and quick to read in every test. */
import { referenceInstruments } from '@copydesk/adapter-testkit';
import type { InstrumentSource, VenueInstrument } from '@copydesk/sandbox';
import { kiteSymbol } from '../src/instruments/kite-symbol.ts';

const CODES: Readonly<Record<string, number>> = { NSE: 1, NFO: 2, CDS: 3, BSE: 4, BFO: 5, BCD: 6, MCX: 7 };

/** The list of each day. */
export const kiteInstruments: InstrumentSource = {
  kind: 'rows',
  rows: (date) => referenceInstruments(date).map(named),
};

function named(instrument: VenueInstrument): VenueInstrument {
  const symbol = symbolOf(instrument);
  const code = instrument.kind === 'INDEX' ? 9 : (CODES[instrument.segment] ?? 0);
  const feedToken = String(Number(instrument.exchangeToken) * 256 + code);
  return {
    ...instrument,
    listings: { zerodha: { key: `${instrument.segment}:${symbol}`, feedToken, symbol } },
  };
}

function symbolOf({ kind, underlying, expiry, strike, optionType, weekly, name }: VenueInstrument): string {
  if (kind === 'INDEX') return name;
  if (expiry === undefined) return underlying;
  const option =
    strike === undefined || optionType === undefined ? undefined : { strike, type: optionType, weekly };
  return kiteSymbol({ underlying, expiry, option });
}
