/**
 * Profits on the socket.
 *
 * Decides: who is told which figures, and when. Each person is told of their own positions and accounts, four times a second at most, what has
 * changed since, as it stands then; all of it at first. Accounts are counted one after the other, and only for who listens:
 * after a stretch of it the orders have their turn. Who has not taken the last message yet is left out until then.
 * Leaves to core: what a position makes.
 */
import type { AccountPnl, PnlMessage, PositionPnl } from '@copydesk/api-contract';
import {
  type Account,
  type AccountId,
  type AccountStore,
  type CancelTimer,
  type Clock,
  type CountedPosition,
  type Environment,
  type InstrumentId,
  type Journal,
  type MarketHub,
  type PositionBook,
  type Profits,
  sumOf,
  type UserId,
} from '@copydesk/core';
import { priceOrNull, timeOf, valueOrNull } from '../http/views/wire-values.ts';

const EVERY_MS = 250;
/** After a stretch that took long the others have their turn. */
const AT_ONCE_MS = 10;
const PAUSE_MS = 10;
/** A close that became known, a price that became old, and a new day are seen by looking at all of it again. */
const LOOK_AGAIN_MS = 5_000;
/** What one message carries; the rest follows with the next. */
const TOLD_AT_ONCE = 500;

/** What this needs of a connection. */
export interface PnlListener {
  readonly data: { readonly caller: { readonly user: { readonly id: UserId } } };
  readonly conn: { readonly transport: { readonly writable: boolean } };
  emit(event: 'pnl', body: PnlMessage): unknown;
  on(event: 'disconnect', heard: () => void): unknown;
}

export interface PnlChannelParts {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'subscribe'>;
  readonly market: Pick<MarketHub, 'listen'>;
  readonly accounts: Pick<AccountStore, 'listFor'>;
  readonly positions: Pick<PositionBook, 'openOf'>;
  readonly profits: Pick<Profits, 'ofEach'>;
}

/** One connection, with the names of what it was not told yet. */
interface Listening {
  readonly listener: PnlListener;
  readonly positions: Set<string>;
  readonly accounts: Set<AccountId>;
}

/** A person of whom at least one connection listens, with the figures as they were last counted. */
interface Person {
  readonly listening: Set<Listening>;
  readonly positions: Map<string, PositionPnl>;
  readonly accounts: Map<AccountId, AccountPnl>;
  /** To be counted. */
  readonly due: Set<AccountId>;
}

export class PnlChannel {
  readonly #parts: PnlChannelParts;
  readonly #people = new Map<UserId, Person>();
  readonly #moved: Readonly<Record<Environment, Set<InstrumentId>>> = { live: new Set(), sandbox: new Set() };
  #ends: readonly (() => void)[] = [];
  #timer: CancelTimer | undefined;
  #lookedMs = 0;
  #isClosed = false;

  constructor(parts: PnlChannelParts) {
    this.#parts = parts;
  }

