/**
 * Closes what was bought or sold intraday before the brokers do (domain §4.14).
 *
 * Decides: which orders go and which positions are left, at each look until the session ends: what was refused or unreachable at
 * the first is tried again at the next, and a person is told. Shorts are bought back first, and a long of their underlying waits
 * until they have gone, for half of the time that is left before the brokers' own closing: then it goes all the same, and a person
 * is told (domain §4.12). Whether they have gone is looked at more often, and nothing else is tried again then.
 * Keeps I5 and I6 by the ordinary road: it asks for cancels and exits like a person.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Environment } from '../broker/broker-id.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId, Segment } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { MarketTimes } from '../market/market-times.ts';
import { filledOf, isOfEarlierDay, isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import { type CancelTimer, type DeskClock, istDate } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';

/** How soon it is looked whether a short has gone for which a long waits. */
const SHORTS_LOOK_MS = 1_000;

export interface IntradayCloseParts {
  readonly clock: Pick<DeskClock, 'after'>;
  readonly times: Pick<MarketTimes, 'momentIn' | 'nowIn'>;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly journal: Journal;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly trader: Pick<CopyTrader, 'cancel' | 'exit'>;
}

export class IntradayClose {
  readonly #parts: IntradayCloseParts;
  /** What a person was told, once a day: a position that cannot be closed is not told every minute. */
  readonly #told = new Set<string>();
  /** The last exit that was made of each position. */
  readonly #exits = new Map<string, OrderId>();
  /** Looks to come whether shorts have gone, by account and segment. */
  readonly #timers = new Map<string, CancelTimer>();
  #hasEnded = false;

  constructor(parts: IntradayCloseParts) {
    this.#parts = parts;
  }

  /** Cancels and closes what is left of product `I` in a segment. Never rejects. */
  async close(environment: Environment, segment: Segment): Promise<void> {
    const accounts = this.#parts.accounts.all().filter((account) => account.environment === environment);
    await Promise.all(accounts.map((account) => this.#closeIn(account, segment)));
  }

  /** Ends every timer. */
  end(): void {
    this.#hasEnded = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async #closeIn(account: Account, segment: Segment): Promise<void> {
    const lookup = this.#parts.instrumentsOf(account.id);
    const isMeant = (instrumentId: InstrumentId): boolean => lookup.byId(instrumentId)?.segment === segment;
    if (this.#parts.accounts.sessionOf(account.id) === undefined) {
      const held = this.#intradayOf(account.id).filter(isMeant);
      for (const instrumentId of held) this.#tell(account, instrumentId, NOT_LOGGED_IN);
      return;
    }
    await this.#cancelEntries(account, isMeant);
    const isShort = (instrumentId: InstrumentId): boolean =>
      this.#parts.positions.net(account.id, instrumentId, 'I') < 0;
    const open = this.#intradayOf(account.id).filter(isMeant);
    for (const instrumentId of open.filter(isShort)) await this.#exit(account, instrumentId);
    const longs = open.filter((instrumentId) => !isShort(instrumentId));
    await this.#exitLongs(account, segment, longs);
  }

  /** Exits those of the longs that wait for no short; the others are looked at again soon. */
  async #exitLongs(account: Account, segment: Segment, longs: readonly InstrumentId[]): Promise<void> {
    const lookup = this.#parts.instrumentsOf(account.id);
    const underlyingOf = (instrumentId: InstrumentId): string =>
      lookup.byId(instrumentId)?.underlying ?? instrumentId;
    const shorts = this.#intradayOf(account.id).filter(
      (instrumentId) =>
        lookup.byId(instrumentId)?.segment === segment &&
        this.#parts.positions.net(account.id, instrumentId, 'I') < 0,
    );
    const left = new Set(shorts.map(underlyingOf));
    const isLate = this.#isLate(account.environment, segment);
    const covers = (instrumentId: InstrumentId): boolean => left.has(underlyingOf(instrumentId));
    const waiting = isLate ? [] : longs.filter(covers);
    this.#lookAgain(account, segment, waiting);
    for (const instrumentId of longs)
      if (!waiting.includes(instrumentId)) await this.#exit(account, instrumentId, covers(instrumentId));
  }

