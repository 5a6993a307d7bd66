/** What the reference broker tells of prices: the venue's figures in the core's words. */
import {
  type Candle,
  type CandleInterval,
  type CandleRequest,
  type InstrumentId,
  type Tick,
  TradingError,
} from '@copydesk/core';
import type { Venue, VenueInstrument } from '@copydesk/sandbox';

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

/** All the figures of an instrument now. */
export function tickOf(venue: Venue, instrumentId: InstrumentId, instrument: VenueInstrument): Tick {
  const figures = venue.market.figures(instrument);
  const tradable = instrument.kind !== 'INDEX';
  const ofTrades = (figure: number): number | undefined => (tradable ? figure : undefined);
  const { openInterest, greeks, depth } = figures;
  return {
    instrumentId,
    mode: tradable ? 'full' : 'quote',
    tradable,
    lastPrice: figures.lastPrice,
    previousClose: figures.previousClose,
    open: figures.open,
    high: figures.high,
    low: figures.low,
    lastQuantity: ofTrades(figures.lastQuantity),
    averagePrice: tradable && figures.volume > 0 ? figures.averagePrice : undefined,
    volume: ofTrades(figures.volume),
    totalBuyQuantity: ofTrades(figures.totalBuyQuantity),
    totalSellQuantity: ofTrades(figures.totalSellQuantity),
    openInterest: openInterest?.now,
    openInterestHigh: openInterest?.high,
    openInterestLow: openInterest?.low,
    lastTradeAt: figures.lastTradeAt,
    exchangeAt: figures.exchangeAt,
    depth,
    greeks,
  };
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
