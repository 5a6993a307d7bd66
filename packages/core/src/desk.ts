/**
 * A whole desk: the books, the lanes and the commands, put together over the ports that the host gives.
 *
 * Decides: nothing about trading; only who is told of what, and in which order a desk opens and closes.
 */
import type { Account, AccountId } from './account/account.ts';
import type { AccountAccess } from './account/account-access.ts';
import type { AccountStore } from './account/account-store.ts';
import type { Baskets } from './basket/baskets.ts';
import type { Environment } from './broker/broker-id.ts';
import type { AccountFact, BrokerFunds } from './broker/broker-order.ts';
import type { Conversions } from './conversion/conversions.ts';
import { ChildDecisions } from './copy/child-decisions.ts';
import type { CopyTrader } from './copy/copy-trader.ts';
import { Preview } from './copy/preview.ts';
import type { TradingDay } from './day/trading-day.ts';
import { type DeskParts, type DeskWiring, listenToJournal, wireDesk } from './desk-wiring.ts';
import type { Divergences } from './divergence/divergences.ts';
import type { GroupStore } from './group/group-store.ts';
import type { Limits } from './guard/limits.ts';
import type { Journal } from './journal/journal.ts';
import type { RateUse } from './lane/rate-budget.ts';
import type { MarketHub } from './market/market-hub.ts';
import type { MarketTimes } from './market/market-times.ts';
import { PriceReads } from './market/price-reads.ts';
import type { OrderBook } from './order/order-book.ts';
import type { PositionBook } from './position/position-book.ts';
import { Resolutions } from './reconcile/resolutions.ts';

export class Desk {
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly access: AccountAccess;
  readonly unguarded: TradingDay['unguarded'];
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly runs: DeskWiring['books']['runs'];
  /** What protects a position that its user opens without a word about protection. */
  readonly protectionDefaults: DeskWiring['books']['defaults'];
  readonly times: MarketTimes;
  readonly trader: CopyTrader;
  readonly divergences: Divergences;
  readonly prices: Limits['prices'];
  /** The prices of now. */
  readonly market: MarketHub;
  readonly capitals: Limits['capitals'];
  readonly dayLoss: Limits['dayLoss'];
  readonly closes: Limits['closes'];
  readonly profits: Limits['profits'];
  readonly protections: Limits['protections'];
  readonly killSwitch: Limits['killSwitch'];
  readonly squareOff: Limits['squareOff'];
  readonly conversions: Conversions;
  readonly baskets: Baskets;
  readonly decisions: ChildDecisions;
  readonly resolutions: Resolutions;
  /** Why what has not left waits, to be read. */
  readonly waits: DeskWiring['waits'];
  readonly preview: Preview;
  /** Quotes and candles on request. */
  readonly priceReads: PriceReads;
  readonly #brokers: DeskParts['brokers'];
  readonly #wiring: DeskWiring;
  #opened = false;
  #closed = false;

