/**
 * The prices of now, for the whole desk and for everybody who looks.
 *
 * Decides: nothing about a price; it puts together who wants (`wants.ts`), who carries (`feed-spread.ts`), who is asked instead
 * (`quote-polling.ts`) and what is known (`environment-market.ts`), once for live money and once for the sandbox, and says when prices
 * are lost and when they are back (decision 0027).
 */
import type { Account, AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId, Environment } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { FeedMode } from '../broker/market-feed.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderBook } from '../order/order-book.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { AccountClock } from './account-clock.ts';
import type { FeedStanding } from './account-feed.ts';
import { EnvironmentMarket } from './environment-market.ts';
import { FeedAlerts } from './feed-alerts.ts';
import { HeldInstruments } from './held-instruments.ts';
import type { LastPrices } from './last-prices.ts';
import type { LivePrice, LivePriceListener, LivePrices } from './live-prices.ts';
import type { MarketTimes } from './market-times.ts';
import { PassedPrices } from './passed-prices.ts';
import { PriceReader } from './price-reader.ts';
import type { ReadBudget } from './read-budget.ts';
import type { ToldTick } from './watched.ts';

export interface MarketHubParts {
  readonly clock: AccountClock;
  readonly times: MarketTimes;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly budget: ReadBudget;
  readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  readonly prices: LastPrices;
}

/** How an account's feed stands. */
export interface FeedView {
  readonly standing: FeedStanding;
  /** How many instruments it carries. */
  readonly instruments: number;
  /** Why the broker does not serve it, in its words. */
  readonly reason: string | undefined;
}

export class MarketHub implements LivePrices {
  readonly #parts: MarketHubParts;
  readonly #markets: Readonly<Record<Environment, EnvironmentMarket>>;
  readonly #held: HeldInstruments;
  readonly #listeners = new Set<LivePriceListener>();
  readonly #alerts: FeedAlerts;

