/** A market hub over feeds that a test plays by hand: no venue, no wire, a virtual clock. */
import { VirtualClock } from '@copydesk/adapter-testkit';
import {
  type Account,
  type AccountId,
  type BrokerId,
  type BrokerListing,
  type BrokerPort,
  type BrokerSession,
  type DeskEvent,
  type Environment,
  type FedInstrument,
  type FeedListener,
  type FeedMode,
  type FeedState,
  type Instant,
  type Instrument,
  type InstrumentId,
  type InstrumentLookup,
  instantOf,
  type MarketCalendar,
  MarketHub,
  type MarketReadCapability,
  MarketTimes,
  type Price,
  PriceReads,
  type Tick,
} from '../../src/index.ts';
import { AccountClock } from '../../src/market/account-clock.ts';
import { LastPrices } from '../../src/market/last-prices.ts';
import type { MarketHubParts } from '../../src/market/market-hub.ts';
import { ReadBudget } from '../../src/market/read-budget.ts';

/** A feed that does what a test says. */
export class FakeFeed {
  readonly asked = new Map<InstrumentId, FeedMode>();
  /** Every request, as it was made. */
  readonly said: string[] = [];
  room: number;
  state: FeedState = { kind: 'connecting', attempt: 1 };
  readonly #listener: FeedListener;

  constructor(listener: FeedListener, room: number) {
    this.#listener = listener;
    this.room = room;
  }

  subscribe(instruments: readonly FedInstrument[], mode: FeedMode): readonly InstrumentId[] {
    const left: InstrumentId[] = [];
    for (const { instrumentId } of instruments) {
      const isUnknown = instrumentId.includes('UNKNOWN');
      if (isUnknown || (!this.asked.has(instrumentId) && this.asked.size >= this.room))
        left.push(instrumentId);
      else {
        this.asked.set(instrumentId, mode);
        this.said.push(`+${instrumentId} ${mode}`);
      }
    }
    return left;
  }

  unsubscribe(ids: readonly InstrumentId[]): void {
    for (const id of ids) {
      this.asked.delete(id);
      this.said.push(`-${id}`);
    }
  }

  tells(state: FeedState): void {
    this.state = state;
    this.#listener.state(state);
  }

  up(): void {
    this.tells({ kind: 'up' });
  }

  ticks(...ticks: Tick[]): void {
    this.#listener.ticks(ticks);
  }
}

export interface FakeMarket {
  readonly clock: VirtualClock;
  readonly hub: MarketHub;
  readonly prices: LastPrices;
  readonly alerts: { readonly code: string; readonly text: string }[];
  /** What was asked as quotes, request by request. */
  readonly quoted: {
    readonly accountId: AccountId;
    readonly ids: readonly InstrumentId[];
    readonly atMs: number;
  }[];
  /** What somebody asks for, beside the hub and from the same accounts. */
  readonly reads: PriceReads;
  /** Answers quotes; a test sets it. */
  quote: (id: InstrumentId) => Tick | undefined;
  logIn(name: string, options?: { readonly room?: number; readonly environment?: Environment }): Account;
  logOut(account: Account): void;
  /** The feed of an account; it must have been asked for something. */
  feed(account: Account): FakeFeed;
  feedOf(account: Account): FakeFeed | undefined;
  /** What every account has a position in. */
  readonly traded: Set<InstrumentId>;
  /** Names that the broker does not list. */
  readonly unlisted: Set<string>;
  /** What the broker's feed calls an instrument. */
  tokenOf: (id: InstrumentId) => string;
}

