/**
 * Candles of the past and of today, made when they are asked for.
 *
 * Decides: when a session was, and what a candle holds. Nothing is stored: the walk is a function of the step, also of the
 * steps before the venue was made. Keeps: the last candle ends at the last price, and yesterday's at the previous close.
 */
import { type Instant, IST_OFFSET_MS, instantOf, istDate } from '@copydesk/core';
import type { VenueCandle, VenueCandleRequest } from '../venue/venue-candles.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { VenueClock } from '../venue/venue-market.ts';
import { sessionOn } from './market-hours.ts';
import type { MarketState } from './market-state.ts';
import type { PriceBoard } from './price-board.ts';
import { hashPair, hashText } from './seeded.ts';
import { Street } from './street.ts';
import type { WalkClock } from './walk-clock.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Prices looked at within a candle, besides its ends. */
const LOOKS = { minutes: 3, day: 24 } as const;
/** No answer is longer: the largest that a broker gives is 60 days of minutes. */
const MOST_CANDLES = 60_000;

/** A stretch of trading, from its opening to its close or to now. */
interface Session {
  readonly opens: number;
  readonly closes: number;
  /** What its prices are multiplied by, so that yesterday ends at the previous close. */
  readonly scale: number;
}

/** What the venue knows of the past. */
export class History {
  readonly #seed: number;
  readonly #clock: VenueClock;
  readonly #market: MarketState;
  readonly #walk: WalkClock;
  readonly #prices: PriceBoard;
  readonly #street: Street;

  constructor(parts: {
    seed: number;
    clock: VenueClock;
    market: MarketState;
    walk: WalkClock;
    prices: PriceBoard;
  }) {
    this.#seed = parts.seed;
    this.#clock = parts.clock;
    this.#market = parts.market;
    this.#walk = parts.walk;
    this.#prices = parts.prices;
    this.#street = new Street(parts.walk.stepMs);
  }

  /** The candles asked for, oldest first. */
  candles(row: VenueInstrument, request: VenueCandleRequest): readonly VenueCandle[] {
    const made: VenueCandle[] = [];
    for (const session of this.#sessions(row, request)) {
      const length = request.minutes === 'day' ? DAY_MS : request.minutes * MINUTE_MS;
      for (let at = session.opens; at < session.closes; at += length) {
        const begins = request.minutes === 'day' ? midnightOf(at) : at;
        if (begins < request.from || begins >= request.to) continue;
        if (made.length >= MOST_CANDLES) return made;
        const ends = Math.min(at + length, session.closes);
        made.push({
          ...this.#candle(row, session, { from: at, to: ends, minutes: request.minutes }),
          at: instantOf(begins),
        });
      }
    }
    return made;
  }

  #candle(
    row: VenueInstrument,
    session: Session,
    {
      from,
      to,
      minutes,
    }: Pick<VenueCandleRequest, 'minutes'> & { readonly from: number; readonly to: number },
  ): Omit<VenueCandle, 'at'> {
    const looks = LOOKS[minutes === 'day' ? 'day' : 'minutes'];
    const priceAt = (at: number) => this.#prices.at(row, instantOf(at), session.scale);
    const open = priceAt(from);
    const isLast = to >= this.#lastEnd(row);
    const close = isLast ? this.#prices.last(row) : priceAt(to);
    let high = open > close ? open : close;
    let low = open < close ? open : close;
    for (let look = 1; look <= looks; look += 1) {
      const price = priceAt(from + Math.floor(((to - from) * look) / (looks + 1)));
      if (price > high) high = price;
      if (price < low) low = price;
    }
    const seed = hashPair(this.#seed, hashText(`${row.id} street`));
    const begin = this.#walk.stepAt(instantOf(from));
    const end = this.#walk.stepAt(instantOf(to));
    return {
      open,
      high,
      low,
      close,
      volume: this.#street.volume(row, seed, begin, end),
      openInterest: this.#street.openInterestAt(row, seed, end),
    };
  }

  /** The sessions that the request touches, oldest first. */
  *#sessions(row: VenueInstrument, { from, to }: VenueCandleRequest): Iterable<Session> {
    const now = this.#clock.now();
    const today = midnightOf(now);
    const scale = this.#scale(row);
    const end = Math.min(to, now + 1);
    for (let day: number = midnightOf(from); day < end; day += DAY_MS) {
      const session = this.#sessionOf(row, day);
      if (session === undefined || session.opens >= now) continue;
      yield { ...session, closes: Math.min(session.closes, now), scale: day < today ? scale : 1 };
    }
  }

  /** By the hours of the segment on working days; a market that is always open has traded since midnight. */
  #sessionOf(row: VenueInstrument, day: number): { opens: number; closes: number } | undefined {
    const now = this.#clock.now();
    const isToday = day === midnightOf(now);
    if (isToday && this.#market.settings.open === true) return { opens: day, closes: now };
    return sessionOn(row.segment, instantOf(day), this.#market.holidaySet);
  }

  /** When the latest session that has begun ends, or now. */
  #lastEnd(row: VenueInstrument): number {
    const now = this.#clock.now();
    for (let day: number = midnightOf(now), back = 0; back < 20; day -= DAY_MS, back += 1) {
      const session = this.#sessionOf(row, day);
      if (session !== undefined && session.opens < now) return Math.min(session.closes, now);
    }
    return now;
  }

  /** What makes the last session before today end at the previous close. */
  #scale(row: VenueInstrument): number {
    const today = midnightOf(this.#clock.now());
    for (let day = today - DAY_MS, back = 0; back < 20; day -= DAY_MS, back += 1) {
      const session = sessionOn(row.segment, instantOf(day), this.#market.holidaySet);
      if (session === undefined) continue;
      // Under one tick there is no price: a contract worth less is at one, and its past is not blown up.
      const closing = Math.max(row.tickSize, this.#prices.exactAt(row, instantOf(session.closes)));
      return this.#prices.previousClose(row) / closing;
    }
    return 1;
  }
}

/** Midnight in India before a moment. */
function midnightOf(at: number): Instant {
  return instantOf(Date.parse(`${istDate(instantOf(at))}T00:00:00Z`) - IST_OFFSET_MS);
}
