/**
 * Everything that limits what a desk does, put together: guards, kill switches, square-offs, and what they look at.
 *
 * Decides: nothing; it hands the journal's entries to those who do, in an order in which each finds what it needs.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import { Capitals } from '../account/capital.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { OrderFit } from '../change/order-fit.ts';
import { WorkingOrders } from '../change/working-orders.ts';
import type { ConversionBook } from '../conversion/conversion-book.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import { LastPrices } from '../market/last-prices.ts';
import type { LivePrices } from '../market/live-prices.ts';
import type { MarketTimes } from '../market/market-times.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { ExitCommand } from '../order/place-command.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { PositionBook } from '../position/position-book.ts';
import { PreviousCloses } from '../position/previous-closes.ts';
import { Profits } from '../position/profits.ts';
import type { ProtectionBook } from '../protection/protection-book.ts';
import { type ProtectionParts, Protections } from '../protection/protections.ts';
import { type RestingStopParts, RestingStops } from '../protection/resting-stops.ts';
import { SquareOff, type SquareOffParts } from '../square-off/square-off.ts';
import { SquareOffJobs } from '../square-off/square-off-jobs.ts';
import { DayLoss, type DayLossParts } from './day-loss.ts';
import { EntryGuards } from './entry-guards.ts';
import { KillSwitch } from './kill-switch.ts';
import { LossLimits } from './loss-limits.ts';

export interface LimitParts {
  readonly clock: DeskClock;
  readonly times: MarketTimes;
  readonly freeze: FreezeFigures;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly conversions: ConversionBook;
  readonly protections: ProtectionBook;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  /** Asked when a price of now is needed; a desk makes them after its limits. */
  readonly live: () => LivePrices;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** Asked when there is something to cancel; a desk makes it after its limits. */
  readonly dispatch: () => Pick<OrderDispatch, 'cancel'>;
  readonly fit: () => Pick<OrderFit, 'shrink'>;
  readonly isMissing: ProtectionParts['isMissing'];
  /** The ordinary way of an exit. */
  readonly exit: (userId: UserId, command: ExitCommand) => Promise<OrderId>;
  /** Asked when a stop is to rest at a broker; a desk makes it after its limits. */
  readonly trader: RestingStopParts['trader'];
}

export class Limits {
  readonly prices: LastPrices;
  readonly capitals: Capitals;
  readonly killSwitch: KillSwitch;
  readonly guards: EntryGuards;
  readonly squareOff: SquareOff;
  readonly dayLoss: DayLoss;
  readonly closes: PreviousCloses;
  readonly profits: Profits;
  readonly protections: Protections;
  readonly restingStops: RestingStops;
  readonly #lossLimits: LossLimits;
  readonly #working: WorkingOrders;
  readonly #jobs = new SquareOffJobs();

  constructor(parts: LimitParts) {
    const { accounts, orders, clock } = parts;
    this.prices = new LastPrices({ orders, environmentOf: (id) => accounts.environmentOf(id) });
    this.capitals = new Capitals(clock, accounts);
    this.#working = new WorkingOrders(parts);
    const working = this.#working;
    this.killSwitch = new KillSwitch({ ...parts, working });
    const { prices, capitals, killSwitch } = this;
    const coveredAt: SquareOffParts['coveredAt'] = (accountId, { instrumentId, product }) =>
      parts.protections.coveredAt(accountId, instrumentId, product);
    this.squareOff = new SquareOff({ ...parts, working, jobs: this.#jobs, coveredAt });
    const { squareOff } = this;
    this.closes = new PreviousCloses(clock, prices);
    const counting = { ...parts, prices, closes: this.closes, multiplierOf: multiplierIn(parts) };
    this.dayLoss = new DayLoss(counting);
    this.profits = new Profits(counting);
    this.#lossLimits = new LossLimits({ ...parts, dayLoss: this.dayLoss, working, squareOff });
    const lossLimits = this.#lossLimits;
    this.guards = new EntryGuards({
      ...parts,
      prices,
      capitals,
      killSwitch,
      lossLimits,
    });
    const watching = { ...parts, book: parts.protections, jobs: this.#jobs };
    this.restingStops = new RestingStops({
      ...watching,
      working,
      stopOf: (protection) => this.protections.stopOf(protection),
    });
    const { profits, restingStops } = this;
    this.protections = new Protections({ ...watching, squareOff, profits, restingStops });
    prices.listen((_environment, instrumentId) => lossLimits.onPrice(instrumentId));
  }

  /** A state of the journal. The books must have applied the entry before. */
  apply(entry: JournalEntry): void {
    this.prices.apply(entry);
    this.capitals.apply(entry);
    this.killSwitch.apply(entry);
    this.#jobs.apply(entry);
    this.dayLoss.apply(entry);
    this.#lossLimits.apply(entry);
  }

  /** A reaction to the journal. */
  onEntry(entry: JournalEntry): void {
    this.#working.onEntry();
    this.squareOff.onEntry(entry);
    if (entry.event.type === 'outside-order-adopted') this.killSwitch.sweep(entry.event.order.accountId);
    this.#lossLimits.onEntry(entry);
    this.protections.onEntry(entry);
    this.restingStops.onEntry(entry);
  }

  /** Stops everything that would still be tried. */
  close(): void {
    this.protections.close();
    this.restingStops.close();
    this.squareOff.close();
  }

  /** An account's books are read: what waited for it goes on. */
  onSettled(accountId: AccountId): void {
    this.killSwitch.sweep(accountId);
    this.squareOff.onSettled(accountId);
    this.#lossLimits.lookAt(accountId);
    this.protections.resume();
  }
}

/** An instrument that no list knows any more is counted as it is quoted. */
function multiplierIn({ accounts, instrumentsOf }: LimitParts): DayLossParts['multiplierOf'] {
  return (accountId, instrumentId) =>
    accounts.userOf(accountId) === undefined
      ? 1
      : (instrumentsOf(accountId).byId(instrumentId)?.contractMultiplier ?? 1);
}