/** Accounts `name@broker`; every broker has a feed, and quotes where `quotes` is given. */
export function fakeMarket(
  options: {
    readonly calendar?: MarketCalendar;
    readonly quotes?: number;
    readonly quoteRates?: MarketReadCapability['quoteRates'];
    readonly startsAt?: Instant;
  } = {},
): FakeMarket {
  const host = new VirtualClock(options.startsAt);
  const accounts = new Map<AccountId, Account>();
  const sessions = new Map<AccountId, BrokerSession>();
  const feeds = new Map<AccountId, FakeFeed>();
  const rooms = new Map<AccountId, number>();
  const brokers = new Map<BrokerId, BrokerPort>();
  const environmentOf = (id: AccountId): Environment | undefined => accounts.get(id)?.environment;
  const clock = new AccountClock(host, undefined, environmentOf);
  const calendars = options.calendar && { live: options.calendar, sandbox: options.calendar };
  const times = new MarketTimes({ clock, calendars, environmentOf });
  const prices = new LastPrices({ environmentOf, orders: { get: () => undefined } });
  const alerts: { code: string; text: string }[] = [];
  const lookup: InstrumentLookup = {
    byId: (id) =>
      ({ id, segment: id.split(':')[0], kind: id.includes(':INDEX:') ? 'INDEX' : 'EQ' }) as Instrument,
    listingFor: (id, brokerId) =>
      market.unlisted.has(`${brokerId}|${id}`)
        ? undefined
        : ({ key: id as string, feedToken: market.tokenOf(id) } as BrokerListing),
    byListingKey: () => undefined,
  };
  const budget = new ReadBudget(host, brokers);
  const hub = new MarketHub({
    budget,
    clock,
    times,
    prices,
    brokers,
    journal: {
      record: (_user: string, event: Extract<DeskEvent, { readonly type: 'alert-raised' }>) => {
        alerts.push(event);
        hub.apply({ event });
      },
    },
    accounts: {
      all: () => [...accounts.values()],
      get: (id: AccountId) => accounts.get(id),
      environmentOf,
      sessionOf: (id: AccountId) => sessions.get(id),
    },
    orders: { livingOf: () => [], get: () => undefined },
    positions: {
      keysOf: () => [...market.traded].map((instrumentId) => ({ instrumentId })),
      quantitiesOf: () => ({ net: 0, held: 0, copied: 0 }),
    },
    instruments: { live: lookup, sandbox: lookup },
  } as unknown as MarketHubParts);
  const brokerOf = (brokerId: BrokerId): BrokerPort =>
    ({
      capabilities: {
        feed: {
          connections: 1,
          instrumentsPerConnection: { ltp: 100, quote: 100, full: 100 },
          heartbeatMs: 2_000,
          depthLevels: 5,
          greeks: false,
        },
        marketReads:
          options.quotes === undefined
            ? undefined
            : {
                quotesPerRequest: options.quotes,
                quoteRates: options.quoteRates ?? [],
                candleRates: [],
                candleIntervals: [],
              },
      },
      clockSkewMs: undefined,
      id: brokerId,
      marketFeed: (session: BrokerSession, listener: FeedListener) => {
        const feed = new FakeFeed(listener, rooms.get(session.accountId) ?? 100);
        feeds.set(session.accountId, feed);
        return feed;
      },
      quotes: async (session: BrokerSession, asked: readonly { readonly instrumentId: InstrumentId }[]) => {
        const ids = asked.map(({ instrumentId }) => instrumentId);
        market.quoted.push({ accountId: session.accountId, ids, atMs: host.monotonicMs() });
        return ids.flatMap((id) => market.quote(id) ?? []);
      },
    }) as unknown as BrokerPort;
  const market: FakeMarket = {
    clock: host,
    hub,
    prices,
    alerts,
    reads: new PriceReads({
      clock: host,
      accounts: { listFor: () => [...accounts.values()], sessionOf: (id) => sessions.get(id) },
      brokers,
      instruments: { live: lookup, sandbox: lookup },
      budget,
    }),
    quoted: [],
    quote: () => undefined,
    traded: new Set(),
    unlisted: new Set(),
    tokenOf: (id) => id,
    logIn(name, { room = 100, environment = 'sandbox' } = {}) {
      const brokerId = (name.split('@')[1] ?? 'north') as BrokerId;
      const account = { id: name, userId: 'ann', address: name, brokerId, environment } as unknown as Account;
      if (!brokers.has(brokerId)) brokers.set(brokerId, brokerOf(brokerId));
      accounts.set(account.id, account);
      rooms.set(account.id, room);
      const session = { accountId: account.id, brokerId } as BrokerSession;
      sessions.set(account.id, session);
      hub.begin(account, session);
      return account;
    },
    logOut(account) {
      sessions.delete(account.id);
      feeds.delete(account.id);
      hub.end(account);
    },
    feedOf: ({ id }) => feeds.get(id),
    feed({ id }) {
      const feed = feeds.get(id);
      if (feed === undefined) throw new Error(`Nothing was asked of ${id}`);
      return feed;
    },
  };
  return market;
}

export function share(name: string): InstrumentId {
  return `NSE:${name}` as InstrumentId;
}

/** A tick that says no more than its price and its time. */
export function tickOf(id: InstrumentId, price: number, at?: number, more: Partial<Tick> = {}): Tick {
  return {
    instrumentId: id,
    mode: 'full',
    tradable: true,
    lastPrice: price as Price,
    exchangeAt: at === undefined ? undefined : instantOf(at),
    ...more,
  } as Tick;
}
