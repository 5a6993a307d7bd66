/**
 * Live prices as every broker's feed tells them, in our words.
 *
 * Decides: the shape of a tick and what a feed owes its user. Leaves to others: which account's feed carries an
 * instrument, staleness, fail-over and conflation (the hub).
 */
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Price } from '../money/price.ts';
import type { Instant } from '../ports/clock.ts';

/** How much of an instrument a feed tells. `ltp`: the last price. `quote`: also the day's figures. `full`: also depth and open interest, and greeks where the broker has them. */
export type FeedMode = 'ltp' | 'quote' | 'full';

/** One level of the order book. */
export interface DepthLevel {
  readonly price: Price;
  readonly quantity: number;
  /** How many orders make it up; 0 where the broker does not tell. */
  readonly orders: number;
}

/** The best levels of both sides, best first. Levels that stand empty are left out. */
export interface MarketDepth {
  readonly buy: readonly DepthLevel[];
  readonly sell: readonly DepthLevel[];
}

/** What an option's price answers to. Plain numbers: they are estimates of the broker's, never money. */
export interface Greeks {
  readonly delta: number;
  readonly theta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly rho: number | undefined;
  /** Implied volatility as a fraction of 1; undefined where the broker does not tell. */
  readonly impliedVolatility: number | undefined;
}

/**
 * One instrument at one moment. What its mode or its broker does not tell is undefined, never 0.
 * Quantities are as the exchange counts them; prices in 1/10000 rupee.
 */
export interface Tick {
  readonly instrumentId: InstrumentId;
  /** How much this tick tells; a feed may send less than was asked for (an index has no depth). */
  readonly mode: FeedMode;
  /** False for an index. */
  readonly tradable: boolean;
  readonly lastPrice: Price;
  readonly previousClose: Price | undefined;
  readonly open: Price | undefined;
  readonly high: Price | undefined;
  readonly low: Price | undefined;
  readonly lastQuantity: number | undefined;
  readonly averagePrice: Price | undefined;
  readonly volume: number | undefined;
  readonly totalBuyQuantity: number | undefined;
  readonly totalSellQuantity: number | undefined;
  readonly openInterest: number | undefined;
  readonly openInterestHigh: number | undefined;
  readonly openInterestLow: number | undefined;
  readonly lastTradeAt: Instant | undefined;
  /** The exchange's time of this state: what staleness is judged by. */
  readonly exchangeAt: Instant | undefined;
  readonly depth: MarketDepth | undefined;
  readonly greeks: Greeks | undefined;
}

/**
 * How a feed stands. `connecting`: no connection yet, or again. `up`: connected and heard from. `silent`: connected, but
 * nothing (no tick, no heartbeat) for longer than the broker ever is. `refused`: the broker will not serve this session
 * (token over, plan without feed, too many connections); only a new session helps.
 */
export type FeedState =
  /** `reason`: how the try before ended, where there was one and the broker or the network said. */
  | { readonly kind: 'connecting'; readonly attempt: number; readonly reason?: string }
  | { readonly kind: 'up' }
  | { readonly kind: 'silent'; readonly sinceMs: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** Told by a feed, synchronously, in the order of arrival. What it throws is a bug of its own and ends nothing. */
export interface FeedListener {
  /** Ticks of one frame. The array is the listener's to keep. */
  readonly ticks: (ticks: readonly Tick[]) => void;
  /** The state changed. Of several connections the worst one counts. */
  readonly state: (state: FeedState) => void;
}

/** What a feed is asked for: an instrument and the broker's names for it. */
export interface FedInstrument {
  readonly instrumentId: InstrumentId;
  /** `ListingRow.feedToken`: what this broker's feed calls it. */
  readonly feedToken: string;
  /** False for an index. */
  readonly tradable: boolean;
}

/**
 * The prices of one account's session. Connects by itself when first asked for something, reconnects with back-off and
 * subscribes again to what is wanted; spreads instruments over as many connections as the broker allows. Ends when the
 * signal it was made with aborts.
 */
export interface MarketFeed {
  /**
   * From now on these instruments are told in this mode; asking again changes the mode. Returns those that no longer fit
   * (`capabilities.feed`): nothing is asked of the broker for them.
   */
  subscribe(instruments: readonly FedInstrument[], mode: FeedMode): readonly InstrumentId[];
  unsubscribe(instrumentIds: readonly InstrumentId[]): void;
  readonly state: FeedState;
}

/** What a broker's feed takes from one account. */
export interface FeedCapability {
  /** Connections at a time for one account. */
  readonly connections: number;
  /** Instruments of one connection, by the mode in which they are asked for. */
  readonly instrumentsPerConnection: Readonly<Record<FeedMode, number>>;
  /** The longest a healthy connection says nothing while the market is open (heartbeats included), ms. */
  readonly heartbeatMs: number;
  readonly depthLevels: number;
  readonly greeks: boolean;
}