  constructor(parts: DeskParts) {
    this.#brokers = parts.brokers;
    const wiring = wireDesk(parts, {
      begin: (account) => this.#begin(account),
      onSettled: (account) => this.#onSettled(account),
    });
    const { limits, shared, day } = wiring;
    this.#wiring = wiring;
    this.journal = wiring.journal;
    this.accounts = wiring.accounts;
    this.groups = wiring.groups;
    this.access = wiring.access;
    this.unguarded = day.unguarded;
    this.orders = wiring.orders;
    this.positions = wiring.positions;
    this.runs = wiring.books.runs;
    this.protectionDefaults = wiring.books.defaults;
    this.times = wiring.times;
    this.trader = wiring.trader;
    this.divergences = wiring.divergences;
    this.prices = limits.prices;
    this.market = wiring.market;
    this.capitals = limits.capitals;
    this.dayLoss = limits.dayLoss;
    this.closes = limits.closes;
    this.profits = limits.profits;
    this.protections = limits.protections;
    this.killSwitch = limits.killSwitch;
    this.squareOff = limits.squareOff;
    this.conversions = wiring.conversions;
    this.baskets = wiring.baskets;
    this.decisions = new ChildDecisions(shared, wiring.divergences);
    this.resolutions = new Resolutions(shared);
    this.waits = wiring.waits;
    this.preview = new Preview(shared, wiring.trader);
    this.priceReads = new PriceReads({
      clock: wiring.clock,
      accounts: wiring.accounts,
      brokers: parts.brokers,
      instruments: parts.instruments,
      budget: wiring.budget,
    });
    this.priceReads.preferLive(wiring.market);
    listenToJournal(wiring, () => this.#opened);
    wiring.accounts.listen({
      sessionOpened: (account, session) => {
        this.market.begin(account, session);
        this.#begin(account).catch(() => wiring.leases.lose(account));
        day.look();
      },
      accountRemoved: (account) => {
        wiring.leases.forget(account.id);
        this.market.removed(account);
      },
      sessionEnded: (account) => {
        this.market.end(account);
        wiring.reconciliation.end(account.id);
        wiring.dispatch.giveUpEntries(account.id);
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
    for (const account of this.accounts.all()) await this.#wiring.leases.takeOrRefuse(account);
    await this.journal.replay();
    this.#opened = true;
    // What follows from one lost answer must not take the other slices for unsent.
    const react = this.journal.holdReactions();
    this.#loseAnswers();
    await this.groups.reconcile();
    for (const environment of ['live', 'sandbox'] as const) this.listsChanged(environment);
    react();
    this.conversions.resume();
    await this.journal.commit();
    for (const account of this.accounts.all()) {
      const session = this.accounts.sessionOf(account.id);
      if (session === undefined) continue;
      this.market.begin(account, session);
      await this.#begin(account);
    }
    this.#wiring.day.look();
    this.protections.resume();
    this.baskets.look();
  }

  #loseAnswers(): void {
    for (const userId of new Set(this.accounts.all().map((account) => account.userId)))
      this.journal.record(userId, { type: 'desk-opened' });
    for (const account of this.accounts.all()) {
      this.#wiring.reconciliation.loseAnswers(account);
      this.conversions.loseAnswers(account.id);
    }
  }

  /** New lists are in force: what was held of an instrument that was replaced overnight is held of its successor. */
  listsChanged(environment: Environment): void {
    // Books that are being rebuilt show less than is held; `open` looks when they are whole.
    if (!this.#opened) return;
    this.market.look();
    for (const account of this.accounts.all())
      if (account.environment === environment) this.#wiring.reconciliation.listsChanged(account);
  }

  /** The venue's clock was moved, or a calendar changed: what is due by now is done. */
  timeChanged(): void {
    this.#wiring.day.look();
    this.market.look();
  }

  /** Stops sending and listening, writes what is still in memory and gives the leases back. */
  async close(): Promise<void> {
    this.#closed = true;
    this.market.close();
    this.#wiring.day.close();
    this.#wiring.fanOut.close();
    this.access.close();
    this.#wiring.reconciliation.close();
    this.divergences.close();
    this.conversions.close();
    this.baskets.close();
    this.#wiring.limits.close();
    await this.#wiring.dispatch.close();
    await this.journal.commit().catch(() => undefined);
    await this.#wiring.leases.close();
  }

  /** A fact about an account that came by a webhook. Nothing happens while the account is not logged in. */
  takeFact(accountId: AccountId, fact: AccountFact): void {
    this.#wiring.reconciliation.takeFact(accountId, fact);
  }

  /** Funds that were read because somebody asked: from now on the account's capital is what they say. */
  takeFunds(accountId: AccountId, funds: BrokerFunds): void {
    this.#wiring.reconciliation.takeFunds(this.accounts.get(accountId), funds);
  }

  /** How many actions wait in an account's lane or are on their way. */
  laneDepth(accountId: AccountId): number {
    return this.#wiring.dispatch.laneOf(accountId).depth;
  }

  /** How much of its broker's shortest window an account's order writes have used; undefined where none is counted. */
  rateUse(accountId: AccountId): RateUse | undefined {
    return this.#wiring.dispatch.laneOf(accountId).rateUse;
  }

  async #begin(account: Account): Promise<void> {
    const broker = this.#brokers.get(account.brokerId);
    if (broker === undefined || !(await this.#wiring.leases.take(account))) return;
    const session = this.accounts.sessionOf(account.id);
    if (session === undefined || this.#closed) return;
    this.#wiring.reconciliation.begin(account, broker, session);
  }

  /** Books are read: what waited may go, and what a crash cut off between a master and its children is made up for. */
  #onSettled(account: Account): void {
    this.#wiring.fanOut.resume(this.orders.list({ userId: account.userId, accountId: account.id }));
    this.#wiring.fanOut.releaseHeld();
    this.#wiring.follow.sweep(account.id);
    // A cancel or a modification that was asked for before a crash may never have left; asking twice does no harm.
    for (const order of this.orders.livingOf(account.id)) this.#wiring.changes.resume(order);
    this.divergences.look(account.id);
    this.#wiring.day.onSettled(account);
    this.#wiring.dispatch.laneOf(account.id).wake();
    this.#wiring.limits.onSettled(account.id);
    this.baskets.onSettled(account.id);
  }
}
