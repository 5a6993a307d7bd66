/** Prices that are asked for one by one: quotes and candles. */
import type { InstrumentId } from '../instrument/instrument.ts';
import type { BrokerListing } from '../instrument/listing.ts';
import type { Price } from '../money/price.ts';
import type { Instant } from '../ports/clock.ts';

/** Whose price is asked. */
export interface ReadInstrument {
  readonly instrumentId: InstrumentId;
  readonly listing: BrokerListing;
}

/** The intervals that a chart offers. */
export const CANDLE_INTERVALS = ['1m', '3m', '5m', '10m', '15m', '30m', '1h', '1d'] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

/** Which candles: those that begin at or after `from` and before `to`. */
export interface CandleRequest {
  readonly instrument: ReadInstrument;
  readonly interval: CandleInterval;
  readonly from: Instant;
  readonly to: Instant;
}

/** One candle; the last one may still be growing. */
export interface Candle {
  /** When it begins. */
  readonly at: Instant;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: number;
  readonly openInterest: number | undefined;
}

/** What a broker tells when asked. */
export interface MarketReadCapability {
  /** Instruments of one request for quotes. */
  readonly quotesPerRequest: number;
  /** Windows in which the broker counts requests for quotes of one account, already reduced by our own margin. */
  readonly quoteRates: readonly { readonly limit: number; readonly windowMs: number }[];
  /** The same for candles. A long span takes several requests. */
  readonly candleRates: readonly { readonly limit: number; readonly windowMs: number }[];
  readonly candleIntervals: readonly CandleInterval[];
}
