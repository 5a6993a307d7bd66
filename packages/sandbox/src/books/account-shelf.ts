/** The accounts of all clients, and their trades of the day, kept in the store. */
import type { Product } from '@copydesk/core';
import type { InstrumentList } from '../market/instrument-list.ts';
import type { Store } from '../storage/store.ts';
import type { ClientRef } from '../venue/venue-client.ts';
import type { VenueTrade } from '../venue/venue-order.ts';
import { AccountBook, type AccountStart, type DayEvent, type Prices } from './account-book.ts';

/** An account as stored: instruments by id; `n` is an event's place in the account's day. */
interface StoredAccount {
  readonly opening: bigint;
  readonly carried: readonly {
    readonly instrument: string;
    readonly product: Product;
    readonly quantity: number;
    readonly value: bigint;
  }[];
  readonly holdings: readonly (Omit<AccountStart['holdings'][number], 'instrument'> & {
    readonly instrument: string;
  })[];
  readonly conversions: readonly (Omit<Extract<DayEvent, { kind: 'conversion' }>, 'instrument'> & {
    readonly n: number;
    readonly instrument: string;
  })[];
  readonly authorised: readonly (readonly [string, number | 'all'])[];
}

interface StoredTrade extends Omit<VenueTrade, 'instrument'> {
  readonly n: number;
  readonly instrument: string;
  readonly value: bigint;
}

/** What a new account starts with: ₹1 crore. */
const OPENING = 10_000_000n * 10_000n;

/** Accounts by client. The caller commits. */
export class AccountShelf {
  readonly #store: Store;
  readonly #list: InstrumentList;
  readonly #prices: Prices;
  readonly #accounts = new Map<string, AccountBook>();
  readonly #trades = new Map<string, VenueTrade[]>();

  constructor(parts: { store: Store; list: InstrumentList; prices: Prices }) {
    this.#store = parts.store;
    this.#list = parts.list;
    this.#prices = parts.prices;
  }

  /** Reads what was stored. The list of that day must be loaded. */
  restore(): void {
    const events = new Map<string, { readonly n: number; readonly event: DayEvent }[]>();
    for (const [, document] of this.#store.load('trade')) this.#restoreTrade(document as StoredTrade, events);
    for (const [key, document] of this.#store.load('account')) {
      this.#restoreAccount(key, document as StoredAccount, events.get(key) ?? []);
    }
  }

  /** The client's books; made when first asked for. */
  of(ref: ClientRef): AccountBook {
    const key = keyOf(ref);
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const fresh = new AccountBook(this.#prices, { opening: OPENING, carried: [], holdings: [] });
    this.#accounts.set(key, fresh);
    return fresh;
  }

  entries(): Iterable<readonly [string, AccountBook]> {
    return this.#accounts;
  }

  trades(ref: ClientRef): readonly VenueTrade[] {
    return this.#trades.get(keyOf(ref)) ?? [];
  }

  /** Applies an execution to the client's books and keeps it. */
  addTrade(trade: VenueTrade, value: bigint): void {
    const account = this.of(trade);
    const n = account.events.length;
    account.apply(fillOf(trade, value));
    this.#shelve(trade);
    this.#list.remember(trade.instrument);
    this.#store.put('trade', `${trade.broker}/${trade.tradeId}`, (): StoredTrade => {
      return { ...trade, instrument: trade.instrument.id, n, value };
    });
  }

  /** Keeps the account's start, conversions and authorisations. To be called after each change of these. */
  keep(ref: ClientRef): void {
    const account = this.of(ref);
    for (const row of [...account.start.carried, ...account.start.holdings])
      this.#list.remember(row.instrument);
    this.#store.put('account', keyOf(ref), () => storedOf(account));
  }

  /** Forgets the trades of the day that has ended. */
  clearTrades(): void {
    for (const trades of this.#trades.values()) {
      for (const trade of trades) this.#store.remove('trade', `${trade.broker}/${trade.tradeId}`);
    }
    this.#trades.clear();
  }

  #shelve(trade: VenueTrade): void {
    const trades = this.#trades.get(keyOf(trade));
    if (trades === undefined) this.#trades.set(keyOf(trade), [trade]);
    else trades.push(trade);
  }

  #restoreTrade(stored: StoredTrade, events: Map<string, { n: number; event: DayEvent }[]>): void {
    const { n, value, ...rest } = stored;
    const trade: VenueTrade = { ...rest, instrument: this.#list.recall(stored.instrument) };
    this.#shelve(trade);
    const known = events.get(keyOf(trade)) ?? [];
    events.set(keyOf(trade), known);
    known.push({ n, event: fillOf(trade, value) });
  }

  #restoreAccount(
    key: string,
    stored: StoredAccount,
    fills: readonly { readonly n: number; readonly event: DayEvent }[],
  ): void {
    const named = <T extends { readonly instrument: string }>(row: T) => ({
      ...row,
      instrument: this.#list.recall(row.instrument),
    });
    const account = new AccountBook(this.#prices, {
      opening: stored.opening,
      carried: stored.carried.map(named),
      holdings: stored.holdings.map(named),
    });
    const conversions = stored.conversions.map(({ n, ...row }) => ({ n, event: named(row) as DayEvent }));
    const events = [...fills, ...conversions].sort((a, b) => a.n - b.n);
    for (const { event } of events) account.apply(event);
    for (const [isin, quantity] of stored.authorised) account.authorised.set(isin, quantity);
    this.#accounts.set(key, account);
  }
}

function keyOf(ref: ClientRef): string {
  return `${ref.broker}/${ref.client}`;
}

function fillOf(trade: VenueTrade, value: bigint): DayEvent {
  const { instrument, product, side, quantity } = trade;
  return { kind: 'fill', instrument, product, side, quantity, value, at: trade.at };
}

function storedOf(account: AccountBook): StoredAccount {
  return {
    opening: account.start.opening,
    carried: account.start.carried.map((row) => ({ ...row, instrument: row.instrument.id })),
    holdings: account.start.holdings.map((row) => ({ ...row, instrument: row.instrument.id })),
    conversions: account.events.flatMap((event, n) =>
      event.kind === 'conversion' ? [{ ...event, n, instrument: event.instrument.id }] : [],
    ),
    authorised: [...account.authorised],
  };
}
