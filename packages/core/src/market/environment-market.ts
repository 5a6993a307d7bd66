/**
 * The prices of one environment: what is wanted, who tells it, what is known, and how far that may be trusted.
 *
 * Decides: when an instrument is asked for and let go of, and the standing of each price. Live and sandbox have one each, and
 * nothing in common. What is kept is bounded by what is wanted.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { BrokerId, Environment } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { FedInstrument, FeedMode, Tick } from '../broker/market-feed.ts';
import type { InstrumentId, Segment } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Instant } from '../ports/clock.ts';
import type { AccountClock } from './account-clock.ts';
import { AccountFeed, type AccountFeedListener } from './account-feed.ts';
import { DOWN, FeedSpread } from './feed-spread.ts';
import { timeOf } from './known-tick.ts';
import { Lingering } from './lingering.ts';
import type { PriceStanding } from './live-prices.ts';
import type { MarketTimes } from './market-times.ts';
import { PaceWatch } from './pace-watch.ts';
import { type PriceReader, type ReadMarket } from './price-reader.ts';
import { QuotePolling } from './quote-polling.ts';
import type { ReadBudget } from './read-budget.ts';
import { SegmentHours } from './segment-hours.ts';
import { largerMode, type Wanter, Wants } from './wants.ts';
import { type ToldTick, Watched } from './watched.ts';

export interface EnvironmentMarketParts {
  readonly environment: Environment;
  readonly clock: AccountClock;
  readonly times: MarketTimes;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly budget: ReadBudget;
  readonly instruments: InstrumentLookup;
  readonly sessions: () => readonly { readonly account: Account; readonly session: BrokerSession }[];
  /** A price, or how far it can be trusted, changed. */
  readonly onChange: (id: InstrumentId) => void;
  /** A price was told, with the moment at which it was the last one. */
  readonly onPrice: (id: InstrumentId, told: ToldTick) => void;
  /** A feed fell; of what it had carried, so many instruments have another feed now. */
  readonly onFell: (feed: AccountFeed, told: { readonly had: number; readonly moved: number }) => void;
  /** A feed's state changed, with how many instruments that are wanted nobody carries. */
  readonly onChanged: (feed: AccountFeed, untold: number) => void;
  /** A feed told something for the first time, or held for a while after a fall. */
  readonly onCarries: (feed: AccountFeed) => void;
  /** Nobody wants these any more. */
  readonly onReleased: (ids: readonly InstrumentId[]) => void;
}

export class EnvironmentMarket implements ReadMarket, AccountFeedListener {
  readonly spread: FeedSpread;
  readonly #parts: EnvironmentMarketParts;
  readonly #wants = new Wants();
  readonly #items = new Map<InstrumentId, Watched>();
  readonly #lingering: Lingering;
  readonly #hours: SegmentHours;
  readonly #polling: QuotePolling;
  readonly #pace: PaceWatch;
  #isClosed = false;

