/**
 * A market calendar made of data: hours by segment, holidays, and days that are different.
 *
 * Decides: how hours and dates become a moment. Leaves to the host: the data, its source and its changes.
 */
import type { Segment } from '../instrument/instrument.ts';
import { type Instant, IST_OFFSET_MS, instantOf } from '../ports/clock.ts';
import type { MarketCalendar, MarketMoment } from '../ports/market-calendar.ts';

/** A time of day in India, `HH:MM`. */
export type TimeOfDay = string;

/** The session of an ordinary day. */
export interface SessionHours {
  readonly opens: TimeOfDay;
  readonly closes: TimeOfDay;
  /** When brokers begin to close product `I`. */
  readonly cutOff?: TimeOfDay | undefined;
  /** When the desk closes it. */
  readonly deskCloses?: TimeOfDay | undefined;
}

/** A day without a session, or with another one, in these segments. */
export interface SpecialDay {
  /** YYYY-MM-DD in India. */
  readonly date: string;
  readonly segments: readonly Segment[];
  /** Undefined: closed all day. */
  readonly hours: SessionHours | undefined;
}

/** Everything a calendar is made of. */
export interface CalendarData {
  readonly hours: Readonly<Record<Segment, SessionHours>>;
  readonly specialDays: readonly SpecialDay[];
  /** The last date that the special days cover, YYYY-MM-DD. Left out: they are all there is. */
  readonly knownUntil?: string | undefined;
}

const DAY_MS = 86_400_000;

/** How far ahead the next session is looked for: no market is closed for so long. */
const LOOK_AHEAD_DAYS = 14;

export class SessionCalendar implements MarketCalendar {
  readonly knownUntil: string | undefined;
  readonly #data: CalendarData;
  /** By `segment|date`. */
  readonly #special = new Map<string, SpecialDay>();
  /** The last answer by segment: the same day's session is asked for again and again. */
  readonly #days = new Map<Segment, { readonly date: string; readonly day: Day }>();

  /** Throws a RangeError for a time of day that is none. */
  constructor(data: CalendarData) {
    this.#data = data;
    this.knownUntil = data.knownUntil;
    for (const hours of Object.values(data.hours)) checkHours(hours);
    for (const day of data.specialDays) {
      if (day.hours !== undefined) checkHours(day.hours);
      for (const segment of day.segments) this.#special.set(`${segment}|${day.date}`, day);
    }
  }

  momentOf(segment: Segment, at: Instant): MarketMoment {
    const { session, nextOpensAt } = this.#dayOf(segment, at);
    if (session === undefined) return { ...NO_SESSION, nextOpensAt };
    const { opensAt, closesAt } = session;
    return {
      ...session,
      open: at >= opensAt && at < closesAt,
      nextOpensAt: at < opensAt ? opensAt : nextOpensAt,
    };
  }

  #dayOf(segment: Segment, at: Instant): Day {
    const date = dateOf(at);
    const known = this.#days.get(segment);
    if (known?.date === date) return known.day;
    const day = { session: this.#sessionOn(segment, date), nextOpensAt: this.#openingAfter(segment, date) };
    this.#days.set(segment, { date, day });
    return day;
  }

  #openingAfter(segment: Segment, date: string): Instant | undefined {
    for (let days = 1; days <= LOOK_AHEAD_DAYS; days += 1) {
      const session = this.#sessionOn(segment, dateOf(instantOf(startOf(date) + days * DAY_MS)));
      if (session !== undefined) return session.opensAt;
    }
    return undefined;
  }

  #sessionOn(segment: Segment, date: string): Session | undefined {
    const special = this.#special.get(`${segment}|${date}`);
    const weekday = new Date(startOf(date) + IST_OFFSET_MS).getUTCDay();
    const usual = weekday === 0 || weekday === 6 ? undefined : this.#data.hours[segment];
    const hours = special === undefined ? usual : special.hours;
    if (hours === undefined) return undefined;
    const timeOn = (time: TimeOfDay): Instant => instantOf(startOf(date) + minutesOf(time) * 60_000);
    const timeOrNone = (time: TimeOfDay | undefined): Instant | undefined =>
      time === undefined ? undefined : timeOn(time);
    return {
      opensAt: timeOn(hours.opens),
      closesAt: timeOn(hours.closes),
      cutOffAt: timeOrNone(hours.cutOff),
      deskClosesAt: timeOrNone(hours.deskCloses),
    };
  }
}

interface Session extends Omit<MarketMoment, 'open' | 'nextOpensAt' | 'opensAt' | 'closesAt'> {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

interface Day {
  readonly session: Session | undefined;
  readonly nextOpensAt: Instant | undefined;
}

const NO_SESSION = {
  open: false,
  opensAt: undefined,
  closesAt: undefined,
  cutOffAt: undefined,
  deskClosesAt: undefined,
} as const;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

function minutesOf(time: TimeOfDay): number {
  const match = TIME.exec(time);
  if (match === null) throw new RangeError(`Not a time of day: ${time}`);
  return Number(match[1]) * 60 + Number(match[2]);
}

function checkHours({ opens, closes, cutOff, deskCloses }: SessionHours): void {
  const inside = [cutOff, deskCloses].filter((time) => time !== undefined);
  const from = minutesOf(opens);
  const to = minutesOf(closes);
  if (from >= to || inside.some((time) => minutesOf(time) <= from || minutesOf(time) > to)) {
    throw new RangeError(`Not a session: ${opens} to ${closes}`);
  }
}

/** YYYY-MM-DD in India. */
function dateOf(at: Instant): string {
  return new Date(at + IST_OFFSET_MS).toISOString().slice(0, 10);
}

/** Midnight in India at the beginning of the date. */
function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - IST_OFFSET_MS;
}
