/**
 * What time it is for an account, and what the market allows then.
 *
 * Decides: by which calendar an account trades, whether a command may be given now, and from when on an entry of product `I` is too
 * late (domain §4.14). Leaves to the calendars: the times themselves.
 */
import type { AccountId } from '../account/account.ts';
import type { Environment } from '../broker/broker-id.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { Product } from '../order/order-terms.ts';
import { type Instant, IST_OFFSET_MS, instantOf, istDate } from '../ports/clock.ts';
import { ALWAYS_OPEN, type MarketCalendar, type MarketMoment } from '../ports/market-calendar.ts';
import type { AccountClock } from './account-clock.ts';

/** How long before brokers close product `I` nothing of it is entered any more. */
const BEFORE_CUT_OFF_MS = 300_000;

const A_WEEK_MS = 604_800_000;

/** How long a closed market is believed to be: its calendar may change. */
const CLOSED_MS = 60_000;

/** A segment and what is traded in it, or the instrument itself. */
type Traded = Pick<Instrument, 'segment'>;

export class MarketTimes {
  readonly #clock: AccountClock;
  readonly #calendars: Readonly<Partial<Record<Environment, MarketCalendar>>>;
  readonly #environmentOf: (accountId: AccountId) => Environment | undefined;

  /** Always open where no calendar is given. */
  constructor(parts: {
    readonly clock: AccountClock;
    readonly calendars: Readonly<Partial<Record<Environment, MarketCalendar>>> | undefined;
    readonly environmentOf: (accountId: AccountId) => Environment | undefined;
  }) {
    this.#clock = parts.clock;
    this.#calendars = parts.calendars ?? {};
    this.#environmentOf = parts.environmentOf;
  }

  /** Wall time in an environment. */
  nowIn(environment: Environment): Instant {
    return this.#clock.nowIn(environment);
  }

  /** Wall time for an account. */
  now(accountId: AccountId): Instant {
    return this.#clock.now(accountId);
  }

  /** The last date whose holidays are known when it is over, or over within a week: after it every weekday would count as a session. */
  calendarEndsSoon(environment: Environment): string | undefined {
    const until = this.#calendars[environment]?.knownUntil;
    const soon = istDate(instantOf(this.nowIn(environment) + A_WEEK_MS));
    return until !== undefined && until < soon ? until : undefined;
  }

  /** What moment of trading it is for an account. */
  moment(accountId: AccountId, instrument: Traded): MarketMoment {
    return this.momentIn(this.#environmentOf(accountId) ?? 'live', instrument);
  }

  /** What moment of trading it is in an environment. */
  momentIn(environment: Environment, { segment }: Traded): MarketMoment {
    const calendar = this.#calendars[environment] ?? ALWAYS_OPEN;
    return calendar.momentOf(segment, this.nowIn(environment));
  }

  /**
   * Throws `market-closed` for an order outside market hours that is not meant for after them, and `not-supported` for one that is
   * meant for after them within: brokers would silently make something else of either.
   */
  check(accountId: AccountId, instrument: Instrument, afterMarket: boolean): void {
    const { open, opensAt, nextOpensAt } = this.moment(accountId, instrument);
    const { segment } = instrument;
    if (!open && !afterMarket) {
      const opens = nextOpensAt === undefined ? {} : { opensAt: new Date(nextOpensAt).toISOString() };
      throw new TradingError('market-closed', { segment, ...opens });
    }
    // A market that never closes has no hours to be outside of: its broker decides.
    if (open && afterMarket && opensAt !== undefined) {
      const what = 'an after-market order while the market is open';
      throw new TradingError('not-supported', { what, segment }, { path: '/afterMarket' });
    }
  }

  /** Whether an after-market order goes to the broker as one: not any more when the session has opened meanwhile. */
  isAfterMarket(accountId: AccountId, instrument: Traded | undefined): boolean {
    if (instrument === undefined) return true;
    const { open, opensAt } = this.moment(accountId, instrument);
    return !open || opensAt === undefined;
  }

  /** In how many milliseconds something can be sent in this segment; 0 when it can be now. */
  closedMs(accountId: AccountId, instrument: Traded | undefined): number {
    if (instrument === undefined) return 0;
    const { open, nextOpensAt } = this.moment(accountId, instrument);
    if (open) return 0;
    const opensMs = nextOpensAt === undefined ? CLOSED_MS : nextOpensAt - this.#clock.now(accountId);
    return Math.max(1, Math.min(CLOSED_MS, opensMs));
  }

  /** Why an entry of this product is too late today, if it is. */
  lateEntry(accountId: AccountId, instrument: Traded, product: Product): SkipReason | undefined {
    if (product !== 'I') return undefined;
    const moment = this.moment(accountId, instrument);
    const until = entriesUntil(moment);
    const now = this.#clock.now(accountId);
    // After the close the next session counts.
    if (!moment.open || until === undefined || now < until) return undefined;
    return { code: 'cut-off', limit: timeOfDay(until), figure: timeOfDay(now) };
  }
}

/** Until when product `I` is entered: five minutes before the brokers close it, and not after the desk has done so. */
export function entriesUntil({ cutOffAt, deskClosesAt }: MarketMoment): Instant | undefined {
  const limits = [
    ...(cutOffAt === undefined ? [] : [cutOffAt - BEFORE_CUT_OFF_MS]),
    ...(deskClosesAt === undefined ? [] : [deskClosesAt]),
  ];
  return limits.length === 0 ? undefined : instantOf(Math.min(...limits));
}

/** `HH:MM` in India. */
export function timeOfDay(at: Instant): string {
  return new Date(at + IST_OFFSET_MS).toISOString().slice(11, 16);
}