  constructor(parts: MarketHubParts) {
    this.#parts = parts;
    this.#alerts = new FeedAlerts(parts.journal);
    this.#markets = { live: this.#marketOf('live'), sandbox: this.#marketOf('sandbox') };
    this.#held = new HeldInstruments({
      ...parts,
      instrumentsOf: (id) => parts.instruments[parts.accounts.get(id).environment],
      isTold: () => this.#markets.live.isTold || this.#markets.sandbox.isTold,
      want: ({ environment }, owner, ids) => this.want(owner, environment, ids, 'full'),
    });
    parts.prices.preferLive((environment, id) => this.#markets[environment].toldOf(id)?.standing === 'live');
  }

  priceOf(accountId: AccountId, instrumentId: InstrumentId): LivePrice | undefined {
    const environment = this.#parts.accounts.environmentOf(accountId);
    if (environment === undefined) return undefined;
    const told = this.#markets[environment].toldOf(instrumentId);
    const seen = this.#parts.prices.seen(accountId, instrumentId);
    // What was told on an earlier day is where that one began: of what nobody told since, it would count that day's profit again.
    const isOfToday = told?.closeDay === istDate(this.#parts.clock.nowIn(environment));
    const previousClose = isOfToday ? told?.previousClose : undefined;
    const isOurs = told !== undefined && (told.standing !== 'stale' || told.at >= (seen?.at ?? 0));
    if (isOurs) {
      const { at, standing, source } = told;
      return { price: told.tick.lastPrice, at, standing, source, previousClose };
    }
    return seen === undefined ? undefined : { ...seen, standing: 'stale', source: undefined, previousClose };
  }

  /** The last tick of an instrument that somebody wants there; undefined before the first. */
  tickIn(environment: Environment, instrumentId: InstrumentId): ToldTick | undefined {
    return this.#markets[environment].toldOf(instrumentId);
  }

  want(owner: string, environment: Environment, ids: readonly InstrumentId[], mode: FeedMode): void {
    this.#markets[environment].replace(owner, ids, mode);
  }

  listen(listener: LivePriceListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** For somebody who looks: takes what changed when it suits. What it wants comes after what the desk needs. */
  read(environment: Environment): PriceReader {
    return new PriceReader(this.#markets[environment]);
  }

  /** How the account's feed stands; undefined when it has none: not logged in, or its broker offers none. */
  feedOf(accountId: AccountId): FeedView | undefined {
    const environment = this.#parts.accounts.environmentOf(accountId);
    const feed = environment === undefined ? undefined : this.#markets[environment].spread.feedOf(accountId);
    if (feed === undefined) return undefined;
    return { standing: feed.standing, instruments: feed.carried.size, reason: feed.refusal };
  }

  /** What is kept of an environment, in figures. */
  sizeIn(environment: Environment): EnvironmentMarket['size'] {
    return this.#markets[environment].size;
  }

  /** The account is logged in. */
  begin(account: Account, session: BrokerSession): void {
    this.#markets[account.environment].begin(account, session);
    this.#held.lookAtAll();
  }

  /** The account's session is over. */
  end(account: Account): void {
    this.#markets[account.environment].end(account.id);
  }

  /** The account is gone. */
  removed(account: Account): void {
    this.end(account);
    this.#held.removed(account);
  }

  /** A state of the journal: which failures of feeds were told. */
  apply(entry: Pick<JournalEntry, 'event'>): void {
    this.#alerts.apply(entry);
  }

  /** A reaction to the journal: what is held may have changed. */
  onEntry(entry: JournalEntry): void {
    this.#held.onEntry(entry);
  }

  /** New lists are in force, a calendar changed, or a clock was moved. */
  look(): void {
    for (const market of Object.values(this.#markets)) market.look();
    this.#held.lookAtAll();
  }

  close(): void {
    this.#held.close();
    for (const market of Object.values(this.#markets)) market.close();
  }

  #marketOf(environment: Environment): EnvironmentMarket {
    const { clock, times, brokers, budget, instruments, accounts } = this.#parts;
    const passed = new PassedPrices({
      isWanted: (id) => market.isWanted(id),
      traded: () => this.#tradedIn(environment),
      forget: (ids) => this.#parts.prices.forget(environment, ids),
    });
    const market: EnvironmentMarket = new EnvironmentMarket({
      environment,
      clock,
      times,
      brokers,
      budget,
      instruments: instruments[environment],
      sessions: () =>
        accounts.all().flatMap((account) => {
          const session = account.environment === environment ? accounts.sessionOf(account.id) : undefined;
          return session === undefined ? [] : [{ account, session }];
        }),
      onChange: (id) => {
        for (const listener of this.#listeners) listener(environment, id);
      },
      onPrice: (id, told) => this.#note(environment, id, told),
      onReleased: (ids) => passed.released(ids),
      onFell: (feed, figures) => this.#alerts.fell(feed, figures),
      onChanged: (feed, untold) => this.#alerts.changed(feed, untold),
      onCarries: (feed) => this.#alerts.carries(feed),
    });
    return market;
  }

  /** What any account there has a position in, open or not: its profit of the day may need a price. */
  #tradedIn(environment: Environment): ReadonlySet<InstrumentId> {
    const { accounts, positions } = this.#parts;
    const own = accounts.all().filter((account) => account.environment === environment);
    return new Set(own.flatMap(({ id }) => positions.keysOf(id).map(({ instrumentId }) => instrumentId)));
  }

  /** Guards and limits go by the last prices, wherever they come from. */
  #note(environment: Environment, id: InstrumentId, { tick, at }: ToldTick): void {
    const { prices, clock } = this.#parts;
    const isDated = tick.exchangeAt !== undefined;
    const told = isDated ? at : this.#undated(environment, id, clock.nowIn(environment));
    prices.note(environment, id, { price: tick.lastPrice, at: told });
  }

  /** Before the day's first session a price without a time is the last one of the day before: a new day must not begin at itself. */
  #undated(environment: Environment, id: InstrumentId, now: Instant): Instant {
    const { times, instruments } = this.#parts;
    const instrument = instruments[environment].byId(id);
    if (instrument === undefined) return now;
    const { open, opensAt, nextOpensAt } = times.momentIn(environment, instrument);
    const isBefore = !open && nextOpensAt !== undefined && (opensAt === undefined || now < opensAt);
    return isBefore ? ((startOfDay(now) - 1) as Instant) : now;
  }
}

/** Midnight in India. */
function startOfDay(at: Instant): number {
  return Date.parse(`${istDate(at)}T00:00:00+05:30`);
}
