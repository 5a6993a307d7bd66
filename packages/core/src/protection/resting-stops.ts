/**
 * The stop that rests at the broker behind a protection, where that is asked for: it acts when the desk cannot (domain §4.15).
 *
 * Decides: when it is placed, what it asks for, and when it goes. Keeps I5: it is cancelled before the protection's own exit goes and
 * counted until it has ended; and I6: one for a position, and with other stops that rest there never more than what is protected. It looks
 * at what is, so a restart goes on where the books stand.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { OrderModification } from '../change/modification.ts';
import type { WorkingOrders } from '../change/working-orders.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closingRestOf, exitsUnderWay, livingExitsOf } from '../exit/account-exits.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { LivePrices } from '../market/live-prices.ts';
import type { MarketTimes } from '../market/market-times.ts';
import { ceilToTick, floorToTick, type Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import { filledOf, isChangeOpen, isOrderFinal, type Order, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isStop, type Side } from '../order/order-terms.ts';
import { type CancelTimer, type DeskClock, istDate } from '../ports/clock.ts';
import type { SquareOffJobs } from '../square-off/square-off-jobs.ts';
import { type PositionScope, type Protection, protectionKey } from './protection.ts';
import type { ProtectionBook } from './protection-book.ts';

/** A trail that moves is followed so often at most: every change is a request, and brokers count those of one order. */
const MOVED_EVERY_MS = 5_000;

/** The pause after one that ended without filling; doubled with each, up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 600_000;

/** After so many somebody is told. */
const TOLD_AFTER = 3;

export interface RestingStopParts {
  readonly clock: DeskClock;
  readonly times: MarketTimes;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly orders: OrderBook;
  readonly book: ProtectionBook;
  readonly jobs: SquareOffJobs;
  readonly working: Pick<WorkingOrders, 'awayBecause'>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly live: () => Pick<LivePrices, 'priceOf'>;
  /** Asked when there is something to place or to change; a desk makes it later. */
  readonly trader: () => Pick<CopyTrader, 'place' | 'modify' | 'cancel'>;
  /** Where the stop of a protection stands now, the trailing one included. */
  readonly stopOf: (protection: Protection) => number | undefined;
}

/** What should rest at a position. `unknown`: what is there is left as it is. */
type Wanted =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'stop';
      readonly side: Side;
      readonly quantity: Quantity;
      readonly triggerPrice: Price;
    };

export class RestingStops {
  readonly #parts: RestingStopParts;
  /** Accounts in which one rests, or should. */
  readonly #concerned = new Set<AccountId>();
  /** Positions of which something is being asked. */
  readonly #asking = new Set<string>();
  /** Monotonic: when the order of a position was changed last, and until when nothing is asked after a refusal. */
  readonly #changedMs = new Map<string, number>();
  readonly #refused = new Map<string, { readonly count: number; readonly notBeforeMs: number }>();
  /** Protections of which it was told that nothing stands behind them, as they were set. */
  readonly #told = new Set<string>();
  readonly #soon = new Map<AccountId, { readonly atMs: number; readonly cancel: CancelTimer }>();
  #hasEnded = false;

  constructor(parts: RestingStopParts) {
    this.#parts = parts;
  }

