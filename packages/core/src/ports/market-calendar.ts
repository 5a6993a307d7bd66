import type { Segment } from '../instrument/instrument.ts';
import type { Instant } from './clock.ts';

/** What moment of trading it is in a segment. Times are those of the day (in India) of the moment that was asked about. */
export interface MarketMoment {
  readonly open: boolean;
  /** The day's session; undefined on a day without one, and in a market that never closes. */
  readonly opensAt: Instant | undefined;
  readonly closesAt: Instant | undefined;
  /** When brokers begin to close product `I` by themselves; undefined: nobody does. */
  readonly cutOffAt: Instant | undefined;
  /** When the desk closes it, so that no broker has to; undefined: it does not. */
  readonly deskClosesAt: Instant | undefined;
  /** When it opens next, after the moment; undefined in a market that never closes, or when nothing is known so far ahead. */
  readonly nextOpensAt: Instant | undefined;
}

/** When segments trade: hours, holidays and special sessions are the host's data. */
export interface MarketCalendar {
  /** The last date (YYYY-MM-DD in India) whose holidays are known; undefined: no end is known. */
  readonly knownUntil?: string | undefined;
  /** Pure for as long as the data is the same: asked for every order. */
  momentOf(segment: Segment, at: Instant): MarketMoment;
}

/** A market that never closes: sandboxes by default, tests, and programs that embed the core without hours. Nothing is cut off. */
export const ALWAYS_OPEN: MarketCalendar = {
  momentOf: () => OPEN,
};

const OPEN: MarketMoment = {
  open: true,
  opensAt: undefined,
  closesAt: undefined,
  cutOffAt: undefined,
  deskClosesAt: undefined,
  nextOpensAt: undefined,
};
