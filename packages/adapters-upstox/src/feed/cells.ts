/** Which place in `CELLS` has which figure of the feed that is being read. */
import { CELLS } from './frame-bytes.ts';

/** Prices are doubles in rupees, times milliseconds; what is not on the wire is 0, as proto3 means it. */
export const CELL = {
  lastPrice: 0,
  lastTradeAt: 1,
  lastQuantity: 2,
  previousClose: 3,
  open: 4,
  high: 5,
  low: 6,
  averagePrice: 7,
  volume: 8,
  openInterest: 9,
  impliedVolatility: 10,
  totalBuyQuantity: 11,
  totalSellQuantity: 12,
  delta: 13,
  theta: 14,
  gamma: 15,
  vega: 16,
  rho: 17,
  /** One of `KIND`. */
  kind: 18,
  /** How many levels of the order book follow. */
  levels: 19,
  /** Of the candle that is being read. */
  candleOpen: 20,
  candleHigh: 21,
  candleLow: 22,
  /** Of a map's entry that is being read. */
  status: 23,
  /** `currentTs` of the frame. */
  sentAt: 24,
  /** The order book: four places for each level. */
  book: 32,
} as const;

/** The places of one level, from where it begins. */
export const LEVEL = { bidQuantity: 0, bidPrice: 1, askQuantity: 2, askPrice: 3, size: 4 } as const;

/** More levels than any mode has (`full_d30`); those that a message has beyond are passed over. */
export const MOST_LEVELS = 48;

/** Which message of the broker's the figures come from. */
export const KIND = { none: 0, ltpc: 1, market: 2, index: 3, firstLevel: 4 } as const;

/** Forgets the feed before. The order book is overwritten as it is read. */
export function clearFeed(): void {
  for (let cell = 0; cell <= CELL.levels; cell += 1) CELLS[cell] = 0;
}
