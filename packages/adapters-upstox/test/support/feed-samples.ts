/** Messages of the market data feed, and instruments that they are about. */
import type { FedInstrument, InstrumentId } from '@copydesk/core';
import type { FeedMessage } from './feed-schema.ts';

export const FUTURE = 'NSE_FO|45450';
export const SHARE = 'NSE_EQ|INE002A01018';
export const INDEX = 'NSE_INDEX|Nifty Bank';

export function wanting(...keys: readonly string[]): ReadonlyMap<string, FedInstrument> {
  return new Map(keys.map((key) => [key, aFed(key)]));
}

function aFed(key: string): FedInstrument {
  return { instrumentId: `i:${key}` as InstrumentId, feedToken: key, tradable: !key.includes('_INDEX|') };
}

export const KNOWN = wanting(FUTURE, SHARE, INDEX, 'NSE_INDEX|Nifty 50', 'MCX_FO|1', 'NSE_COM|2');
export const ltpc = { ltp: 1650.05, ltt: '1740729552723', ltq: '75', cp: 494.05 };
export const quote = { bidQ: '525', bidP: 213.45, askQ: '150', askP: 213.9 };
export const book = (levels: number) => ({
  bidAskQuote: Array.from({ length: levels }, (_, level) => ({
    bidQ: String(75 * (level + 1) ** 6),
    bidP: 213.45 - level * 0.05,
    askQ: String(75 * (level + 3)),
    askP: 213.9 + level * 0.05,
  })),
});
export const optionGreeks = { delta: 0.4952, theta: -8.4067, gamma: 0.0007, vega: 16.769, rho: 3.8673 };
export const day = {
  interval: '1d',
  open: 400,
  high: 400.5,
  low: 208.7,
  close: 213.75,
  vol: '779400',
  ts: '1740594600000',
};
export const minute = {
  interval: 'I1',
  open: 210,
  high: 212.8,
  low: 208.7,
  close: 212.15,
  vol: '8475',
  ts: '1740727860000',
};
export const marketFF = {
  ltpc,
  marketLevel: book(5),
  optionGreeks,
  marketOHLC: { ohlc: [day, minute] },
  atp: 272.9,
  vtt: '779625',
  oi: 2_237_100,
  iv: 0.131378173828125,
  tbq: 46_050,
  tsq: 41_850,
};
export const one = (key: string, feed: FeedMessage, type = 'live_feed') => ({
  type,
  currentTs: '1740729553239',
  feeds: { [key]: feed },
});
