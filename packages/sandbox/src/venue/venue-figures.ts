/**
 * All that the venue tells of one instrument at one moment, and when prices move: what the faces' feeds and quotes are made of.
 *
 * Decides: what there is to tell. Leaves to others: how a broker words it (the faces), how it is worked out (`market/`).
 */
import type { Instant, Price } from '@copydesk/core';
import type { VenueInstrument } from './venue-instrument.ts';
import type { VenueQuote } from './venue-market.ts';

/** One level of the order book. */
export interface VenueLevel {
  readonly price: Price;
  /** A whole number of lots. */
  readonly quantity: number;
  readonly orders: number;
}

/** Both sides of the order book, best first. At the edge of the day's band a side is short or empty. */
export interface VenueDepth {
  readonly buy: readonly VenueLevel[];
  readonly sell: readonly VenueLevel[];
}

/** What an option's price answers to, by the model that prices it. Estimates, not money: fractions are fine. */
export interface VenueGreeks {
  /** Rupees for one rupee of the underlying. */
  readonly delta: number;
  /** Delta for one rupee of the underlying. */
  readonly gamma: number;
  /** Rupees for one calendar day. */
  readonly theta: number;
  /** Rupees for one point of volatility in a hundred. */
  readonly vega: number;
  /** Rupees for one point of interest in a hundred. */
  readonly rho: number;
  /** Yearly, as a fraction of 1. */
  readonly impliedVolatility: number;
}

/** Open contracts, in units as the exchange counts quantities. */
export interface VenueOpenInterest {
  readonly now: number;
  readonly high: number;
  readonly low: number;
}

/**
 * The figures of one instrument now: a function of seed, instrument and step, and of what the venue's clients traded today.
 * Quantities are as orders count them. Nothing is traded in an index: its quantities are 0, and it has no depth.
 */
export interface VenueFigures extends VenueQuote {
  readonly lastQuantity: number;
  /** Of all that was traded today. The last price while nothing was. */
  readonly averagePrice: Price;
  /** Never less than before on the same day. */
  readonly volume: number;
  readonly totalBuyQuantity: number;
  readonly totalSellQuantity: number;
  /** Of futures and options only. */
  readonly openInterest: VenueOpenInterest | undefined;
  /** Undefined while nothing was traded today, and for an index. */
  readonly lastTradeAt: Instant | undefined;
  /** The venue's clock. */
  readonly exchangeAt: Instant;
  readonly depth: VenueDepth | undefined;
  /** Of options whose underlying is listed. */
  readonly greeks: VenueGreeks | undefined;
}

/**
 * Why figures may be others than before. `walked`: the walk came to another step, or the clock was moved; everything may have
 * moved. `set`: a price was set, and what follows that instrument moved with it. `traded`: a client's order filled.
 */
export type MarketMove =
  | { readonly kind: 'walked' }
  | { readonly kind: 'set'; readonly instrument: VenueInstrument }
  | { readonly kind: 'traded'; readonly instrument: VenueInstrument };
