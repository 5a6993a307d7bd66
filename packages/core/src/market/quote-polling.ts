/**
 * Prices that are asked for, because no feed tells them now.
 *
 * Decides: which account asks, how often, and what goes first: what the desk itself needs, then what was asked longest ago. It takes a small
 * part of an account's reads, for its books need them, and shares the broker's windows with whoever asks for quotes. Leaves to others: what the answers mean.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { Tick } from '../broker/market-feed.ts';
import type { ReadInstrument } from '../broker/market-reads.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { ReadBudget } from './read-budget.ts';
import type { Watched } from './watched.ts';

const ROUND_MS = 1_000;
/** One account asks once in so long: 450 requests in half an hour, where the narrowest broker takes 2 000 reads. */
const ACCOUNT_MS = 4_000;
/** After a request that failed. */
const FAILED_MS = 15_000;
/** A price does not change while the market is closed, but may not be known yet. */
const CLOSED_MS = 60_000;
/** A feed has so long to tell what it was asked for. */
const FEED_WITHIN_MS = 3_000;
/** It waits longer for its turn than whoever looks, so that it gets one however much they ask. */
const PATIENCE_MS = 10_000;
/** An answer counts as one of now for so long. */
const POLLED_FOR_MS = 10_000;

interface Asker {
  readonly account: Account;
  readonly session: BrokerSession;
}

export interface QuotePollingParts {
  readonly clock: Clock;
  readonly items: ReadonlyMap<InstrumentId, Watched>;
  readonly isUrgent: (id: InstrumentId) => boolean;
  readonly isOpen: (id: InstrumentId) => boolean;
  /** Accounts of the environment that are logged in. */
  readonly accounts: () => readonly Asker[];
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly budget: ReadBudget;
  readonly readAt: (id: InstrumentId, brokerId: BrokerId) => ReadInstrument | undefined;
  /** What came, with what was asked, and of whom. */
  readonly answered: (account: Account, asked: readonly InstrumentId[], ticks: readonly Tick[]) => void;
  /** A round is over: what was polled may have become old. */
  readonly after: () => void;
}

export class QuotePolling {
  readonly #parts: QuotePollingParts;
  readonly #stop = new AbortController();
  /** When an account may ask next. */
  readonly #dueMs = new Map<AccountId, number>();
  readonly #asking = new Set<AccountId>();
  #timer: CancelTimer | undefined;

  constructor(parts: QuotePollingParts) {
    this.#parts = parts;
  }

  /** Whether an answer is one of now still. */
  isFresh({ id, polledMs }: Watched): boolean {
    if (polledMs === undefined) return false;
    const forMs = this.#parts.isOpen(id) ? POLLED_FOR_MS : 2 * CLOSED_MS;
    return this.#parts.clock.monotonicMs() - polledMs < forMs;
  }

  /** Whether any account that is logged in can ask. */
  get canAsk(): boolean {
    return this.#parts.accounts().some(({ account }) => this.#most(account) > 0);
  }

  /** Something may have to be asked for. */
  look(): void {
    if (this.#timer !== undefined || this.#stop.signal.aborted || !this.#isNeeded()) return;
    this.#timer = this.#parts.clock.after(ROUND_MS, () => {
      this.#timer = undefined;
      this.#round();
      this.#parts.after();
      this.look();
    });
  }

  close(): void {
    this.#timer?.();
    this.#stop.abort();
  }

  #isNeeded(): boolean {
    let isUnfed = false;
    for (const { standing } of this.#parts.items.values()) {
      // It becomes old when nobody asks again.
      if (standing === 'polled') return true;
      isUnfed ||= standing === 'stale';
    }
    return isUnfed && this.canAsk;
  }

  /** How many instruments one request of the account asks for. */
  #most({ brokerId }: Account): number {
    return this.#parts.brokers.get(brokerId)?.capabilities.marketReads?.quotesPerRequest ?? 0;
  }

  #round(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    const due = this.#due(nowMs);
    const taken = new Set<Watched>();
    for (const { account, session } of this.#parts.accounts()) {
      if (taken.size === due.length) return;
      if (this.#asking.has(account.id) || (this.#dueMs.get(account.id) ?? 0) > nowMs) continue;
      const asked: { readonly item: Watched; readonly read: ReadInstrument }[] = [];
      for (const item of due) {
        if (asked.length >= this.#most(account)) break;
        const read = taken.has(item) ? undefined : this.#parts.readAt(item.id, account.brokerId);
        if (read !== undefined) asked.push({ item, read });
      }
      if (asked.length === 0) continue;
      for (const { item } of asked) {
        taken.add(item);
        item.pollAskedMs = nowMs;
      }
      void this.#ask(
        { account, session },
        asked.map(({ read }) => read),
      );
    }
  }

  /** What is to be asked for now, in the order in which it matters. */
  #due(nowMs: number): readonly Watched[] {
    const { items, isOpen, isUrgent } = this.#parts;
    const due = [...items.values()].filter((item) => {
      if (item.standing === 'live') return false;
      const isAwaited = item.carrier !== undefined && (item.carrier.rank ?? 3) < 3;
      if (isAwaited && nowMs - item.askedMs < FEED_WITHIN_MS) return false;
      const againMs = isOpen(item.id) ? ROUND_MS : CLOSED_MS;
      return item.pollAskedMs === undefined || nowMs - item.pollAskedMs >= againMs;
    });
    const key = (item: Watched): number =>
      (item.pollAskedMs ?? -1) + (isUrgent(item.id) ? 0 : Number.MAX_SAFE_INTEGER / 2);
    return due
      .map((item) => ({ item, key: key(item) }))
      .sort((one, other) => one.key - other.key)
      .map(({ item }) => item);
  }

  /** Never rejects: who cannot be asked is left alone for a while. */
  async #ask({ account, session }: Asker, asked: readonly ReadInstrument[]): Promise<void> {
    const { clock, brokers, budget, answered } = this.#parts;
    const { id: accountId, brokerId } = account;
    const { signal } = this.#stop;
    this.#asking.add(accountId);
    this.#dueMs.set(accountId, clock.monotonicMs() + ACCOUNT_MS);
    try {
      if (!(await budget.turn(account, 'quotes', signal, PATIENCE_MS))) return;
      const ticks = (await brokers.get(brokerId)?.quotes(session, asked, signal)) ?? [];
      if (signal.aborted) return;
      answered(
        account,
        asked.map(({ instrumentId }) => instrumentId),
        ticks,
      );
    } catch {
      // Whoever reads the account's books for their own sake notices what is wrong with it.
      this.#dueMs.set(accountId, clock.monotonicMs() + FAILED_MS);
    } finally {
      this.#asking.delete(accountId);
    }
  }
}
