/** Prices, hours and matching of the venue, and its clock. */
import type { Clock, Instant, Price, Segment } from '@copydesk/core';
import type { VenueCandle, VenueCandleRequest } from './venue-candles.ts';
import type { MarketMove, VenueFigures } from './venue-figures.ts';
import type { VenueInstrument } from './venue-instrument.ts';

/** Always open, closed, or by the segments' hours on working days. */
export type MarketHours = true | false | 'calendar';

/** The hours of a segment on a working day, `HH:MM` in India. */
export interface VenueHours {
  readonly opens: string;
  readonly closes: string;
  /** When the broker begins to close intraday positions. */
  readonly cutOff: string;
}

/** What a desk must know to live by the venue's time. */
export interface VenueTime {
  /** Changes with every move of the clock and every change of the hours. */
  readonly version: number;
  /** How far the venue's wall time is ahead of its base clock. */
  readonly offsetMs: number;
  readonly open: MarketHours;
  readonly hours: Readonly<Record<Segment, VenueHours>>;
  /** YYYY-MM-DD, besides weekends. */
  readonly holidays: readonly string[];
}

/** How the market runs. */
export interface MarketSettings {
  readonly open: MarketHours;
  /** Prices walk by themselves, or are held where they are. */
  readonly walking: boolean;
  /** `auto`: orders match against the walk. `manual`: only by `POST /fills`; triggers still trigger. */
  readonly matching: 'auto' | 'manual';
  /** Lots that one match fills at most, so that orders fill in parts; undefined: no bound. */
  readonly lotsPerMatch: number | undefined;
}

/** Figures of the day for one instrument. */
export interface VenueQuote {
  readonly lastPrice: Price;
  readonly previousClose: Price;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly lowerCircuit: Price;
  readonly upperCircuit: Price;
}

/** The market. */
export interface VenueMarket {
  readonly settings: MarketSettings;
  change(settings: Partial<MarketSettings>): void;
  isOpen(segment: Segment): boolean;
  lastPrice(instrument: VenueInstrument): Price;
  quote(instrument: VenueInstrument): VenueQuote;
  /** All figures, with `levels` of depth on each side (default 5, at most 30). */
  figures(instrument: VenueInstrument, levels?: number): VenueFigures;
  /** Candles, oldest first: of today from the walk, of earlier days as if it had always run. They end at the last price. */
  candles(instrument: VenueInstrument, request: VenueCandleRequest): readonly VenueCandle[];
  /** Told, synchronously, when prices moved: on each step of the walk, when one is set, when an order filled. Costs nothing while nobody listens. The answer ends it. */
  onMove(listener: (move: MarketMove) => void): () => void;
  /** The market moves to this price; what crosses it fills. Throws a RangeError off the tick or at 0 and below. */
  setPrice(instrument: VenueInstrument, price: Price): void;
}

/** What time it is at the venue, for whoever must follow it. */
export interface VenueTimes {
  readonly current: VenueTime;
  /** Resolves when the version is another than `version`, or after `withinMs`. */
  changed(version: number, withinMs: number): Promise<void>;
}

/** The venue's clock: the machine's, or a virtual one, shifted by `set` and `advance`. Timers and durations follow the base clock, dates the shifted one. */
export interface VenueClock extends Clock {
  set(now: Instant): void;
  advance(ms: number): void;
  /** YYYY-MM-DD in India. */
  today(): string;
}

/** The list of the day. */
export interface VenueInstruments {
  /** The day it was made for, YYYY-MM-DD. */
  readonly date: string;
  /** Changes with every new list: what faces cache their files by. */
  readonly version: number;
  readonly all: readonly VenueInstrument[];
  /** By canonical id; `NSE:RELIANCE` (exchange and symbol of a share) is understood too. */
  byId(id: string): VenueInstrument | undefined;
  /** By `listings[broker].key`. */
  byKey(broker: string, key: string): VenueInstrument | undefined;
  /** By `listings[broker].feedToken`. */
  byFeedToken(broker: string, feedToken: string): VenueInstrument | undefined;
}
