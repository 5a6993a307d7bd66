/** Candles, for paid apps. Intervals and their longest spans: forum 3105. */
import { type Instant, IST_OFFSET_MS, instantOf, priceToNumber } from '@copydesk/core';
import type { Answer, VenueCandle, VenueCandleRequest } from '@copydesk/sandbox';
import { readKiteTime } from '../../map/wire-values.ts';
import { required } from '../fields.ts';
import { type ClientRequest, KiteRefusal, type Route } from '../route.ts';
import { inputError, successAnswer } from '../wording.ts';

const DAY_MS = 86_400_000;

/** What each interval is, and for how many days it may be asked at once. */
const INTERVALS: Readonly<
  Record<string, { readonly minutes: VenueCandleRequest['minutes']; readonly days: number }>
> = {
  minute: { minutes: 1, days: 60 },
  '3minute': { minutes: 3, days: 100 },
  '5minute': { minutes: 5, days: 100 },
  '10minute': { minutes: 10, days: 100 },
  '15minute': { minutes: 15, days: 200 },
  '30minute': { minutes: 30, days: 200 },
  '60minute': { minutes: 60, days: 400 },
  day: { minutes: 'day', days: 2_000 },
};

function candles({ face, path, query }: ClientRequest): Answer {
  const { venue, broker } = face;
  const instrument = venue.instruments.byFeedToken(broker, path['token'] ?? '');
  if (instrument === undefined) throw new KiteRefusal(inputError('invalid token'));
  const interval = INTERVALS[path['interval'] ?? ''];
  if (interval === undefined) throw new KiteRefusal(inputError('invalid interval'));
  const from = momentOf('from', required(query, 'from'), '00:00:00');
  const to = momentOf('to', required(query, 'to'), '23:59:59');
  if (from > to) throw new KiteRefusal(inputError('from date should be less than to date')); // *
  if (to - from > interval.days * DAY_MS) {
    throw new KiteRefusal(inputError(`interval exceeds max limit: ${interval.days} days`));
  }
  const withInterest = query.get('oi') === '1';
  // Its `to` is in the answer: candles that begin at it too.
  const found = venue.market.candles(instrument, { minutes: interval.minutes, from, to: instantOf(to + 1) });
  return successAnswer({ candles: found.map((candle) => row(candle, withInterest)) });
}

function row(candle: VenueCandle, withInterest: boolean): readonly unknown[] {
  const { open, high, low, close, volume, openInterest } = candle;
  const figures = [open, high, low, close].map(priceToNumber);
  return [stamp(candle.at), ...figures, volume, ...(withInterest ? [openInterest ?? 0] : [])];
}

/** `2026-09-22T09:15:00+0530`: no colon in the offset. */
function stamp(at: Instant): string {
  return `${new Date(at + IST_OFFSET_MS).toISOString().slice(0, 19)}+0530`;
}

/** `YYYY-MM-DD HH:MM:SS`, or a date alone. */
function momentOf(name: string, text: string, time: string): Instant {
  const at = readKiteTime(text.length === 10 ? `${text} ${time}` : text);
  if (at === undefined) throw new KiteRefusal(inputError(`invalid ${name} date`));
  return at;
}

export const candleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/instruments/historical/:token/:interval',
    kind: 'other',
    bucket: 'historical',
    access: 'client',
    paid: true,
    run: candles,
  },
];
