/**
 * Puts the parts of a desk together: who is given what.
 *
 * Decides: nothing about trading. What is made early asks for what is made after it when it needs it, by `later`.
 */
import type { Account, AccountId } from './account/account.ts';
import { AccountAccess } from './account/account-access.ts';
import { AccountLeases } from './account/account-leases.ts';
import { AccountStore } from './account/account-store.ts';
import { BasketGate } from './basket/basket-gate.ts';
import { Baskets } from './basket/baskets.ts';
import type { BrokerId, Environment } from './broker/broker-id.ts';
import type { BrokerPort } from './broker/broker-port.ts';
import { lateByNow } from './change/late-changes.ts';
import { OrderChanges } from './change/order-changes.ts';
import { OrderFit } from './change/order-fit.ts';
import { Conversions } from './conversion/conversions.ts';
import { AwaitedFacts } from './copy/awaited-facts.ts';
import { CopyTrader } from './copy/copy-trader.ts';
import { FanOut, type FanOutParts } from './copy/fan-out.ts';
import { Follow } from './copy/follow.ts';
import { TradingDay } from './day/trading-day.ts';
import { Divergences } from './divergence/divergences.ts';
import { wayThroughZero } from './divergence/through-zero.ts';
import { closableNow, type ExitNowParts, exitNow, exitWait } from './exit/exit-now.ts';
import { OrderWaits } from './exit/order-waits.ts';
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
import type { LivePrices } from './market/live-prices.ts';
import { MarketHub } from './market/market-hub.ts';
import { MarketTimes } from './market/market-times.ts';
import { ReadBudget } from './market/read-budget.ts';
import { FreezeFigures } from './order/freeze-figures.ts';
import type { Order } from './order/order.ts';
import type { OrderIntent } from './order/order-intent.ts';
import { type Clock, istDate } from './ports/clock.ts';
import type { IdSource } from './ports/id-source.ts';
import type { LeasePort } from './ports/lease.ts';
import type { MarketCalendar } from './ports/market-calendar.ts';
import type { AccountRepository, BrokerSessionRepository, GroupRepository } from './ports/repositories.ts';
import { StuckPositions } from './position/stuck-positions.ts';
import { Reconciliation } from './reconcile/reconciliation.ts';