  /** Starts to hear of prices and events. Called once the books are rebuilt. */
  start(): void {
    const { journal, market } = this.#parts;
    this.#ends = [
      journal.subscribe(({ userId }) => this.#allDue(userId)),
      market.listen((environment, id) => {
        if (this.#people.size > 0) this.#moved[environment].add(id);
      }),
    ];
  }

  /** Tells a connection, until it ends. */
  welcome(listener: PnlListener): void {
    const userId = listener.data.caller.user.id;
    const person = this.#people.get(userId) ?? aPerson();
    this.#people.set(userId, person);
    const { positions, accounts } = person;
    const own = { listener, positions: new Set(positions.keys()), accounts: new Set(accounts.keys()) };
    person.listening.add(own);
    this.#allDue(userId);
    listener.on('disconnect', () => {
      person.listening.delete(own);
      if (person.listening.size === 0) this.#people.delete(userId);
    });
    this.#wait(0);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
    for (const end of this.#ends) end();
    this.#people.clear();
  }

  #allDue(userId: UserId): void {
    const person = this.#people.get(userId);
    if (person === undefined) return;
    for (const { id } of this.#parts.accounts.listFor(userId)) person.due.add(id);
  }

  #wait(ms: number): void {
    if (this.#isClosed) return;
    this.#timer ??= this.#parts.clock.after(ms, () => {
      this.#timer = undefined;
      const isDone = this.#countAll();
      for (const person of this.#people.values())
        for (const listening of person.listening) this.#tell(person, listening);
      if (this.#people.size > 0) this.#wait(isDone ? EVERY_MS : PAUSE_MS);
    });
  }

  /** False when the time was over before everything was counted. */
  #countAll(): boolean {
    const { clock, accounts } = this.#parts;
    const nowMs = clock.monotonicMs();
    this.#findDue(nowMs);
    for (const [userId, person] of this.#people) {
      for (const account of accounts.listFor(userId)) {
        if (!person.due.delete(account.id)) continue;
        this.#count(person, account);
        if (clock.monotonicMs() - nowMs >= AT_ONCE_MS) return false;
      }
    }
    return true;
  }

  /** Accounts that hold something of which the price moved, and from time to time all. */
  #findDue(nowMs: number): void {
    const { accounts, positions } = this.#parts;
    const isAll = nowMs - this.#lookedMs >= LOOK_AGAIN_MS;
    if (isAll) this.#lookedMs = nowMs;
    for (const [userId, person] of this.#people) {
      const own = accounts.listFor(userId);
      if (isAll) forgetOthers(person, new Set(own.map(({ id }) => id)));
      for (const { id, environment } of own) {
        const moved = this.#moved[environment];
        if (isAll || positions.openOf(id).some(({ instrumentId }) => moved.has(instrumentId)))
          person.due.add(id);
      }
    }
    for (const moved of Object.values(this.#moved)) moved.clear();
  }

  #count({ positions, accounts, listening }: Person, account: Account): void {
    const counted = this.#parts.profits.ofEach(account.id);
    for (const one of counted) {
      const key = `${account.id}|${one.instrumentId}|${one.product}`;
      const told = positionPnl(account.id, one);
      if (isSame(positions.get(key), told)) continue;
      positions.set(key, told);
      for (const { positions: waiting } of listening) waiting.add(key);
    }
    const told = accountPnl(account, counted);
    if (isSame(accounts.get(account.id), told)) return;
    accounts.set(account.id, told);
    for (const { accounts: waiting } of listening) waiting.add(account.id);
  }

  #tell({ positions, accounts }: Person, { listener, ...waiting }: Listening): void {
    if (waiting.positions.size + waiting.accounts.size === 0 || !listener.conn.transport.writable) return;
    listener.emit('pnl', {
      at: timeOf(this.#parts.clock.now()),
      positions: taken(waiting.positions, positions),
      accounts: taken(waiting.accounts, accounts),
    });
  }
}

function aPerson(): Person {
  return { listening: new Set(), positions: new Map(), accounts: new Map(), due: new Set() };
}

/** An account that was removed is told no more. */
function forgetOthers({ positions, accounts, due }: Person, own: ReadonlySet<AccountId>): void {
  for (const [key, { accountId }] of positions) if (!own.has(accountId as AccountId)) positions.delete(key);
  for (const id of [...accounts.keys(), ...due])
    if (!own.has(id)) {
      accounts.delete(id);
      due.delete(id);
    }
}

/** The figures of what waits, as they stand now. */
function taken<K, T>(waiting: Set<K>, figures: ReadonlyMap<K, T>): T[] {
  const found: T[] = [];
  for (const key of waiting) {
    if (found.length >= TOLD_AT_ONCE) break;
    waiting.delete(key);
    const figure = figures.get(key);
    if (figure !== undefined) found.push(figure);
  }
  return found;
}

function positionPnl(accountId: AccountId, { instrumentId, product, netQuantity, figures }: CountedPosition) {
  return {
    accountId,
    instrumentId,
    product,
    netQty: netQuantity,
    ltp: priceOrNull(figures.lastPrice),
    pnl: valueOrNull(figures.pnl),
    dayPnl: valueOrNull(figures.dayPnl),
    realisedPnL: valueOrNull(figures.realised),
    unrealisedPnL: valueOrNull(figures.unrealised),
    stale: figures.isStale,
  };
}

function accountPnl({ id, address }: Account, counted: readonly CountedPosition[]): AccountPnl {
  const { pnl, dayPnl, realised, unrealised, uncounted } = sumOf(counted);
  return {
    accountId: id,
    account: address,
    pnl: valueOrNull(pnl),
    dayPnl: valueOrNull(dayPnl),
    realisedPnL: valueOrNull(realised),
    unrealisedPnL: valueOrNull(unrealised),
    stale: counted.some(({ figures }) => figures.isStale),
    uncounted: uncounted.length,
  };
}

/** Whether nothing in it is another figure. */
function isSame<T extends object>(one: T | undefined, other: T): boolean {
  return one !== undefined && Object.entries(other).every(([key, figure]) => one[key as keyof T] === figure);
}
