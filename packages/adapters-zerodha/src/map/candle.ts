/** Candles of Kite: how they are asked for and what a row means. */
import {
  type Candle,
  type CandleInterval,
  type CandleRequest,
  type Instant,
  IST_OFFSET_MS,
  instantOf,
} from '@copydesk/core';
import type { CandleRow } from '../http/market-schemas.ts';

const DAY_MS = 86_400_000;

/** Our intervals in Kite's words, each with the days that one request may span (docs "Historical data"; forum 3105). */
export const KITE_INTERVALS: Readonly<
  Record<CandleInterval, { readonly name: string; readonly days: number }>
> = {
  '1m': { name: 'minute', days: 60 },
  '3m': { name: '3minute', days: 100 },
  '5m': { name: '5minute', days: 100 },
  '10m': { name: '10minute', days: 100 },
  '15m': { name: '15minute', days: 200 },
  '30m': { name: '30minute', days: 200 },
  '1h': { name: '60minute', days: 400 },
  '1d': { name: 'day', days: 2_000 },
};

/** The requests that a span takes, oldest first. */
export function* candleQueries({ interval, from, to }: CandleRequest): Iterable<Record<string, string>> {
  const span = KITE_INTERVALS[interval].days * DAY_MS;
  for (let start: number = from; start < to; start += span) {
    // Both ends are in the broker's answer, to the second.
    const end = Math.min(start + span, to) - 1_000;
    yield {
      from: naiveTime(instantOf(start)),
      to: naiveTime(instantOf(Math.max(start, end))),
      oi: '1',
    };
  }
}

/** One row; undefined when its time cannot be read. */
export function candleFrom(row: CandleRow): Candle | undefined {
  const [time, open, high, low, close, volume, openInterest] = row;
  const at = Date.parse(time.replace(/\+(\d\d)(\d\d)$/, '+$1:$2'));
  if (Number.isNaN(at)) return undefined;
  return { at: instantOf(at), open, high, low, close, volume, openInterest };
}

function naiveTime(at: Instant): string {
  return new Date(at + IST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
