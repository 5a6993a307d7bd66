/** Quotes and candles: where one question of ours is several of the broker's. */
import type { Candle, CandleRequest, Instant, ReadInstrument, Tick } from '@copydesk/core';
import type { UpstoxResult } from './http/answer.ts';
import { ENDPOINTS, type Endpoint } from './http/endpoints.ts';
import { candleRows, type GreekRow, greekRows, quoteRows } from './http/market-schemas.ts';
import { readData } from './http/read.ts';
import { candleFrom, candlePaths } from './map/candle.ts';
import { tickFrom } from './map/quote.ts';

/** Makes one call for one session. */
export type AskMarket = (
  endpoint: Endpoint,
  query?: Readonly<Record<string, string>>,
) => Promise<UpstoxResult>;

/** Docs "get-full-market-quote": 500. Ours: 250, so that the address of the request stays within what proxies take. */
export const QUOTES_PER_REQUEST = 250;
/** Docs "option-greek", 2026. */
const GREEKS_PER_REQUEST = 50;
const OPTION_SYMBOL = /(?:^|[\d ])(?:CE|PE)(?:$| )/;

/** The present prices, as many as the broker knows; of options with their greeks, where it tells them. */
export async function readQuotes(
  ask: AskMarket,
  instruments: readonly ReadInstrument[],
): Promise<readonly Tick[]> {
  const greeks = await readGreeks(ask, instruments.filter(isOption));
  const ticks: Tick[] = [];
  for (const part of partsOf(instruments, QUOTES_PER_REQUEST)) {
    const result = await ask(ENDPOINTS.quotes, keysOf(part));
    const rows = byToken(Object.values(readData(ENDPOINTS.quotes.name, result, quoteRows)));
    for (const instrument of part) {
      const row = rows.get(instrument.listing.key);
      if (row !== undefined) ticks.push(tickFrom(instrument, row, greeks.get(instrument.listing.key)));
    }
  }
  return ticks;
}

/** Candles, oldest first, each once. */
export async function readCandles(
  ask: AskMarket,
  request: CandleRequest,
  now: Instant,
): Promise<readonly Candle[]> {
  const found = new Map<number, Candle>();
  for (const path of candlePaths(request, now)) {
    const endpoint = { ...ENDPOINTS.candles, path };
    const { candles } = readData(endpoint.name, await ask(endpoint), candleRows);
    for (const candle of candles.map(candleFrom))
      if (candle.at >= request.from && candle.at < request.to) found.set(candle.at, candle);
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** Greeks are more than was asked for: where they are refused, prices are told without them. */
async function readGreeks(
  ask: AskMarket,
  options: readonly ReadInstrument[],
): Promise<ReadonlyMap<string, GreekRow>> {
  const known = new Map<string, GreekRow>();
  for (const part of partsOf(options, GREEKS_PER_REQUEST)) {
    const result = await ask(ENDPOINTS.greeks, keysOf(part));
    if (result.kind !== 'success') return known;
    const rows = greekRows.safeParse((result.body as { data?: unknown }).data);
    if (!rows.success) return known;
    for (const [key, row] of byToken(Object.values(rows.data))) known.set(key, row);
  }
  return known;
}

function isOption({ listing }: ReadInstrument): boolean {
  return listing.key.includes('_FO|') && OPTION_SYMBOL.test(listing.symbol);
}

function keysOf(part: readonly ReadInstrument[]): Record<string, string> {
  return { instrument_key: part.map(({ listing }) => listing.key).join(',') };
}

/** The answer's own keys are not those that were asked for. */
function byToken<T extends { readonly instrument_token: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.instrument_token, row]));
}

function* partsOf<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