/** Everything a desk needs from outside. */
export interface DeskParts {
  readonly clock: Clock;
  /** The venue's wall time, for sandbox accounts; the clock's own when left out. */
  readonly venueClock?: Pick<Clock, 'now'> | undefined;
  /** When segments trade; always open where left out. `timeChanged` tells of changes. */
  readonly calendars?: Readonly<Partial<Record<Environment, MarketCalendar>>> | undefined;
  /** What protections and profits take for the prices of now, instead of the desk's own market. */
  readonly livePrices?: LivePrices | undefined;
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

/** What the desk itself does when a part asks for it. */
export interface DeskCalls {
  readonly begin: (account: Account) => Promise<void>;
  readonly onSettled: (account: Account) => void;
}

type Stores = ReturnType<typeof wireStores>;
type Sending = ReturnType<typeof wireSending>;
type Copying = ReturnType<typeof wireCopying>;

/** Every part of a desk. */
export type DeskWiring = Stores & Sending & Copying;

/** Who needs a part asks for it when it is needed: by then all of them are made. */
type Later = () => Pick<Sending, 'dispatch' | 'limits'> & Omit<Copying, 'shared'>;

/** Makes every part. Nothing is read, and nothing sent, before the desk is opened. */
export function wireDesk(parts: DeskParts, calls: DeskCalls): DeskWiring {
  const made: { all?: ReturnType<Later> } = {};
  const later: Later = () => {
    if (made.all === undefined) throw new Error('A part was asked for before the desk was put together');
    return made.all;
  };
  const stores = wireStores(parts, calls, later);
  const sending = wireSending(parts, stores, later);
  const copying = wireCopying({ parts, calls, later }, stores, sending);
  made.all = { ...sending, ...copying };
  return { ...stores, ...sending, ...copying };
}

/** What is known: clock, journal, books, accounts and groups. */
function wireStores(parts: DeskParts, calls: DeskCalls, later: Later) {
  const { ids, repositories } = parts;
  const books = new Books();
  const { orders, positions } = books;
  const environmentOf = (id: AccountId): ReturnType<AccountStore['environmentOf']> =>
    accounts.environmentOf(id);
  const clock = new AccountClock(parts.clock, parts.venueClock, environmentOf);
  const times = new MarketTimes({ clock, calendars: parts.calendars, environmentOf });
  const leases = new AccountLeases({
    clock,
    leases: parts.leases,
    accounts: () => accounts,
    onLost: (account) => later().reconciliation.end(account.id),
    begin: calls.begin,
  });
  const journal = new Journal(parts.journal, clock, {
    ordersUnderWay: () => later().dispatch.isSending,
    fenceOf: (accountId) => leases.fenceOf(accountId),
  });
  const accounts: AccountStore = new AccountStore({
    repository: repositories.accounts,
    sessions: repositories.sessions,
    journal,
    clock,
    ids,
    isInUse: (id) =>
      groups.of(id) !== undefined ||
      orders.livingOf(id).length > 0 ||
      positions.holdsCopied(id) ||
      // What became of an uncertain one only a login could tell, and there may be none any more.
      books.conversions.livingOf(id).some(({ status }) => status !== 'uncertain'),
  });
  // A master's order whose children are not made yet may still reach this account.
  const mayReach = (id: AccountId): boolean => {
    const group = groups.of(id);
    return group !== undefined && orders.livingOf(group.masterId).some((order) => !order.fannedOut);
  };
  const groups: GroupStore = new GroupStore({
    repository: repositories.groups,
    accounts,
    journal,
    ids,
    isFlat: (id) => orders.livingOf(id).length === 0 && !positions.holdsCopied(id) && !mayReach(id),
    lossOf: (id) => later().limits.dayLoss.of(id),
    copiedOf: (id) => positions.copiedOf(id),
  });
  const stuck = new StuckPositions(positions);
  const kept = keptInstruments(parts.instruments);
  const instrumentsOf = (id: AccountId): InstrumentLookup => kept[accounts.get(id).environment];
  const known = { books, orders, positions, clock, times, leases, journal, accounts, groups, stuck };
  return { ...known, instruments: kept, instrumentsOf };
}

/** What leaves for brokers, and what stops it. */
function wireSending({ ids, brokers, livePrices }: DeskParts, stores: Stores, later: Later) {
  const { orders, positions, clock, times, journal, accounts, groups, instrumentsOf } = stores;
  const instrumentOf = ({ accountId, instrumentId }: OrderIntent): Instrument | undefined =>
    instrumentsOf(accountId).byId(instrumentId);
  const exits: ExitNowParts = {
    orders,
    positions,
    instrumentsOf,
    owedBy: (exit) => later().divergences.owedBy(exit),
  };
  const doubts: Pick<Reconciliation, 'isInDoubt' | 'isMissing'> = {
    isInDoubt: (at) => later().reconciliation.isInDoubt(at),
    isMissing: (at) => later().reconciliation.isMissing(at),
  };
  const asked = {
    closedMs: ({ intent }: Order) =>
      intent.afterMarket ? 0 : times.closedMs(intent.accountId, instrumentOf(intent)),
    exitWait: (order: Order) => exitWait({ orders, clock, ...doubts }, order),
  };
  const recentWrites = new RecentWrites(clock);
  const dispatch = new OrderDispatch({
    clock,
    journal,
    accounts,
    brokers,
    instrumentsOf,
    ...asked,
    isAfterMarket: ({ intent }) =>
      intent.afterMarket && times.isAfterMarket(intent.accountId, instrumentOf(intent)),
    lateByNow: (order) => lateByNow({ times, positions }, order, instrumentOf(order.intent)),
    entryStop: (order, slice) => limits.guards.stopsSending(order, slice),
    exitNow: (order) => exitNow(exits, order),
    closableNow: (order) => closableNow(exits, order),
    wayThroughZero: (order) => wayThroughZero({ orders, positions }, order),
    siblingsOf: ({ intent }) => orders.livingIn(intent),
    exitWaitMs: (order) => asked.exitWait(order)?.ms ?? 0,
    readBooks: (id) => later().reconciliation.readBooks(id),
    recentWrites: (id) => recentWrites.of(id, orders.livingOf(id)),
  });
  const freeze = new FreezeFigures({
    orders,
    brokerOf: (id) => accounts.brokerOf(id),
    today: (id) => istDate(clock.now(id)),
  });
  const limits: Limits = new Limits({
    clock,
    times,
    freeze,
    ids,
    journal,
    accounts,
    groups,
    orders,
    positions,
    conversions: stores.books.conversions,
    protections: stores.books.protections,
    live: () => livePrices ?? market,
    brokers,
    instrumentsOf,
    dispatch: () => dispatch,
    fit: () => later().fit,
    isMissing: doubts.isMissing,
    exit: (userId, command) => later().trader.exit(userId, command),
    trader: () => later().trader,
  });
  const budget = new ReadBudget(clock, brokers);
  const market: MarketHub = new MarketHub({ ...stores, brokers, budget, prices: limits.prices });
  const waits = new OrderWaits({
    ...asked,
    orders,
    accounts,
    isListed: ({ intent }) => {
      const { brokerId } = accounts.get(intent.accountId);
      return instrumentsOf(intent.accountId).listingFor(intent.instrumentId, brokerId) !== undefined;
    },
    rateWaitMs: (id) => dispatch.laneOf(id).rateWaitMs,
    waitsForOwed: (master, id) => later().fanOut.waitsForOwed(master, id),
    shareOf: (at) => later().divergences.expectations.view(at),
  });
  return { dispatch, freeze, limits, market, budget, recentWrites, waits };
}

/** What everybody who makes orders is given. */
function sharedParts(
  { parts, later }: { readonly parts: DeskParts; readonly later: Later },
  stores: Stores,
  { dispatch, freeze, limits }: Pick<Sending, 'dispatch' | 'freeze' | 'limits'>,
): FanOutParts {
  const { ids, brokers } = parts;
  const { books, clock, times, accounts, orders, positions, journal, groups, instrumentsOf } = stores;
  const { guards, capitals, prices } = limits;
  const { baskets } = books;
  const basketGate = new BasketGate({
    accounts,
    orders,
    baskets,
    positions,
    instrumentsOf,
    squareOff: limits.squareOff,
    clock,
    divergences: () => later().divergences,
  });
  const ours = { clock, times, accounts, orders, positions, journal, groups, instrumentsOf };
  const made = { basketGate, defaults: books.defaults };
  return { ...ours, ...made, freeze, ids, capitals, guards, brokers, prices, dispatch };
}

/** What copies, follows and compares. */
function wireCopying(
  { parts, calls, later }: { readonly parts: DeskParts; readonly calls: DeskCalls; readonly later: Later },
  stores: Stores,
  { dispatch, freeze, limits }: Sending,
) {
  const { books, times, stuck } = stores;
  const shared = sharedParts({ parts, later }, stores, { dispatch, freeze, limits });
  const access = new AccountAccess({ ...shared, laneOf: (id) => dispatch.laneOf(id) });
  const fit = new OrderFit(shared);
  const divergences: Divergences = new Divergences(
    { ...shared, sales: access.sales, stuck },
    books.conversions,
  );
  const { expectations } = divergences;
  const fanOut = new FanOut(shared, { fit, expectations });
  const changes = new OrderChanges(shared, { fanOut, fit, expectations });
  const overExits = new OverExits(shared, { fanOut, fit });
  const facts = new AwaitedFacts(shared);
  const trader: CopyTrader = new CopyTrader(shared, { fanOut, changes, facts });
  const day = new TradingDay(shared, {
    fanOut,
    fit,
    changes,
    trader,
    protections: books.protections,
    divergences,
  });
  const conversions = new Conversions({ ...shared, expectations }, overExits, books.conversions);
  const baskets = new Baskets({ ...shared, baskets: books.baskets, trader, fanOut });
  const follow = new Follow(shared, { fanOut, fit, changes, overExits, expectations });
  const reconciliation: Reconciliation = new Reconciliation({
    ...shared,
    lots: books.lots,
    stuck,
    conversions,
    fanOut,
    closes: limits.closes,
    isTooLarge: (order) => overExits.isTooLarge(order),
    replace: (order) => fit.replace(order),
    cutOffOf: (account, instrument) => times.moment(account.id, instrument).cutOffAt,
    onSettled: calls.onSettled,
  });
  return {
    shared,
    access,
    fit,
    divergences,
    fanOut,
    changes,
    facts,
    trader,
    day,
    conversions,
    baskets,
    follow,
    reconciliation,
  };
}

/** Tells every part of what is journaled: state first, then what acts upon it, each in this order. */
export function listenToJournal(wiring: DeskWiring, isOpened: () => boolean): void {
  const { journal, books, groups, limits, divergences, accounts, access, freeze, day, reconciliation } =
    wiring;
  for (const state of [
    books,
    groups,
    limits,
    divergences,
    accounts,
    access,
    freeze,
    day,
    reconciliation,
    wiring.market,
  ] as const)
    journal.addState((entry) => state.apply(entry));
  journal.addState((entry) => {
    if (!isOpened()) wiring.recentWrites.apply(entry);
  });
  journal.addReaction((entry) => day.onRefusal(entry));
  journal.addReaction(({ event }) => {
    if (event.type === 'account-disarmed') wiring.dispatch.giveUpEntries(event.accountId, 'disarmed');
  });
  const { follow, facts, conversions, baskets, market } = wiring;
  for (const part of [
    access,
    reconciliation,
    follow,
    divergences,
    day,
    facts,
    conversions,
    limits,
    baskets,
    market,
  ] as const)
    journal.addReaction((entry) => part.onEntry(entry));
}
