/** What the venue tells of the past. */
import type { Instant, Price } from '@copydesk/core';

/** Which candles: those that begin at or after `from` and before `to`, none in the future. */
export interface VenueCandleRequest {
  /** How long each is: minutes, counted from the opening of the session, or a whole day. */
  readonly minutes: number | 'day';
  readonly from: Instant;
  readonly to: Instant;
}

/** One candle. That of the running stretch ends at the last price. */
export interface VenueCandle {
  readonly at: Instant;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  /** As orders count it; 0 for an index. */
  readonly volume: number;
  /** At its end; undefined for what is no contract. */
  readonly openInterest: number | undefined;
}