  /** A reaction to the journal: what should rest may be another thing now, or what rests may have ended. */
  onEntry({ event }: JournalEntry): void {
    if (!('accountId' in event) || event.accountId === undefined) return;
    const { accountId } = event;
    const asks = event.type === 'protection-set' && event.levels?.resting === true;
    const isLeft = event.type === 'account-settled' && this.#parts.orders.livingOf(accountId).some(isResting);
    if (asks || isLeft) this.#concerned.add(accountId);
    if (this.#concerned.has(accountId)) this.#lookIn(accountId, 0);
  }

  /** The soonest look counts. */
  #lookIn(accountId: AccountId, ms: number): void {
    const { clock } = this.#parts;
    const atMs = clock.monotonicMs() + ms;
    const before = this.#soon.get(accountId);
    if (this.#hasEnded || (before !== undefined && before.atMs <= atMs)) return;
    before?.cancel();
    const cancel = clock.after(ms, () => {
      this.#soon.delete(accountId);
      this.#lookAt(accountId);
    });
    this.#soon.set(accountId, { atMs, cancel });
  }

  /** Looks at every account that has or should have one. */
  look(): void {
    for (const { scope, levels } of this.#parts.book.all())
      if (scope.kind === 'position' && levels.resting === true) this.#concerned.add(scope.accountId);
    for (const accountId of [...this.#concerned]) this.#lookAt(accountId);
  }

  /** The order that rests behind this position now. */
  at(scope: PositionScope): Order | undefined {
    return this.#parts.orders.livingAt(scope).find(isResting);
  }

  /** Stops; what rests stays at its broker. */
  close(): void {
    this.#hasEnded = true;
    for (const { cancel } of this.#soon.values()) cancel();
    this.#soon.clear();
  }

  #lookAt(accountId: AccountId): void {
    const { book, orders, accounts } = this.#parts;
    if (this.#hasEnded || accounts.userOf(accountId) === undefined) return;
    const resting = orders.livingOf(accountId).filter(isResting);
    for (const order of resting) this.#keep(order);
    const asked = book.all().filter(({ scope, levels }) => isAt(scope, accountId) && levels.resting === true);
    for (const one of asked) this.#place(one);
    if (resting.length === 0 && asked.length === 0) this.#concerned.delete(accountId);
  }

  /** What rests is brought to what should, or goes. */
  #keep(order: Order): void {
    const { orders, clock, trader } = this.#parts;
    const { userId, orderId } = order.intent;
    if (order.cancelWanted) return;
    const key = keyOf(order.intent);
    const wanted = this.#wantedAt(order.intent);
    const isSecond = orders.livingAt(order.intent).find(isResting) !== order;
    if (wanted.kind === 'none' || isSecond || (wanted.kind === 'stop' && wanted.side !== order.intent.side))
      return this.#ask(order.intent, () => trader().cancel(userId, orderId));
    if (wanted.kind === 'unknown' || isChangeOpen(order) || order.fitting) return;
    const change = changeTo(order, wanted);
    const nowMs = clock.monotonicMs();
    const changedMs = this.#changedMs.get(key);
    if (change === undefined || (changedMs !== undefined && nowMs - changedMs < MOVED_EVERY_MS)) return;
    this.#changedMs.set(key, nowMs);
    this.#ask(order.intent, () => trader().modify(userId, orderId, change));
  }

  #place({
    scope,
    userId,
    since,
  }: Protection & { readonly scope: PositionScope | Protection['scope'] }): void {
    if (scope.kind !== 'position') return;
    const { groups, trader } = this.#parts;
    const { accountId, instrumentId, product } = scope;
    const wanted = this.#mayRest(scope);
    if (wanted === undefined || this.#waitMs(scope, { userId, since }) > 0) return;
    const { side, quantity, triggerPrice } = wanted;
    const position = { accountId, instrumentId, product, side, quantity } as const;
    const terms = { orderType: 'SL-M', triggerPrice, validity: 'DAY' } as const;
    const isCopied = groups.ledBy(accountId)?.protection !== 'own';
    const isMeant = (): boolean => {
      const now = this.#mayRest(scope);
      return now?.side === side && now.quantity >= quantity;
    };
    this.#ask(scope, () =>
      trader().place(userId, {
        ...position,
        ...terms,
        origin: 'protection',
        copy: isCopied,
        restingStop: { isMeant },
      }),
    );
  }

  /** What is to be placed there, when nothing stands against it: nothing else may be on its way out. */
  #mayRest(scope: PositionScope): Extract<Wanted, { readonly kind: 'stop' }> | undefined {
    const { orders, jobs, working, times, instrumentsOf, live } = this.#parts;
    const { accountId, instrumentId } = scope;
    const wanted = this.#wantedAt(scope);
    if (wanted.kind !== 'stop' || this.at(scope) !== undefined) return undefined;
    if (jobs.openOf(accountId).length > 0 || working.awayBecause(accountId) !== undefined) return undefined;
    if (exitsUnderWay(orders, { ...scope, side: wanted.side }) > 0) return undefined;
    // One beyond its trigger is refused, or fills at once: what is reached is the protection's to see.
    const price = live().priceOf(accountId, instrumentId)?.price;
    const above = price === undefined ? undefined : price - wanted.triggerPrice;
    if (above !== undefined && (wanted.side === 'SELL' ? above <= 0 : above >= 0)) return undefined;
    const instrument = instrumentsOf(accountId).byId(instrumentId);
    return instrument !== undefined && times.moment(accountId, instrument).open ? wanted : undefined;
  }

  #wantedAt(place: Omit<PositionScope, 'kind'>): Wanted {
    const { book, orders, instrumentsOf, stopOf } = this.#parts;
    const { accountId, instrumentId, product } = place;
    const protection = book.get({ kind: 'position', accountId, instrumentId, product });
    if (protection?.levels.resting !== true || protection.triggered !== undefined) return { kind: 'none' };
    const { levels, direction, covered } = protection;
    if (levels.stop === undefined && levels.trail === undefined) return { kind: 'none' };
    const level = stopOf(protection);
    const tickSize = instrumentsOf(accountId).byId(instrumentId)?.tickSize;
    if (level === undefined || tickSize === undefined) return { kind: 'unknown' };
    const side = direction === 1 ? 'SELL' : 'BUY';
    const others = livingExitsOf(orders, { accountId, instrumentId, product, side }).filter(
      (order) => isStop(order.terms.orderType) && !isResting(order),
    );
    const quantity = covered - others.reduce((sum, order) => sum + closingRestOf(order), 0);
    if (level <= 0 || quantity <= 0) return { kind: 'none' };
    const triggerPrice = (direction === 1 ? floorToTick : ceilToTick)(level as Price, tickSize);
    return { kind: 'stop', side, quantity: quantity as Quantity, triggerPrice };
  }

