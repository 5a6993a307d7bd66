/**
 * A whole desk: the books, the lanes and the commands, put together over the ports that the host gives.
 *
 * Decides: nothing about trading; only who is told of what, and in which order a desk opens and closes.
 */
import type { Account, AccountId } from './account/account.ts';
import { AccountAccess } from './account/account-access.ts';
import { AccountLeases } from './account/account-leases.ts';
import { AccountStore } from './account/account-store.ts';
import { BasketGate } from './basket/basket-gate.ts';
import { Baskets } from './basket/baskets.ts';
import type { BrokerId, Environment } from './broker/broker-id.ts';
import type { AccountFact, BrokerFunds } from './broker/broker-order.ts';
import type { BrokerPort } from './broker/broker-port.ts';
import { OrderChanges } from './change/order-changes.ts';
import { OrderFit } from './change/order-fit.ts';
import { Conversions } from './conversion/conversions.ts';
import { AwaitedFacts } from './copy/awaited-facts.ts';
import { ChildDecisions } from './copy/child-decisions.ts';
import { CopyTrader } from './copy/copy-trader.ts';
import { FanOut, type FanOutParts } from './copy/fan-out.ts';
import { Follow } from './copy/follow.ts';
import { Preview } from './copy/preview.ts';
import { TradingDay } from './day/trading-day.ts';
import { Divergences } from './divergence/divergences.ts';
import { closableNow, type ExitNowParts, exitNow, exitWaitMs } from './exit/exit-now.ts';
import { OverExits } from './exit/over-exits.ts';
import { GroupStore } from './group/group-store.ts';
import { Limits } from './guard/limits.ts';
import type { Instrument } from './instrument/instrument.ts';
import type { InstrumentLookup } from './instrument/instrument-lookup.ts';
import { keptInstruments } from './instrument/kept-instruments.ts';
import { Books } from './journal/books.ts';
import { Journal } from './journal/journal.ts';
import type { JournalPort } from './journal/journal-port.ts';
import { OrderDispatch } from './lane/order-dispatch.ts';
import { RecentWrites } from './lane/recent-writes.ts';
import { AccountClock } from './market/account-clock.ts';
import { MarketTimes } from './market/market-times.ts';
import { FreezeFigures } from './order/freeze-figures.ts';
import type { OrderIntent } from './order/order-intent.ts';
import { type Clock, istDate } from './ports/clock.ts';
import type { IdSource } from './ports/id-source.ts';
import type { LeasePort } from './ports/lease.ts';
import type { MarketCalendar } from './ports/market-calendar.ts';
import type { AccountRepository, BrokerSessionRepository, GroupRepository } from './ports/repositories.ts';
import { Reconciliation } from './reconcile/reconciliation.ts';
import { Resolutions } from './reconcile/resolutions.ts';

/** Everything a desk needs from outside. */
export interface DeskParts {
  readonly clock: Clock;
  /** The venue's wall time, for sandbox accounts; the clock's own when left out. */
  readonly venueClock?: Pick<Clock, 'now'> | undefined;
  /** When segments trade; always open where left out. `timeChanged` tells of changes. */
  readonly calendars?: Readonly<Partial<Record<Environment, MarketCalendar>>> | undefined;
  readonly ids: IdSource;
  readonly journal: JournalPort;
  readonly leases: LeasePort;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  /** The day's instruments, one catalog per environment. */
  readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  readonly repositories: {
    readonly accounts: AccountRepository;
    readonly sessions: BrokerSessionRepository;
    readonly groups: GroupRepository;
  };
}