  constructor(parts: EnvironmentMarketParts) {
    const { clock, times, environment } = parts;
    this.#parts = parts;
    this.#lingering = new Lingering(clock, (ids) => this.#letGo(ids));
    this.#hours = new SegmentHours(clock, (segment) => times.momentIn(environment, { segment }));
    this.spread = new FeedSpread({
      nowMs: () => clock.monotonicMs(),
      items: this.#items,
      fedAt: (id, brokerId) => this.#fedAt(id, brokerId),
    });
    this.#pace = new PaceWatch({
      clock,
      hours: this.#hours,
      feeds: () => this.spread.feeds,
      segmentOf: (id) => this.#segmentOf(id),
      looked: () => this.#settle(),
    });
    this.#polling = new QuotePolling({
      clock,
      items: this.#items,
      isUrgent: (id) => this.#wants.isUrgent(id),
      isOpen: (id) => this.#isOpen(id),
      accounts: parts.sessions,
      brokers: parts.brokers,
      budget: parts.budget,
      readAt: (instrumentId, brokerId) => {
        const listing = parts.instruments.listingFor(instrumentId, brokerId);
        return listing === undefined ? undefined : { instrumentId, listing };
      },
      answered: (account, asked, ticks) => this.#polled(account, asked, ticks),
      after: () => this.#judgeAll(),
    });
  }

  /** What is known of an instrument that somebody wants. */
  readonly toldOf = (id: InstrumentId): ToldTick | undefined => this.#items.get(id)?.told;

  /** Whether it is asked for: somebody wants it, or did a moment ago. */
  isWanted(id: InstrumentId): boolean {
    return this.#items.has(id);
  }

  /** Whether anybody who is logged in can tell a price. */
  get isTold(): boolean {
    return this.spread.feeds.length > 0 || this.#polling.canAsk;
  }

  /** How many instruments are kept, and by how many owners they are wanted. */
  get size(): { readonly kept: number; readonly wanted: number; readonly owners: number } {
    const { instruments, owners } = this.#wants.size;
    return { kept: this.#items.size, wanted: instruments, owners };
  }

  /** What the owner wants from now on. */
  replace(owner: string, ids: readonly InstrumentId[], mode: FeedMode): void {
    this.#wanted(this.#wants.replace(owner, ids, mode));
  }

  readonly want = (reader: PriceReader, ids: readonly InstrumentId[], mode: FeedMode): void => {
    this.#wanted(this.#wants.add(reader, ids, mode));
    for (const id of ids) this.#items.get(id)?.marks.add(reader);
  };

  readonly unwant = (reader: PriceReader, ids: readonly InstrumentId[]): void => {
    for (const id of ids) this.#items.get(id)?.marks.delete(reader);
    this.#wanted(this.#wants.remove(reader as Wanter, ids));
  };

  /** The account is logged in: its feed may carry, and it may be asked. */
  begin(account: Account, session: BrokerSession): void {
    this.end(account.id);
    const broker = this.#parts.brokers.get(account.brokerId);
    if (this.#isClosed || broker === undefined) return;
    if (broker.capabilities.feed !== undefined)
      this.spread.add(
        new AccountFeed({ account, session, broker, clock: this.#parts.clock, listener: this }),
      );
    this.#settle();
  }

  /** The account's session is over. */
  end(accountId: AccountId): void {
    this.spread.remove(accountId);
    this.#settle();
  }

  /** New lists are in force, or the market's hours changed. */
  look(): void {
    this.#hours.forget();
    this.spread.listsChanged();
    this.#settle();
  }

  close(): void {
    this.#isClosed = true;
    this.#lingering.close();
    this.#pace.close();
    this.#polling.close();
    for (const feed of this.spread.feeds) feed.close();
  }

  ticks(feed: AccountFeed, ticks: readonly Tick[]): void {
    if (!feed.hasTold && ticks.length > 0) {
      feed.hasTold = true;
      this.#parts.onCarries(feed);
    }
    const now = this.#now(feed);
    for (const tick of ticks) {
      const item = this.#items.get(tick.instrumentId);
      if (item === undefined) continue;
      if (item.next === feed) this.spread.takeOver(item);
      // Frames that were on their way from a feed that was let go of say nothing about the present one.
      if (item.carrier === feed) this.#told(item, tick, now);
    }
  }

  changed(feed: AccountFeed): void {
    const nowMs = this.#parts.clock.monotonicMs();
    // What its next connection tells counts; a silence may have been the end of one.
    if (feed.standing === 'connecting' || feed.standing === 'silent')
      for (const id of feed.carried) {
        const item = this.#items.get(id);
        if (item?.carrier === feed) item.unconfirm(nowMs);
      }
    this.spread.place();
    this.#settle();
    this.#parts.onChanged(feed, this.spread.untold);
  }

  fell(feed: AccountFeed): void {
    const had = [...this.#items.values()].filter((item) => item.carrier === feed);
    this.spread.fell(feed);
    this.#settle();
    const stay = had.filter(({ carrier }) => carrier === undefined || (carrier.rank ?? DOWN) >= DOWN);
    this.#parts.onFell(feed, { had: had.length, moved: had.length - stay.length });
  }

  steady(feed: AccountFeed): void {
    this.spread.steady(feed);
    this.#settle();
    this.#parts.onCarries(feed);
  }

  /** The broker's own clock, where it is known to differ from ours. */
  #now({ account }: AccountFeed): Instant {
    const skewMs = this.#parts.brokers.get(account.brokerId)?.clockSkewMs ?? 0;
    return (this.#parts.clock.nowIn(this.#parts.environment) + skewMs) as Instant;
  }

  #told(item: Watched, tick: Tick, now: Instant): void {
    const { carrier } = item;
    const exchangeAt = timeOf(tick, now);
    const taken = item.known.take(tick, now);
    // The first one after it was asked is how things stood, however long ago.
    if (item.isConfirmed && taken === 'new' && this.#isOpen(item.id)) {
      if (exchangeAt === undefined || item.carrierAt === undefined || exchangeAt > item.carrierAt)
        carrier?.moved(exchangeAt, now);
    }
    if (exchangeAt !== undefined && exchangeAt > (item.carrierAt ?? 0)) item.carrierAt = exchangeAt;
    item.isConfirmed = true;
    this.#took(item, taken === 'new');
  }

  #polled(account: Account, asked: readonly InstrumentId[], ticks: readonly Tick[]): void {
    const { clock, environment } = this.#parts;
    const nowMs = clock.monotonicMs();
    const isAsked = new Set(asked);
    for (const tick of ticks) {
      const item = isAsked.has(tick.instrumentId) ? this.#items.get(tick.instrumentId) : undefined;
      if (item === undefined) continue;
      item.polledMs = nowMs;
      item.polledBy = account;
      this.#took(item, item.known.take(tick, clock.nowIn(environment)) === 'new');
    }
  }

  /** Whoever looks hears of it when anything changed. */
  #took(item: Watched, isNew: boolean): void {
    const before = item.standing;
    item.standing = this.#standingOf(item);
    const told = isNew ? item.told : undefined;
    if (told !== undefined) this.#parts.onPrice(item.id, told);
    if (isNew || item.standing !== before) this.#announce(item);
  }

  #standingOf(item: Watched): PriceStanding {
    if (item.known.tick === undefined) return 'stale';
    if (item.isConfirmed && item.carrier?.standing === 'up') return 'live';
    return this.#polling.isFresh(item) ? 'polled' : 'stale';
  }

  #announce(item: Watched): void {
    for (const reader of item.marks) reader.mark(item.id);
    this.#parts.onChange(item.id);
  }

  #judgeAll(): void {
    for (const item of this.#items.values()) this.#took(item, false);
  }

  /** After feeds or wants changed: standings, and what must be looked at by itself. */
  #settle(): void {
    if (this.#isClosed) return;
    this.#judgeAll();
    this.#polling.look();
    this.#pace.look();
  }

  #wanted(ids: readonly InstrumentId[]): void {
    let isNew = false;
    for (const id of ids) {
      const mode = this.#wants.modeOf(id);
      const item = this.#items.get(id);
      if (mode !== undefined && item === undefined) {
        this.#items.set(id, new Watched(id, mode));
        isNew = true;
      } else if (item !== undefined && mode !== undefined && largerMode(mode, item.mode) === mode) {
        this.#lingering.end(id);
        if (mode === item.mode) continue;
        item.mode = mode;
        this.spread.changeMode(item);
        isNew = true;
      } else if (item !== undefined) {
        this.#lingering.begin(id);
      }
    }
    if (!isNew) return;
    this.spread.place();
    this.#settle();
  }

  /** They are asked for as far as anybody wants them still. */
  #letGo(ids: readonly InstrumentId[]): void {
    const released: Watched[] = [];
    for (const id of ids) {
      const item = this.#items.get(id);
      const mode = this.#wants.modeOf(id);
      if (item === undefined) continue;
      if (mode === undefined) {
        this.#items.delete(id);
        released.push(item);
      } else if (mode !== item.mode) {
        item.mode = mode;
        this.spread.changeMode(item);
      }
    }
    this.spread.release(released);
    this.#parts.onReleased(released.map(({ id }) => id));
    this.#settle();
  }

  #fedAt(instrumentId: InstrumentId, brokerId: BrokerId): FedInstrument | undefined {
    const { instruments } = this.#parts;
    const feedToken = instruments.listingFor(instrumentId, brokerId)?.feedToken;
    if (feedToken === undefined) return undefined;
    return { instrumentId, feedToken, tradable: instruments.byId(instrumentId)?.kind !== 'INDEX' };
  }

  #segmentOf(id: InstrumentId): Segment | undefined {
    return this.#parts.instruments.byId(id)?.segment;
  }

  /** What no list knows is taken to trade. */
  #isOpen(id: InstrumentId): boolean {
    const segment = this.#segmentOf(id);
    return segment === undefined || this.#hours.isOpen(segment);
  }
}