  /** Whether no more than half of the time is left in which the desk closes, before the brokers do. */
  #isLate(environment: Environment, segment: Segment): boolean {
    const { times } = this.#parts;
    const { deskClosesAt, cutOffAt, closesAt } = times.momentIn(environment, { segment });
    const endsAt = cutOffAt ?? closesAt;
    if (deskClosesAt === undefined || endsAt === undefined) return true;
    return times.nowIn(environment) >= deskClosesAt + (endsAt - deskClosesAt) / 2;
  }

  /**
   * These longs wait for shorts that are being bought back. Nothing but them is tried at that look: a broker that refuses would be
   * asked every second.
   */
  #lookAgain(account: Account, segment: Segment, longs: readonly InstrumentId[]): void {
    const name = `${account.id}|${segment}`;
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (this.#hasEnded || longs.length === 0) return;
    const cancel = this.#parts.clock.after(SHORTS_LOOK_MS, () => {
      this.#timers.delete(name);
      const { open } = this.#parts.times.momentIn(account.environment, { segment });
      const isLoggedIn = this.#parts.accounts.sessionOf(account.id) !== undefined;
      if (open && isLoggedIn) void this.#exitLongs(account, segment, longs);
    });
    this.#timers.set(name, cancel);
  }

  /** What is open of product `I`. */
  #intradayOf(accountId: AccountId): readonly InstrumentId[] {
    const { positions } = this.#parts;
    return positions
      .keysOf(accountId)
      .filter(
        ({ instrumentId, product }) => product === 'I' && positions.net(accountId, instrumentId, 'I') !== 0,
      )
      .map(({ instrumentId }) => instrumentId);
  }

  /** Orders of the desk that would open something now. Somebody's own orders elsewhere are theirs: what they fill is closed at the next look. */
  async #cancelEntries(account: Account, isMeant: (instrumentId: InstrumentId) => boolean): Promise<void> {
    for (const order of this.#parts.orders.livingOf(account.id)) {
      const { intent, cancelWanted } = order;
      const opens = intent.product === 'I' && intent.part !== 'exit' && intent.origin !== 'outside';
      if (!opens || cancelWanted || !isMeant(intent.instrumentId)) continue;
      await this.#attempt(account, intent.instrumentId, () =>
        this.#parts.trader.cancel(account.userId, intent.orderId),
      );
    }
  }

  async #exit(account: Account, instrumentId: InstrumentId, uncovers = false): Promise<void> {
    const { positions, trader } = this.#parts;
    const net = positions.net(account.id, instrumentId, 'I');
    if (net === 0) return;
    const closing = {
      accountId: account.id,
      instrumentId,
      product: 'I',
      side: net > 0 ? 'SELL' : 'BUY',
    } as const;
    const name = `${account.id}|${instrumentId}`;
    this.#tellOfRefusal(account, this.#exits.get(name));
    // What is on its way out is watched and re-priced by itself: the exit is of the rest, and refused where there is none.
    await this.#attempt(account, instrumentId, async () => {
      const exit = { ...closing, fraction: 1_000_000, origin: 'square-off' } as const;
      this.#exits.set(name, await trader.exit(account.userId, exit));
      if (uncovers) this.#tellUncovered(account, instrumentId);
    });
  }

  async #attempt(
    account: Account,
    instrumentId: InstrumentId,
    attempt: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      if (!TradingError.is(error)) throw error;
      // Gone meanwhile, or on its way out already.
      if (error.code === 'order-final' || error.code === 'nothing-to-exit') return;
      this.#tell(account, instrumentId, error);
    }
  }

  /** The exit that was made before, when it has ended and the position is there still: a broker's refusal comes after it was made. */
  #tellOfRefusal(account: Account, orderId: OrderId | undefined): void {
    const order = orderId === undefined ? undefined : this.#parts.orders.get(orderId);
    const now = this.#parts.times.nowIn(account.environment);
    if (order === undefined || !hasFailed(order) || isOfEarlierDay(order, now)) return;
    const { instrumentId } = order.intent;
    const brokerText = order.slices.map((slice) => slice.brokerText ?? '').findLast((words) => words !== '');
    const why = brokerText === undefined ? '' : ` (${brokerText})`;
    const text = `The intraday position in ${instrumentId} is still there: the exit that was to close it ended without doing so${why}. It is tried every minute until the session ends.`;
    this.#raise(account, { instrumentId, code: 'intraday-not-closed', because: 'exit-ended', text });
  }

  #tellUncovered(account: Account, instrumentId: InstrumentId): void {
    const text = `The intraday position in ${instrumentId} is closed although a short of its underlying is still there: the broker closes both soon. Buy the short back by hand if it is not gone in a moment.`;
    this.#raise(account, { instrumentId, code: 'intraday-hedge-released', text });
  }

  #tell(account: Account, instrumentId: InstrumentId, why: Pick<TradingError, 'code' | 'message'>): void {
    const text = `The intraday position in ${instrumentId} could not be closed before the broker's cut-off: ${why.message}`;
    this.#raise(account, { instrumentId, code: 'intraday-not-closed', because: why.code, text });
  }

  #raise(
    account: Account,
    alert: {
      readonly instrumentId: InstrumentId;
      readonly code: string;
      readonly because?: string;
      readonly text: string;
    },
  ): void {
    const { code, text } = alert;
    const today = istDate(this.#parts.times.nowIn(account.environment));
    const key = `${today}|${account.id}|${alert.instrumentId}|${alert.because ?? code}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const { id: accountId, userId } = account;
    this.#parts.journal.record(userId, { type: 'alert-raised', code, accountId, text });
  }
}

const NOT_LOGGED_IN = new TradingError('no-session');

function hasFailed(order: Order): boolean {
  return isOrderFinal(order) && filledOf(order) < order.terms.quantity;
}
