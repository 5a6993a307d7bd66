/** Quotes and candles: where one question of ours is several of the broker's. */
import {
  type Candle,
  type CandleRequest,
  type Clock,
  type ReadInstrument,
  sleep,
  type Tick,
  TradingError,
} from '@copydesk/core';
import type { KiteResult } from './http/answer.ts';
import type { KiteCall } from './http/client.ts';
import { ENDPOINTS, type Endpoint } from './http/endpoints.ts';
import { candleRows, quoteRows } from './http/market-schemas.ts';
import { readData } from './http/read.ts';
import { candleFrom, candleQueries, KITE_INTERVALS } from './map/candle.ts';
import { tickFrom } from './map/quote.ts';

/** Makes one call for one session. */
export type AskKite = (endpoint: Endpoint, extra: Pick<KiteCall, 'path' | 'query'>) => Promise<KiteResult>;

/** Docs "Market quotes": 500. Ours: 250, so that the address of the request stays within what proxies take. */
export const QUOTES_PER_REQUEST = 250;

/** Docs "Exceptions": 3 a second. Parts beyond the first few of a long span are spread out by this. */
const PARTS_AT_ONCE = 3;
const PART_EVERY_MS = 400;

/** The present prices, as many as the broker knows. */
export async function readQuotes(
  ask: AskKite,
  instruments: readonly ReadInstrument[],
): Promise<readonly Tick[]> {
  const ticks: Tick[] = [];
  for (let at = 0; at < instruments.length; at += QUOTES_PER_REQUEST) {
    const part = instruments.slice(at, at + QUOTES_PER_REQUEST);
    const query = part.map(({ listing }): readonly [string, string] => ['i', listing.key]);
    const rows = readData(ENDPOINTS.quotes.name, await ask(ENDPOINTS.quotes, { query }), quoteRows);
    for (const instrument of part) {
      const row = rows[instrument.listing.key];
      if (row !== undefined) ticks.push(tickFrom(instrument, row));
    }
  }
  return ticks;
}

/** Candles, oldest first, each once. */
export async function readCandles(
  ask: AskKite,
  request: CandleRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Candle[]> {
  const path = {
    token: request.instrument.listing.feedToken,
    interval: KITE_INTERVALS[request.interval].name,
  };
  const found = new Map<number, Candle>();
  let part = 0;
  for (const query of candleQueries(request)) {
    if (part >= PARTS_AT_ONCE) await sleep(clock, PART_EVERY_MS, signal);
    part += 1;
    const { name } = ENDPOINTS.candles;
    const { candles } = readData(name, await ask(ENDPOINTS.candles, { path, query }), candleRows);
    for (const [place, row] of candles.entries()) {
      const candle = candleFrom(row);
      if (candle === undefined) {
        const at = `/data/candles/${place}/0`;
        throw new TradingError('broker-answer-unreadable', { call: name, path: at, problem: 'not a time' });
      }
      if (candle.at >= request.from && candle.at < request.to) found.set(candle.at, candle);
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}
