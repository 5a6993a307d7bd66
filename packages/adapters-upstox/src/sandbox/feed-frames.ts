/** The messages of the market data feed v3, from the venue's figures. Source: `MarketDataFeedV3.proto` of upstox-js-sdk 2.31.0. */
import { type Instant, istDate, type Price, priceToNumber } from '@copydesk/core';
import type { VenueFigures, VenueInstrument, VenueLevel } from '@copydesk/sandbox';
import { doubleField, numberField, partField, textField } from './proto-writer.ts';

/** The feed's modes, with the levels of depth that each has. */
export const FEED_MODES = { ltpc: 0, option_greeks: 1, full: 5, full_d30: 30 } as const;
export type FeedMode = keyof typeof FEED_MODES;

const TYPES = { initial_feed: 0, live_feed: 1, market_info: 2 } as const;
const REQUEST_MODES: Readonly<Record<FeedMode, number>> = {
  ltpc: 0,
  full: 1,
  option_greeks: 2,
  full_d30: 3,
};
/** Those that the venue knows. */
export const STATUSES = { PRE_OPEN_START: 0, PRE_OPEN_END: 1, NORMAL_OPEN: 2, NORMAL_CLOSE: 3 } as const;
export type SegmentStatus = keyof typeof STATUSES;

const MINUTE_MS = 60_000;

/** A frame with the feeds of some instruments, by instrument key. */
export function feedFrame(
  type: 'initial_feed' | 'live_feed',
  feeds: ReadonlyMap<string, Buffer>,
  at: Instant,
): Buffer {
  return Buffer.concat([
    numberField(1, TYPES[type]),
    ...[...feeds].map(([key, feed]) => partField(2, [textField(1, key), partField(2, [feed])])),
    numberField(3, at),
  ]);
}

/** A frame with the states of segments, all or those that changed. */
export function marketInfoFrame(segments: ReadonlyMap<string, SegmentStatus>, at: Instant): Buffer {
  const entries = [...segments].map(([segment, status]) =>
    partField(1, [textField(1, segment), numberField(2, STATUSES[status])]),
  );
  return Buffer.concat([numberField(1, TYPES.market_info), numberField(3, at), partField(4, entries)]);
}

/** `Feed`: what one instrument is told in a mode. */
export function feedOf(instrument: VenueInstrument, figures: VenueFigures, mode: FeedMode): Buffer {
  const requestMode = numberField(4, REQUEST_MODES[mode]);
  const ltpc = partField(1, ltpcOf(figures));
  if (mode === 'ltpc') return Buffer.concat([ltpc, requestMode]);
  if (mode === 'option_greeks') {
    return Buffer.concat([partField(3, [ltpc, ...firstLevel(figures)]), requestMode]);
  }
  const isIndex = instrument.lotSize === 0;
  const body = isIndex
    ? partField(2, [ltpc, partField(2, candles(figures))])
    : partField(1, [ltpc, ...marketFull(figures)]);
  return Buffer.concat([partField(2, [body]), requestMode]);
}

function ltpcOf({
  lastPrice,
  lastTradeAt,
  exchangeAt,
  lastQuantity,
  previousClose,
  depth,
}: VenueFigures): Buffer[] {
  // Nothing is traded in an index: it is worked out, now.
  const at = depth === undefined ? exchangeAt : (lastTradeAt ?? 0);
  return [price(1, lastPrice), numberField(2, at), numberField(3, lastQuantity), price(4, previousClose)];
}

function marketFull(figures: VenueFigures): Buffer[] {
  const { depth, averagePrice, volume, openInterest, totalBuyQuantity, totalSellQuantity } = figures;
  const levels = Math.max(depth?.buy.length ?? 0, depth?.sell.length ?? 0);
  const quotes = Array.from({ length: levels }, (_, level) =>
    partField(1, quoteOf(depth?.buy[level], depth?.sell[level])),
  );
  return [
    partField(2, quotes),
    partField(3, greeksOf(figures)),
    partField(4, candles(figures)),
    price(5, averagePrice),
    numberField(6, volume),
    doubleField(7, openInterest?.now ?? 0),
    doubleField(8, figures.greeks?.impliedVolatility ?? 0),
    doubleField(9, totalBuyQuantity),
    doubleField(10, totalSellQuantity),
  ];
}

function firstLevel(figures: VenueFigures): Buffer[] {
  const { depth, volume, openInterest, greeks } = figures;
  return [
    partField(2, quoteOf(depth?.buy[0], depth?.sell[0])),
    partField(3, greeksOf(figures)),
    numberField(4, volume),
    doubleField(5, openInterest?.now ?? 0),
    doubleField(6, greeks?.impliedVolatility ?? 0),
  ];
}

function quoteOf(buy: VenueLevel | undefined, sell: VenueLevel | undefined): Buffer[] {
  return [
    numberField(1, buy?.quantity ?? 0),
    price(2, buy?.price),
    numberField(3, sell?.quantity ?? 0),
    price(4, sell?.price),
  ];
}

function greeksOf({ greeks }: VenueFigures): Buffer[] {
  if (greeks === undefined) return [];
  const { delta, theta, gamma, vega, rho } = greeks;
  return [delta, theta, gamma, vega, rho].map((value, index) => doubleField(index + 1, value));
}

/** The day's, and that of the minute: the venue keeps no minutes, so it stands where the price is. */
function candles({ open, high, low, lastPrice, volume, exchangeAt }: VenueFigures): Buffer[] {
  const midnight = Date.parse(`${istDate(exchangeAt)}T00:00:00+05:30`);
  const minute = exchangeAt - (exchangeAt % MINUTE_MS);
  return [
    partField(1, candle('1d', [open, high, low, lastPrice], volume, midnight)),
    partField(1, candle('I1', [lastPrice, lastPrice, lastPrice, lastPrice], 0, minute)),
  ];
}

function candle(interval: string, prices: readonly Price[], volume: number, at: number): Buffer[] {
  return [
    textField(1, interval),
    ...prices.map((value, index) => price(index + 2, value)),
    numberField(6, volume),
    numberField(7, at),
  ];
}

function price(field: number, value: Price | undefined): Buffer {
  return doubleField(field, value === undefined ? 0 : priceToNumber(value));
}
