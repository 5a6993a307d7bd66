/**
 * Times of candles, and how the axis reads.
 *
 * The chart's library knows only UTC: each moment is shifted by hand so that its axis reads in India's time, and read back
 * the same way. India has had no summer time since 1945, so the shift is one number.
 */
import { TickMarkType, type Time, type UTCTimestamp } from 'lightweight-charts';
import { todayInIndia } from '../../lib/times.ts';
import type { CANDLE_INTERVALS } from '../../live/preferences.ts';

export type Interval = (typeof CANDLE_INTERVALS)[number];

/** On the button, and in a sentence. */
export const INTERVAL_WORDS: Readonly<Record<Interval, { readonly short: string; readonly long: string }>> = {
  '1m': { short: '1m', long: '1 minute' },
  '5m': { short: '5m', long: '5 minutes' },
  '15m': { short: '15m', long: '15 minutes' },
  '1h': { short: '1h', long: '1 hour' },
  '1d': { short: 'D', long: '1 day' },
};

const MINUTE_MS = 60_000;
const LENGTH_MS = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
} as const satisfies Record<Exclude<Interval, '1d'>, number>;

const IST_MS = 19_800_000;

/**
 * When the candle of a trade begins, counted on from the last one: exchanges count from their opening, not from midnight.
 * Null where only the server knows, because another day has begun.
 */
export function beginOf(interval: Interval, lastBeginMs: number, tradedMs: number): number | null {
  if (todayInIndia(tradedMs) !== todayInIndia(lastBeginMs)) return null;
  if (interval === '1d') return lastBeginMs;
  const length = LENGTH_MS[interval];
  return lastBeginMs + Math.floor((tradedMs - lastBeginMs) / length) * length;
}

/** A moment as the chart takes it: seconds, as if India were UTC. */
export function axisTime(atMs: number): UTCTimestamp {
  return Math.floor((atMs + IST_MS) / 1000) as UTCTimestamp;
}

/** The moment that the chart means. */
export function momentOf(time: Time): number {
  return typeof time === 'number' ? time * 1000 - IST_MS : Number.NaN;
}

const words = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', ...options });
const YEAR = words({ year: 'numeric' });
const MONTH = words({ month: 'short' });
const DAY = words({ day: '2-digit', month: 'short' });
const CLOCK = words({ hour: '2-digit', minute: '2-digit' });
const DATE = words({ day: '2-digit', month: 'short', year: 'numeric' });

/** A mark of the axis: `2026`, `Nov`, `24 Nov`, `11:40`. */
export function markWords(time: Time, type: TickMarkType): string {
  const at = momentOf(time);
  switch (type) {
    case TickMarkType.Year:
      return YEAR.format(at);
    case TickMarkType.Month:
      return MONTH.format(at);
    case TickMarkType.DayOfMonth:
      return DAY.format(at);
    default:
      return CLOCK.format(at);
  }
}

/** Where the crosshair stands, and in a sentence: `24 Nov 11:40`; of a day `24 Nov 2026`. */
export function candleWords(interval: Interval, atMs: number): string {
  return interval === '1d' ? DATE.format(atMs) : `${DAY.format(atMs)} ${CLOCK.format(atMs)}`;
}