  /** How long after those of today that ended without filling the next one waits. */
  #waitMs(scope: PositionScope, { userId, since }: Pick<Protection, 'userId' | 'since'>): number {
    const { orders, clock } = this.#parts;
    const now = clock.now(scope.accountId);
    const failures = orders
      .inPosition(scope)
      .filter((order) => isResting(order) && hasFailed(order) && order.intent.placedAt >= since)
      .filter(({ intent }) => istDate(intent.placedAt) === istDate(now));
    const refused = this.#refused.get(keyOf(scope));
    const failed = failures.length + (refused?.count ?? 0);
    if (failed >= TOLD_AFTER) this.#tell(scope, { userId, since });
    const [last] = failures;
    const leftMs = last === undefined ? 0 : last.updatedAt + pauseMs(failures.length) - now;
    return Math.max(leftMs, (refused?.notBeforeMs ?? 0) - clock.monotonicMs());
  }

  #tell(
    { accountId, instrumentId, product }: PositionScope,
    { userId, since }: Pick<Protection, 'userId' | 'since'>,
  ): void {
    const matter = `${accountId}|${instrumentId}|${product}|${since}`;
    if (this.#told.has(matter)) return;
    this.#told.add(matter);
    const text = `No stop rests at the broker behind the protection of ${instrumentId}: it was not taken, or did not stay. The desk itself still acts, and it is tried on.`;
    this.#parts.journal.record(userId, {
      type: 'alert-raised',
      code: 'resting-stop-missing',
      accountId,
      text,
    });
  }

  /** One thing at a time for each position. What is refused is tried again when it is looked at after a pause. */
  #ask(place: Omit<PositionScope, 'kind'>, ask: () => Promise<unknown>): void {
    const key = keyOf(place);
    const { accountId } = place;
    if (this.#asking.has(key)) return;
    this.#asking.add(key);
    ask()
      .then(
        () => {
          this.#refused.delete(key);
          // What was wanted meanwhile was not asked for.
          this.#lookIn(accountId, 0);
        },
        (error: unknown) => {
          if (!TradingError.is(error)) throw error;
          const count = (this.#refused.get(key)?.count ?? 0) + 1;
          const notBeforeMs = this.#parts.clock.monotonicMs() + pauseMs(count);
          this.#refused.set(key, { count, notBeforeMs });
          this.#lookIn(accountId, pauseMs(count));
        },
      )
      .finally(() => this.#asking.delete(key));
  }
}

/** Whether it is the stop that rests behind a protection. */
function isResting({ intent }: Order): boolean {
  return intent.restingStop === true;
}

/** It did not stay. One that the desk took away, or the day ended, is none of those. */
function hasFailed(order: Order): boolean {
  return isOrderFinal(order) && filledOf(order) === 0 && !order.cancelWanted && statusOf(order) !== 'expired';
}

function changeTo(
  order: Order,
  wanted: Extract<Wanted, { readonly kind: 'stop' }>,
): OrderModification | undefined {
  const quantity = (filledOf(order) + wanted.quantity) as Quantity;
  const { triggerPrice } = wanted;
  const change = {
    ...(quantity === order.terms.quantity ? {} : { quantity }),
    // Wanted at the market: a broker that takes no such stop gets its limit anew, from the new trigger.
    ...(triggerPrice === order.terms.triggerPrice ? {} : { orderType: 'SL-M' as const, triggerPrice }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function pauseMs(failed: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failed - 1));
}

function isAt(scope: Protection['scope'], accountId: AccountId): scope is PositionScope {
  return scope.kind === 'position' && scope.accountId === accountId;
}

function keyOf({ accountId, instrumentId, product }: Omit<PositionScope, 'kind'>): string {
  return protectionKey({ kind: 'position', accountId, instrumentId, product });
}
