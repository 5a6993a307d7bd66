/**
 * Closes what was bought or sold intraday before the brokers do (domain §4.14).
 *
 * Decides: which orders go and which positions are left, at each look until the session ends: what was refused or unreachable at
 * the first is tried again at the next. Keeps I5 and I6 by the ordinary road: it asks for cancels and exits like a person.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Environment } from '../broker/broker-id.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId, Segment } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { PositionBook } from '../position/position-book.ts';

export interface IntradayCloseParts {
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly journal: Journal;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly trader: Pick<CopyTrader, 'cancel' | 'exit'>;
}

export class IntradayClose {
  readonly #parts: IntradayCloseParts;
  /** What a person was told once: a position that cannot be closed is not told every minute. */
  readonly #told = new Set<string>();

  constructor(parts: IntradayCloseParts) {
    this.#parts = parts;
  }

  /** Cancels and closes what is left of product `I` in a segment. Never rejects. */
  async close(environment: Environment, segment: Segment): Promise<void> {
    const accounts = this.#parts.accounts.all().filter((account) => account.environment === environment);
    await Promise.all(accounts.map((account) => this.#closeIn(account, segment)));
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
    for (const instrumentId of this.#intradayOf(account.id))
      if (isMeant(instrumentId)) await this.#exit(account, instrumentId);
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

  async #exit(account: Account, instrumentId: InstrumentId): Promise<void> {
    const { positions, trader } = this.#parts;
    const net = positions.net(account.id, instrumentId, 'I');
    if (net === 0) return;
    const closing = {
      accountId: account.id,
      instrumentId,
      product: 'I',
      side: net > 0 ? 'SELL' : 'BUY',
    } as const;
    // What is on its way out is watched and re-priced by itself: the exit is of the rest, and refused where there is none.
    await this.#attempt(account, instrumentId, () =>
      trader.exit(account.userId, { ...closing, fraction: 1_000_000, origin: 'square-off' }),
    );
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

  #tell(account: Account, instrumentId: InstrumentId, why: Pick<TradingError, 'code' | 'message'>): void {
    const key = `${account.id}|${instrumentId}|${why.code}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const text = `The intraday position in ${instrumentId} could not be closed before the broker's cut-off: ${why.message}`;
    this.#parts.journal.record(account.userId, {
      type: 'alert-raised',
      code: 'intraday-not-closed',
      accountId: account.id,
      text,
    });
  }
}

const NOT_LOGGED_IN = new TradingError('no-session');