export class Desk {
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly access: AccountAccess;
  readonly unguarded: TradingDay['unguarded'];
  readonly #books = new Books();
  readonly orders = this.#books.orders;
  readonly positions = this.#books.positions;
  readonly runs = this.#books.runs;
  readonly times: MarketTimes;
  readonly trader: CopyTrader;
  readonly divergences: Divergences;
  readonly prices: Limits['prices'];
  readonly capitals: Limits['capitals'];
  readonly dayLoss: Limits['dayLoss'];
  readonly killSwitch: Limits['killSwitch'];
  readonly squareOff: Limits['squareOff'];
  readonly conversions: Conversions;
  readonly baskets: Baskets;
  readonly decisions: ChildDecisions;
  readonly resolutions: Resolutions;
  readonly preview: Preview;
  readonly #parts: DeskParts;
  readonly #clock: AccountClock;
  readonly #day: TradingDay;
  readonly #limits: Limits;
  readonly #dispatch: OrderDispatch;
  readonly #fanOut: FanOut;
  readonly #follow: Follow;
  readonly #changes: OrderChanges;
  readonly #reconciliation: Reconciliation;
  readonly #leases: AccountLeases;
  #opened = false;
  #closed = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const { ids, brokers, repositories } = parts;
    const environmentOf = (id: AccountId): Environment | undefined => this.accounts.environmentOf(id);
    const clock = new AccountClock(parts.clock, parts.venueClock, environmentOf);
    const times = new MarketTimes({ clock, calendars: parts.calendars, environmentOf });
    this.#leases = new AccountLeases({
      clock,
      leases: parts.leases,
      accounts: () => this.accounts,
      onLost: (account) => this.#reconciliation.end(account.id),
      begin: (account) => this.#begin(account),
    });
    const { orders, positions } = this;
    const journal = new Journal(parts.journal, clock, {
      ordersUnderWay: () => dispatch.isSending,
      fenceOf: (accountId) => this.#leases.fenceOf(accountId),
    });
    const accounts = new AccountStore({
      repository: repositories.accounts,
      sessions: repositories.sessions,
      journal,
      clock,
      ids,
      isInUse: (id) =>
        groups.of(id) !== undefined || orders.livingOf(id).length > 0 || positions.holdsCopied(id),
    });
    // A master's order whose children are not made yet may still reach this account.
    const mayReach = (id: AccountId): boolean => {
      const group = groups.of(id);
      return group !== undefined && orders.livingOf(group.masterId).some((order) => !order.fannedOut);
    };
    const isFlat = (id: AccountId): boolean =>
      orders.livingOf(id).length === 0 && !positions.holdsCopied(id) && !mayReach(id);
    const groups = new GroupStore({
      repository: repositories.groups,
      accounts,
      journal,
      ids,
      isFlat,
      lossOf: (id) => limits.dayLoss.of(id),
      copiedOf: (id) => positions.copiedOf(id),
    });
    const kept = keptInstruments(parts.instruments);
    const instrumentsOf = (id: AccountId): InstrumentLookup => kept[accounts.get(id).environment];
    const instrumentOf = ({ accountId, instrumentId }: OrderIntent): Instrument | undefined =>
      instrumentsOf(accountId).byId(instrumentId);
    const exits: ExitNowParts = {
      orders,
      positions,
      instrumentsOf,
      owedBy: (exit) => this.divergences.owedBy(exit),
    };
    const dispatch = new OrderDispatch({
      clock,
      journal,
      accounts,
      brokers,
      instrumentsOf,
      closedMs: ({ intent }) =>
        intent.afterMarket ? 0 : times.closedMs(intent.accountId, instrumentOf(intent)),
      isAfterMarket: ({ intent }) =>
        intent.afterMarket && times.isAfterMarket(intent.accountId, instrumentOf(intent)),
      entryStop: (order) => guards.stopsSending(order),
      exitNow: (order) => exitNow(exits, order),
      closableNow: (order) => closableNow(exits, order),
      siblingsOf: ({ intent }) => orders.livingIn(intent),
      exitWaitMs: (order) =>
        exitWaitMs({ orders, clock, isInDoubt: (at) => this.#reconciliation.isInDoubt(at) }, order),
      readBooks: (id) => this.#reconciliation.readBooks(id),
      recentWrites: (id) => recentWrites.of(id, orders.livingOf(id)),
    });
    const freeze = new FreezeFigures({
      orders,
      brokerOf: (id) => accounts.brokerOf(id),
      today: (id) => istDate(clock.now(id)),
    });
    const limits = new Limits({
      clock,
      times,
      freeze,
      ids,
      journal,
      accounts,
      groups,
      orders,
      positions,
      brokers,
      instrumentsOf,
      dispatch: () => dispatch,
      fit: () => fit,
      exit: (userId, command) => trader.exit(userId, command),
    });
    const recentWrites = new RecentWrites(clock);
    const { guards, capitals, prices } = limits;
    const { baskets: basketBook } = this.#books;
    const owed = (): Divergences => this.divergences;
    const basketGate = new BasketGate({ accounts, orders, baskets: basketBook, divergences: owed });
    const shared: FanOutParts = {
      basketGate,
      clock,
      times,
      freeze,
      ids,
      accounts,
      orders,
      positions,
      capitals,
      guards,
      brokers,
      instrumentsOf,
      prices,
      journal,
      groups,
      dispatch,
    };
    const access = new AccountAccess({ ...shared, laneOf: (id) => dispatch.laneOf(id) });
    const fit = new OrderFit(shared);
    const divergences = new Divergences({ ...shared, sales: access.sales }, this.#books.conversions);
    const { expectations } = divergences;
    const fanOut = new FanOut(shared, { fit, expectations });
    const changes = new OrderChanges(shared, fanOut, fit);
    const overExits = new OverExits(shared, { fanOut, fit });
    const facts = new AwaitedFacts(shared);
    const trader = new CopyTrader(shared, { fanOut, changes, facts });
    const day = new TradingDay(shared, { fanOut, fit, changes, trader });
    const conversions = new Conversions(shared, overExits, this.#books.conversions);
    const baskets = new Baskets({ ...shared, baskets: basketBook, trader, fanOut });
    const follow = new Follow(shared, { fanOut, fit, changes, overExits, expectations });
    const reconciliation = new Reconciliation({
      ...shared,
      lots: this.#books.lots,
      prices,
      conversions,
      fanOut,
      dayLoss: limits.dayLoss,
      cutOffOf: (account, instrument) => times.moment(account.id, instrument).cutOffAt,
      onSettled: (settled) => this.#onSettled(settled),
    });
    this.journal = journal;
    this.accounts = accounts;
    this.groups = groups;
    this.access = access;
    this.unguarded = day.unguarded;
    this.trader = trader;
    this.divergences = divergences;
    this.conversions = conversions;
    this.baskets = baskets;
    this.#limits = limits;
    this.prices = limits.prices;
    this.capitals = limits.capitals;
    this.dayLoss = limits.dayLoss;
    this.killSwitch = limits.killSwitch;
    this.squareOff = limits.squareOff;
    this.times = times;
    this.#clock = clock;
    this.#day = day;
    this.decisions = new ChildDecisions(shared, divergences);
    this.resolutions = new Resolutions(shared);
    this.preview = new Preview(shared, trader);
    this.#dispatch = dispatch;
    this.#fanOut = fanOut;
    this.#follow = follow;
    this.#changes = changes;
    this.#reconciliation = reconciliation;
    journal.addState((entry) => this.#books.apply(entry));
    journal.addState((entry) => groups.apply(entry));
    journal.addState((entry) => limits.apply(entry));
    journal.addState((entry) => divergences.apply(entry));
    journal.addState((entry) => accounts.apply(entry));
    journal.addState((entry) => access.apply(entry));
    journal.addState((entry) => freeze.apply(entry));
    journal.addState((entry) => day.apply(entry));
    journal.addState((entry) => reconciliation.apply(entry));
    journal.addState((entry) => {
      if (!this.#opened) recentWrites.apply(entry);
    });
    journal.addReaction((entry) => day.onRefusal(entry));
    journal.addReaction(({ event }) => {
      if (event.type === 'account-disarmed') dispatch.giveUpEntries(event.accountId, 'disarmed');
    });
    journal.addReaction((entry) => access.onEntry(entry));
    journal.addReaction((entry) => reconciliation.onEntry(entry));
    journal.addReaction((entry) => follow.onEntry(entry));
    journal.addReaction((entry) => divergences.onEntry(entry));
    journal.addReaction((entry) => day.onEntry(entry));
    journal.addReaction((entry) => facts.onEntry(entry));
    journal.addReaction((entry) => conversions.onEntry(entry));
    journal.addReaction((entry) => limits.onEntry(entry));
    journal.addReaction((entry) => baskets.onEntry(entry));
    accounts.listen({
      sessionOpened: (account) => {
        this.#begin(account).catch(() => this.#leases.lose(account));
        day.look();
      },
      accountRemoved: ({ id }) => this.#leases.forget(id),
      sessionEnded: (account) => {
        this.#reconciliation.end(account.id);
        dispatch.giveUpEntries(account.id);
      },
    });
  }

  /**
   * Rebuilds the books, marks every intent without an outcome as uncertain, takes the leases and starts to settle the
   * accounts that are logged in. Resolves when commands can be given; accounts settle by themselves.
   */
  async open(): Promise<void> {
    await this.accounts.load();
    await this.groups.load();
    // Leases first: a journal that somebody else still writes would be read too early.
    for (const account of this.accounts.all()) await this.#leases.takeOrRefuse(account);
    await this.journal.replay();
    this.#opened = true;
    await this.groups.reconcile();
    for (const environment of ['live', 'sandbox'] as const) this.listsChanged(environment);
    for (const userId of new Set(this.accounts.all().map((account) => account.userId)))
      this.journal.record(userId, { type: 'desk-opened' });
    for (const account of this.accounts.all()) {
      this.#reconciliation.loseAnswers(account);
      this.conversions.loseAnswers(account.id);
    }
    await this.journal.commit();
    for (const account of this.accounts.all())
      if (this.accounts.sessionOf(account.id) !== undefined) await this.#begin(account);
    this.#day.look();
    this.baskets.look();
  }

  /** New lists are in force: what was held of an instrument that was replaced overnight is held of its successor. */
  listsChanged(environment: Environment): void {
    // Books that are being rebuilt show less than is held; `open` looks when they are whole.
    if (!this.#opened) return;
    for (const account of this.accounts.all())
      if (account.environment === environment) this.#reconciliation.listsChanged(account);
  }

  /** The venue's clock was moved, or a calendar changed: what is due by now is done. */
  timeChanged(): void {
    this.#day.look();
  }

  /** Stops sending and listening, writes what is still in memory and gives the leases back. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#day.close();
    this.access.close();
    this.#reconciliation.close();
    this.divergences.close();
    this.conversions.close();
    this.baskets.close();
    this.#limits.close();
    await this.#dispatch.close();
    await this.journal.commit().catch(() => undefined);
    await this.#leases.close();
  }

  /** A fact about an account that came by a webhook. Nothing happens while the account is not logged in. */
  takeFact(accountId: AccountId, fact: AccountFact): void {
    this.#reconciliation.takeFact(accountId, fact);
  }

  /** Funds that were read because somebody asked: from now on the account's capital is what they say. */
  takeFunds(accountId: AccountId, funds: BrokerFunds): void {
    this.#reconciliation.takeFunds(this.accounts.get(accountId), funds);
  }

  /** How many actions wait in an account's lane or are on their way. */
  laneDepth(accountId: AccountId): number {
    return this.#dispatch.laneOf(accountId).depth;
  }

  async #begin(account: Account): Promise<void> {
    const broker = this.#parts.brokers.get(account.brokerId);
    if (broker === undefined || !(await this.#leases.take(account))) return;
    const session = this.accounts.sessionOf(account.id);
    if (session === undefined || this.#closed) return;
    this.#reconciliation.begin(account, broker, session);
  }

  /** Books are read: what waited may go, and what a crash cut off between a master and its children is made up for. */
  #onSettled(account: Account): void {
    this.#fanOut.resume(this.orders.list({ userId: account.userId, accountId: account.id }));
    this.#fanOut.releaseHeld();
    this.#follow.sweep(account.id);
    // A cancel or a modification that was asked for before a crash may never have left; asking twice does no harm.
    for (const order of this.orders.livingOf(account.id)) this.#changes.resume(order);
    this.divergences.look(account.id);
    this.#day.onSettled(account);
    this.#dispatch.laneOf(account.id).wake();
    this.#limits.onSettled(account.id);
    this.baskets.onSettled(account.id);
  }
}
