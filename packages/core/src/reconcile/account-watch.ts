/**
 * Follows one logged-in account: settles it, listens to its stream, reads its books when the stream cannot be trusted.
 *
 * Decides: when books are read. Keeps I4 and I7: polling fills what streams lose and is the only source where the
 * account's plan has no stream; whatever goes wrong here is this account's trouble alone.
 */
import type { Account } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Capitals } from '../account/capital.ts';
import type { AccountFact } from '../broker/broker-order.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import { TradingError } from '../errors/trading-error.ts';
import { unreachable } from '../errors/unreachable.ts';
import { type CancelTimer, istDate } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import { keyOf } from './compare-positions.ts';
import { Comparisons } from './comparisons.ts';
import type { Books, PacedBooks } from './paced-books.ts';
import { type PollNeed, pollAfterMs } from './polling.ts';
import type { SettleParts } from './settle.ts';
import { listenToStream } from './stream-listener.ts';

/** Fills come in bursts; their trades are read once they pause. */
const TRADES_AFTER_MS = 400;

/** A list of trades that is late is read again, each time after twice as long; after so many times the next comparison reads it. */
const LATE_TRADES_READS = 8;

/** Without a stream nobody tells of a fill: the book is read so soon after an order was accepted. */
const NEWS_AFTER_MS = [100, 400];

/** So soon the orders are read when only what is held is said to have changed. */
const HINT_MS = 1_000;

/** An order that waits for fills of our own is looked at again so soon. */
const LOOK_AGAIN_MS = 200;

export interface WatchParts extends SettleParts {
  readonly ids: IdSource;
  readonly accounts: AccountStore;
  readonly capitals: Capitals;
  readonly books: PacedBooks;
  /** What there is to read the account's orders for. */
  readonly pollNeedOf: (accountId: Account['id']) => PollNeed;
  /** Called after each read of the orders. */
  readonly onBook: (account: Account) => void;
  /** Called when the account's books were read once: what reduces may go. */
  readonly onRead: (account: Account) => void;
  /** Called when the account's books agree with its broker's: everything may go. */
  readonly onSettled: (account: Account) => void;
}

export class AccountWatch {
  readonly #parts: WatchParts;
  readonly #account: Account;
  readonly #broker: BrokerPort;
  readonly #books: Books;
  readonly #session: BrokerSession;
  readonly #stop = new AbortController();
  readonly #comparisons: Comparisons;
  #poll: CancelTimer | undefined;
  #trades: { readonly atMs: number; readonly cancel: CancelTimer } | undefined;
  /** Reads in a row that did not bring every trade of what filled. */
  #lateTrades = 0;
  #look: CancelTimer | undefined;
  #hint: CancelTimer | undefined;
  #news: CancelTimer[] = [];
  #funds: Promise<void> = Promise.resolve();
  #hadStream = false;
  #reading = false;
  #readAgain = false;

  constructor(parts: WatchParts, account: Account, broker: BrokerPort, session: BrokerSession) {
    this.#parts = parts;
    this.#account = account;
    this.#broker = broker;
    this.#books = parts.books.of(broker);
    this.#session = session;
    this.#comparisons = new Comparisons(
      parts,
      { account, broker, session, books: this.#books },
      {
        onRead: () => {
          parts.accounts.note(account.id, { booksRead: true });
          parts.onRead(account);
        },
        onCompared: () => void this.#compared(),
        endsSession: (error) => this.#endsSession(error),
        isAtStake: () => parts.pollNeedOf(account.id) !== 'idle',
      },
      this.#stop.signal,
    );
  }

  /** Starts settling and listening. Returns at once. */
  start(): void {
    const { signal } = this.#stop;
    void this.#broker.warmUp(this.#session, signal).catch(() => undefined);
    this.#funds = this.#readFunds(signal);
    this.#comparisons.now();
    void this.#listen();
  }

