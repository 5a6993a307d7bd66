/** Candles of Upstox v3: how they are asked for and what a row means. */
import {
  type Candle,
  type CandleInterval,
  type CandleRequest,
  type Instant,
  IST_OFFSET_MS,
  instantOf,
  istDate,
} from '@copydesk/core';
import type { CandleRow } from '../http/market-schemas.ts';

const DAY_MS = 86_400_000;
/** Ours, below a month, a quarter and ten years: how a span is counted is UNVERIFIED. */
const MONTH_DAYS = 28;
const QUARTER_DAYS = 84;
const DECADE_DAYS = 3_600;

/** Our intervals as units and counts, each with the days that one request may span (docs "v3/get-historical-candle-data", 2026-02). */
const INTERVALS: Readonly<
  Record<CandleInterval, { readonly unit: string; readonly count: number; readonly days: number }>
> = {
  '1m': { unit: 'minutes', count: 1, days: MONTH_DAYS },
  '3m': { unit: 'minutes', count: 3, days: MONTH_DAYS },
  '5m': { unit: 'minutes', count: 5, days: MONTH_DAYS },
  '10m': { unit: 'minutes', count: 10, days: MONTH_DAYS },
  '15m': { unit: 'minutes', count: 15, days: MONTH_DAYS },
  '30m': { unit: 'minutes', count: 30, days: QUARTER_DAYS },
  '1h': { unit: 'hours', count: 1, days: QUARTER_DAYS },
  '1d': { unit: 'days', count: 1, days: DECADE_DAYS },
};

/** The addresses that a span takes: earlier days in parts, oldest first, and today's by the other call. */
export function candlePaths(request: CandleRequest, now: Instant): readonly string[] {
  const { instrument, interval, from, to } = request;
  const { unit, count, days } = INTERVALS[interval];
  const key = encodeURIComponent(instrument.listing.key);
  const today = midnightOf(now);
  const paths: string[] = [];
  const end = Math.min(to - 1, today - 1);
  for (let start: number = from; start <= end; start += days * DAY_MS) {
    const last = Math.min(start + (days - 1) * DAY_MS, end);
    const dates = `${istDate(instantOf(last))}/${istDate(instantOf(start))}`;
    paths.push(`/v3/historical-candle/${key}/${unit}/${count}/${dates}`);
  }
  if (to > today) paths.push(`/v3/historical-candle/intraday/${key}/${unit}/${count}`);
  return paths;
}

/** One row. */
export function candleFrom(row: CandleRow): Candle {
  const [at, open, high, low, close, volume, openInterest] = row;
  return { at, open, high, low, close, volume, openInterest };
}

/** Midnight in India before a moment. */
function midnightOf(at: Instant): number {
  return at - ((at + IST_OFFSET_MS) % DAY_MS);
}
