/** What the reference broker tells of prices: the venue's figures in the core's words. */
import {
  type Candle,
  type CandleInterval,
  type CandleRequest,
  type ReadInstrument,
  type Tick,
  TradingError,
} from '@copydesk/core';
import type { Venue, VenueInstrument } from '@copydesk/sandbox';
import { REFERENCE_LEVELS, tickOf } from './reference-ticks.ts';

const MINUTES: Readonly<Record<CandleInterval, number | 'day'>> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '10m': 10,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '1d': 'day',
};

/** All the figures of each instrument now; what the broker does not list is left out. */
export function quotesOf(
  venue: Venue,
  broker: string,
  instruments: readonly ReadInstrument[],
): readonly Tick[] {
  return instruments.flatMap(({ instrumentId, listing }) => {
    const instrument = venue.instruments.byKey(broker, listing.key);
    if (instrument === undefined) return [];
    const tradable = instrument.kind !== 'INDEX';
    const mode = tradable ? 'full' : 'quote';
    return [tickOf({ instrumentId, tradable }, mode, venue.market.figures(instrument, REFERENCE_LEVELS))];
  });
}

/** The candles that a request names; `instrument` is what its listing means. */
export function candlesOf(
  venue: Venue,
  instrument: VenueInstrument | undefined,
  { interval, from, to }: CandleRequest,
): readonly Candle[] {
  if (instrument === undefined) throw new TradingError('instrument-not-listed');
  return venue.market.candles(instrument, { minutes: MINUTES[interval], from, to });
}