  /** Stops everything of it. */
  close(): void {
    this.#stop.abort();
    this.#poll?.();
    this.#trades?.cancel();
    this.#look?.();
    this.#hint?.();
    for (const cancel of this.#news.splice(0)) cancel();
  }

  /** Reads the order book now, or once more when a read is under way: it may have begun too early. */
  readBooks(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    this.#reading = true;
    void this.#read().finally(() => {
      this.#reading = false;
      if (this.#readAgain) {
        this.#readAgain = false;
        this.readBooks();
      } else this.#schedulePoll();
    });
  }

  /** Entries may go once the books agree, and it is known or given up what they are sized by. */
  async #compared(): Promise<void> {
    const { accounts, journal, onSettled } = this.#parts;
    await this.#funds;
    if (this.#stop.signal.aborted || accounts.stateOf(this.#account.id).settled) return;
    accounts.note(this.#account.id, { booksRead: true, settled: true });
    journal.record(this.#account.userId, { type: 'account-settled', accountId: this.#account.id });
    onSettled(this.#account);
    this.#schedulePoll();
  }

  /** For how long comparisons have found the position there as the books have it; 0 before the account is settled. */
  equalForMs(at: Parameters<typeof keyOf>[0]): number {
    const { settled } = this.#parts.accounts.stateOf(this.#account.id);
    return settled ? this.#comparisons.equalForMs(keyOf(at)) : 0;
  }

  /** Whether a second read of what is held is about to confirm a difference there. */
  isInDoubt(at: Parameters<typeof keyOf>[0]): boolean {
    return this.#comparisons.isInDoubt(keyOf(at));
  }

  /** Whether the day's book has no row of what was carried into the day there, and that is not believed yet. */
  isMissing(at: Parameters<typeof keyOf>[0]): boolean {
    return this.#comparisons.isMissing(keyOf(at));
  }

  /** The day's capital, once: what nobody could read stops entries that are sized by it, and nothing else. */
  async #readFunds(signal: AbortSignal): Promise<void> {
    const { capitals, observer } = this.#parts;
    if (capitals.fundsOf(this.#account.id) !== undefined) return;
    try {
      const funds = await this.#broker.funds(this.#session, signal);
      if (!signal.aborted) observer.observeFunds(this.#account, funds);
    } catch (error) {
      if (signal.aborted || this.#endsSession(error)) return;
      const { address } = this.#account;
      observer.complain(this.#account, 'funds-not-read', `The funds of ${address} could not be read.`);
    }
  }

  async #listen(): Promise<void> {
    const { clock, ids } = this.#parts;
    const { signal } = this.#stop;
    const open = (): AsyncIterable<AccountFact> => this.#broker.streamFacts(this.#session, signal);
    const take = (fact: AccountFact): void => this.#take(fact);
    await listenToStream({ clock, ids, open, take, ended: (error) => this.#streamEnded(error) }, signal);
  }

  /** Until it is open again the account is read like one without a stream. False when it is not to be opened again. */
  #streamEnded(error: unknown): boolean {
    if (this.#endsSession(error)) return false;
    if (this.#parts.accounts.stateOf(this.#account.id).stream === 'not-in-plan') return false;
    this.#noteStream('down', error instanceof Error ? error.message : 'The stream ended.');
    return true;
  }

  /** Takes one fact, from the stream or a webhook. */
  #take(fact: AccountFact): void {
    const { observer } = this.#parts;
    switch (fact.type) {
      case 'order':
        return this.#afterRows(observer.observeOrders(this.#account, [fact.order]), 0);
      case 'stream-up':
        return this.#streamIsUp();
      case 'stream-down':
        return this.#noteStream('down', fact.reason);
      case 'stream-not-in-plan':
        return this.#noteStream('not-in-plan', undefined);
      case 'hint':
        return this.#takeHint(fact.what);
      case 'session-lost':
        return this.#endSession();
      case 'unreadable':
        return observer.complain(this.#account, 'unreadable-message', fact.detail);
      default:
        return unreachable(fact);
    }
  }

  /** Something moved. Where the orders themselves are told, one look soon is enough for many words about what is held. */
  #takeHint(what: 'orders' | 'positions' | 'holdings'): void {
    const { accounts, clock } = this.#parts;
    if (what === 'orders' || accounts.stateOf(this.#account.id).stream !== 'up') return this.readBooks();
    this.#hint ??= clock.after(HINT_MS, () => this.readBooks());
  }

  /** What happened while it was not, nobody told; the first time the account is being compared anyway. */
  #streamIsUp(): void {
    const wasUp = this.#hadStream;
    this.#hadStream = true;
    this.#noteStream('up', undefined);
    if (wasUp) this.#comparisons.now();
    else this.readBooks();
  }

  /** A broker has taken an order of ours, or a change of it: what becomes of it is news sooner than an idle account is read. */
  expectNews(): void {
    if (this.#stop.signal.aborted) return;
    // A read that is under way began too early to tell of it, and sets the next poll when it is done.
    if (!this.#reading) this.#schedulePoll();
    if (this.#parts.accounts.stateOf(this.#account.id).stream === 'up') return;
    for (const cancel of this.#news.splice(0)) cancel();
    for (const ms of NEWS_AFTER_MS) this.#news.push(this.#parts.clock.after(ms, () => this.readBooks()));
  }

  /** An order of the account filled, by whichever read that became known: its trades say at which prices. */
  expectTrades(): void {
    if (this.#stop.signal.aborted) return;
    this.#lateTrades = 0;
    this.#scheduleTrades();
  }

  /** A fact that came by another road than the stream: a webhook. */
  takeFact(fact: AccountFact): void {
    if (!this.#stop.signal.aborted) this.#take(fact);
  }

  async #read(): Promise<void> {
    this.#hint?.();
    this.#hint = undefined;
    try {
      const beganAtMs = this.#parts.clock.monotonicMs();
      const rows = await this.#books.orders(this.#session, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      this.#afterRows(this.#parts.observer.observeBook(this.#account, rows, beganAtMs), LOOK_AGAIN_MS);
      this.#parts.onBook(this.#account);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#endsSession(error);
      // What could not be read is read again at the next poll.
    }
  }

  /** An order that nobody knows yet is looked for in the whole book. */
  #afterRows(waits: boolean, againInMs: number): void {
    if (!waits) return;
    this.#look?.();
    this.#look = this.#parts.clock.after(againInMs, () => this.readBooks());
  }

  /** Soonest counts: a fill does not wait for a list that was found late before it, nor the list for the last of many fills. */
  #scheduleTrades(afterMs = TRADES_AFTER_MS): void {
    const { clock } = this.#parts;
    const atMs = clock.monotonicMs() + afterMs;
    if (this.#trades !== undefined && this.#trades.atMs <= atMs) return;
    this.#trades?.cancel();
    const cancel = clock.after(afterMs, () => {
      this.#trades = undefined;
      void this.#readTrades();
    });
    this.#trades = { atMs, cancel };
  }

  async #readTrades(): Promise<void> {
    const { observer, positions, clock } = this.#parts;
    try {
      const rows = await this.#books.trades(this.#session, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      observer.observeTrades(this.#account, rows);
    } catch (error) {
      if (this.#stop.signal.aborted || this.#endsSession(error)) return;
      // What could not be read is read again below, like a list that is late.
    }
    const today = istDate(clock.now(this.#account.id));
    if (this.#lateTrades >= LATE_TRADES_READS || !positions.awaitsTrades(this.#account.id, today)) return;
    this.#lateTrades += 1;
    this.#scheduleTrades(TRADES_AFTER_MS * 2 ** this.#lateTrades);
  }

  #schedulePoll(): void {
    const { accounts, clock, pollNeedOf } = this.#parts;
    const { id } = this.#account;
    const isUp = accounts.stateOf(id).stream === 'up';
    this.#poll?.();
    this.#poll = clock.after(pollAfterMs(this.#broker.capabilities, isUp, pollNeedOf(id)), () =>
      this.readBooks(),
    );
  }

  #noteStream(stream: 'up' | 'down' | 'not-in-plan', reason: string | undefined): void {
    const { accounts, journal } = this.#parts;
    if (accounts.stateOf(this.#account.id).stream === stream) return;
    accounts.note(this.#account.id, { stream });
    journal.record(this.#account.userId, {
      type: 'stream-changed',
      accountId: this.#account.id,
      stream,
      reason,
    });
    this.#schedulePoll();
  }

  #endsSession(error: unknown): boolean {
    if (!TradingError.is(error) || error.code !== 'session-expired') return false;
    this.#endSession();
    return true;
  }

  #endSession(): void {
    this.#parts.accounts.sessionLost(this.#account.id, this.#session);
  }
}
