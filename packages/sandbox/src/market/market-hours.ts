/**
 * When segments trade, for `calendar`.
 *
 * Hours of 2026 in India's time: cash 09:15–15:30, equity derivatives to 15:40 (since 3 August 2026), currency
 * 09:00–17:00, commodities 09:00–23:30. The broker's closing run of intraday positions: UNVERIFIED minutes.
 */
import { type Instant, IST_OFFSET_MS, type Segment } from '@copydesk/core';
import type { MarketHours, VenueHours } from '../venue/venue-market.ts';

interface Hours {
  /** Minutes after midnight. */
  readonly from: number;
  readonly to: number;
  readonly closingRun: number;
}

const MINUTE_MS = 60_000;

const CASH: Hours = { from: 9 * 60 + 15, to: 15 * 60 + 30, closingRun: 15 * 60 + 20 };
const EQUITY_DERIVATIVES: Hours = { from: 9 * 60 + 15, to: 15 * 60 + 40, closingRun: 15 * 60 + 25 };
const CURRENCY: Hours = { from: 9 * 60, to: 17 * 60, closingRun: 16 * 60 + 45 };
const COMMODITY: Hours = { from: 9 * 60, to: 23 * 60 + 30, closingRun: 23 * 60 + 5 };

const HOURS: Readonly<Record<Segment, Hours>> = {
  NSE: CASH,
  BSE: CASH,
  NFO: EQUITY_DERIVATIVES,
  BFO: EQUITY_DERIVATIVES,
  CDS: CURRENCY,
  BCD: CURRENCY,
  MCX: COMMODITY,
  NCO: COMMODITY,
};

/** The hours of every segment, as times of day. */
export const VENUE_HOURS: Readonly<Record<Segment, VenueHours>> = {
  NSE: hoursOf(CASH),
  BSE: hoursOf(CASH),
  NFO: hoursOf(EQUITY_DERIVATIVES),
  BFO: hoursOf(EQUITY_DERIVATIVES),
  CDS: hoursOf(CURRENCY),
  BCD: hoursOf(CURRENCY),
  MCX: hoursOf(COMMODITY),
  NCO: hoursOf(COMMODITY),
};

function hoursOf({ from, to, closingRun }: Hours): VenueHours {
  return { opens: timeOf(from), closes: timeOf(to), cutOff: timeOf(closingRun) };
}

/** `HH:MM`. */
function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** What moment of the trading day it is for a segment. */
export interface SessionMoment {
  readonly open: boolean;
  /** The day's trading is over. */
  readonly closed: boolean;
  /** The broker closes intraday positions now or has done so. */
  readonly closingRun: boolean;
}

/** When a segment trades on a day that begins at `midnight` in India; undefined on a weekend or holiday. */
export function sessionOn(
  segment: Segment,
  midnight: Instant,
  holidays: ReadonlySet<string>,
): { readonly opens: number; readonly closes: number } | undefined {
  const local = new Date(midnight + IST_OFFSET_MS);
  const weekday = local.getUTCDay();
  if (weekday === 0 || weekday === 6 || holidays.has(local.toISOString().slice(0, 10))) return undefined;
  const { from, to } = HOURS[segment];
  return { opens: midnight + from * MINUTE_MS, closes: midnight + to * MINUTE_MS };
}

/** The moment by the segment's hours, working days and holidays (YYYY-MM-DD). */
export function momentByCalendar(
  segment: Segment,
  now: Instant,
  holidays: ReadonlySet<string>,
): SessionMoment {
  const local = new Date(now + IST_OFFSET_MS);
  const weekday = local.getUTCDay();
  if (weekday === 0 || weekday === 6 || holidays.has(local.toISOString().slice(0, 10))) {
    return { open: false, closed: false, closingRun: false };
  }
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const { from, to, closingRun } = HOURS[segment];
  return { open: minute >= from && minute < to, closed: minute >= to, closingRun: minute >= closingRun };
}

/** The moment as the market is set: while always open there is no close and no closing run. */
export function momentOf(
  hours: MarketHours,
  segment: Segment,
  now: Instant,
  holidays: ReadonlySet<string>,
): SessionMoment {
  if (hours === 'calendar') return momentByCalendar(segment, now, holidays);
  return { open: hours, closed: false, closingRun: false };
}
