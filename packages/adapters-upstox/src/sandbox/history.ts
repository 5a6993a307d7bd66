/** Candles of v3: of earlier days and of today, newest first. Units, intervals and spans: docs "v3/get-historical-candle-data", 2026-02. */
import { type Instant, IST_OFFSET_MS, instantOf, istDate, priceToNumber } from '@copydesk/core';
import type { Answer, VenueCandle, VenueCandleRequest, VenueInstrument } from '@copydesk/sandbox';
import type { Call, Route } from './call.ts';
import { badRequest, invalidToken, notRouted, success } from './errors.ts';

const DAY_MS = 86_400_000;
/** A month and a quarter as the longest of them are. */
const MONTH_DAYS = 31;
const QUARTER_DAYS = 92;
const DECADE_DAYS = 3_653;

/** How long candles are, and how many days one request may span. */
interface Kind {
  readonly minutes: VenueCandleRequest['minutes'];
  readonly days: number;
}

/** The routes of candles. No session is needed: the SDK sends none. One that is sent must live (UNVERIFIED). Weeks and months are not imitated. */
export const HISTORY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v3/historical-candle/{...}',
    kind: 'other',
    bucket: 'candles',
    access: 'open',
    run: candles,
  },
];

function candles(call: Call): Answer {
  const { authorization } = call.request.headers;
  const token = authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined;
  const { venue, broker } = call.face;
  if (token !== undefined && venue.sessions.byToken(broker, token) === undefined) return invalidToken();
  const parts = call.parameter.split('/').map(decoded);
  if (parts[0] === 'intraday') {
    const [, key = '', unit = '', interval = '', ...rest] = parts;
    if (rest.length > 0 || interval === '') return notRouted();
    return today(call, { key, unit, interval });
  }
  const [key = '', unit = '', interval = '', to = '', from, ...rest] = parts;
  if (rest.length > 0 || interval === '') return notRouted();
  if (to === '') return badRequest('UDAPI1022', 'to_date is required', 'getHistoricalCandleData.toDate');
  return past(call, { key, unit, interval, to, from });
}

function today(call: Call, asked: { key: string; unit: string; interval: string }): Answer {
  const read = readKind(asked.unit, asked.interval, 'getIntraDayCandleData');
  if ('refusal' in read) return read.refusal;
  const instrument = named(call, asked.key);
  if (instrument === undefined) return badRequest('UDAPI100011', 'Invalid Instrument key');
  const now = call.face.venue.clock.now();
  const from = midnight(istDate(now));
  return rows(call, instrument, { minutes: read.kind.minutes, from, to: instantOf(now + 1) });
}

/** Days before today: today's candles are the other call's. */
function past(
  call: Call,
  asked: { key: string; unit: string; interval: string; to: string; from: string | undefined },
): Answer {
  const read = readKind(asked.unit, asked.interval, 'getHistoricalCandleData');
  if ('refusal' in read) return read.refusal;
  const { kind } = read;
  const instrument = named(call, asked.key);
  if (instrument === undefined) return badRequest('UDAPI100011', 'Invalid Instrument key');
  const to = dateOf(asked.to);
  const from =
    asked.from === undefined
      ? to === undefined
        ? undefined
        : instantOf(to - (kind.days - 1) * DAY_MS)
      : dateOf(asked.from);
  if (to === undefined || from === undefined || from > to) {
    return badRequest('UDAPI1015', 'from_date and to_date are wrong', 'getHistoricalCandleData.toDate');
  }
  if (to - from > kind.days * DAY_MS) {
    return badRequest('UDAPI1148', 'Invalid date range', 'getHistoricalCandleData.fromDate');
  }
  const begins = midnight(istDate(call.face.venue.clock.now()));
  const end = Math.min(to + DAY_MS, begins);
  return rows(call, instrument, { minutes: kind.minutes, from, to: instantOf(end) });
}

function rows(call: Call, instrument: VenueInstrument, request: VenueCandleRequest): Answer {
  const found = call.face.venue.market.candles(instrument, request);
  return success({ candles: found.map(row).reverse() });
}

function row(candle: VenueCandle): readonly unknown[] {
  const { open, high, low, close, volume, openInterest } = candle;
  const time = `${new Date(candle.at + IST_OFFSET_MS).toISOString().slice(0, 19)}+05:30`;
  return [time, ...[open, high, low, close].map(priceToNumber), volume, openInterest ?? 0];
}

function readKind(
  unit: string,
  interval: string,
  call: string,
): { readonly kind: Kind } | { readonly refusal: Answer } {
  const count = /^\d{1,3}$/.test(interval) ? Number(interval) : 0;
  const longest = { minutes: 300, hours: 5, days: 1 }[unit];
  if (longest === undefined) {
    return { refusal: badRequest('UDAPI1146', 'Invalid unit', `${call}.unit`) };
  }
  if (count < 1 || count > longest) {
    return { refusal: badRequest('UDAPI1147', 'Invalid interval for this unit', `${call}.interval`) };
  }
  if (unit === 'days') return { kind: { minutes: 'day', days: DECADE_DAYS } };
  if (unit === 'hours') return { kind: { minutes: count * 60, days: QUARTER_DAYS } };
  return { kind: { minutes: count, days: count <= 15 ? MONTH_DAYS : QUARTER_DAYS } };
}

function named({ face }: Call, key: string): VenueInstrument | undefined {
  return face.venue.instruments.byKey(face.broker, key);
}

function dateOf(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return undefined;
  return midnight(text);
}

/** Midnight in India of a date. */
function midnight(date: string): Instant {
  return instantOf(Date.parse(`${date}T00:00:00Z`) - IST_OFFSET_MS);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
