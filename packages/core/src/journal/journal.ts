/**
 * The one door through which state changes.
 *
 * Decides: the order of events, when they reach memory (at once), the disk (behind, or now when an intent must be
 * durable) and those who listen (never before the disk). Keeps I1: no byte leaves before `commit` has resolved, and none
 * for an account whose lease went to somebody else. A journal that cannot be written stops the desk: every later commit
 * rejects, so nothing more is sent.
 */
import type { AccountId, UserId } from '../account/account.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { CancelTimer, DeskClock } from '../ports/clock.ts';
import type { DeskEvent } from './desk-event.ts';
import { accountsOf, firstAccountOf } from './event-accounts.ts';
import type { Fence, JournalEntry, JournalPort } from './journal-port.ts';

/** Called with each entry, in order. */
export type EntryListener = (entry: JournalEntry) => void;

/** How long an event that nobody waits for stays in memory before it is written, so that many become one write. */
const BEHIND_MS = 25;
/** The longest that it stays there while orders are on their way: writing must not delay an answer that is due. */
const BEHIND_AT_MOST_MS = 250;

/** What the journal asks the desk. */
export interface JournalQuestions {
  /** Whether an answer may come any moment; what need not be durable yet is then written a little later. */
  ordersUnderWay?(): boolean;
  /** The number of the last lease that this desk was given for the account, whether it still holds it or not. */
  fenceOf?(accountId: AccountId): number | undefined;
}

interface Waiter {
  /** How many entries must be written before it is served. */
  readonly upTo: number;
  resolve(): void;
  reject(error: unknown): void;
}

export class Journal {
  readonly #port: JournalPort;
  readonly #clock: DeskClock;
  readonly #ask: JournalQuestions;
  readonly #lastId = new Map<UserId, number>();
  readonly #lastDurableId = new Map<UserId, number>();
  readonly #states: EntryListener[] = [];
  readonly #reactions: EntryListener[] = [];
  readonly #listeners = new Set<EntryListener>();
  readonly #toReact: JournalEntry[] = [];
  #reacting = false;
  #held = false;
  #pending: JournalEntry[] = [];
  #recorded = 0;
  #written = 0;
  #waiters: Waiter[] = [];
  #writing = false;
  #timer: CancelTimer | undefined;
  #broken: unknown;

  constructor(port: JournalPort, clock: DeskClock, ask: JournalQuestions = {}) {
    this.#port = port;
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Adds a state that is built from the journal: it sees every entry, replayed or new, at once and in order. */
  addState(apply: EntryListener): void {
    this.#states.push(apply);
  }

  /** Adds a reaction: it sees new entries only, after every state has, and may record more. */
  addReaction(react: EntryListener): void {
    this.#reactions.push(react);
  }

  /** Calls the listener with each new entry once it is durable. Returns what ends it. */
  subscribe(listener: EntryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Rebuilds every state from what is stored. Nothing is recorded meanwhile. */
  async replay(): Promise<void> {
    for await (const entries of this.#port.readAll()) {
      for (const entry of entries) {
        this.#lastId.set(entry.userId, entry.eventId);
        this.#lastDurableId.set(entry.userId, entry.eventId);
        for (const apply of this.#states) apply(entry);
      }
    }
  }

  /** Records an event: memory has it when this returns, the disk soon after. */
  record(userId: UserId, event: DeskEvent): JournalEntry {
    const eventId = (this.#lastId.get(userId) ?? 0) + 1;
    const entry: JournalEntry = {
      userId,
      eventId,
      at: this.#clock.now(firstAccountOf(event)),
      monotonicMs: this.#clock.monotonicMs(),
      event,
    };
    this.#lastId.set(userId, eventId);
    this.#pending.push(entry);
    this.#recorded += 1;
    for (const apply of this.#states) apply(entry);
    this.#timer ??= this.#writeBehind(entry.monotonicMs);
    this.#react(entry);
    return entry;
  }

  /** Resolves when everything recorded so far would survive a crash. Rejects with `journal-unavailable`. */
  commit(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#unavailable());
    if (this.#written === this.#recorded) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ upTo: this.#recorded, resolve, reject });
      void this.#drain();
    });
  }

  /** Whether the user's event of this number would survive a crash. */
  isDurable(userId: UserId, eventId: number): boolean {
    return eventId <= this.lastDurableEventId(userId);
  }

  /** Runs what sends once everything recorded so far would survive a crash. A journal that cannot be written has stopped the desk: then nothing is sent. */
  whenDurable(send: () => void): void {
    void this.commit().then(send, () => undefined);
  }

  /** The last event of a user, 0 when there is none. */
  lastEventId(userId: UserId): number {
    return this.#lastId.get(userId) ?? 0;
  }

  /** The last event of a user that would survive a crash: what a list may be said to be as of. */
  lastDurableEventId(userId: UserId): number {
    return this.#lastDurableId.get(userId) ?? 0;
  }

  /** The durable entries of a user after `eventId`, oldest first. */
  after(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#port.readAfter(userId, eventId, limit);
  }

  /** Whether the journal can still be written. */
  get available(): boolean {
    return this.#broken === undefined;
  }

  /** Lets nothing react until what this returns is called: then everything that was recorded meanwhile is reacted to, in order. */
  holdReactions(): () => void {
    this.#held = true;
    return () => {
      this.#held = false;
      if (!this.#reacting) this.#runReactions();
    };
  }

  #react(entry: JournalEntry): void {
    this.#toReact.push(entry);
    if (!this.#reacting && !this.#held) this.#runReactions();
  }

  /** Reactions run one after the other, also when one of them records: each sees the states as of its own turn or later. */
  #runReactions(): void {
    this.#reacting = true;
    try {
      for (let next = this.#toReact.shift(); next !== undefined; next = this.#toReact.shift()) {
        for (const react of this.#reactions) react(next);
      }
    } finally {
      this.#reacting = false;
    }
  }

  #writeBehind(sinceMs: number): CancelTimer {
    return this.#clock.after(BEHIND_MS, () => {
      this.#timer = undefined;
      const waited = this.#clock.monotonicMs() - sinceMs;
      if (this.#ask.ordersUnderWay?.() === true && waited < BEHIND_AT_MOST_MS && this.#pending.length > 0) {
        this.#timer = this.#writeBehind(sinceMs);
      } else void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#writing || this.#broken !== undefined) return;
    this.#writing = true;
    try {
      while (this.#pending.length > 0) {
        const batch = this.#pending;
        this.#pending = [];
        await this.#port.append(batch, this.#fencesOf(batch));
        this.#written += batch.length;
        for (const entry of batch) this.#lastDurableId.set(entry.userId, entry.eventId);
        this.#serve();
        this.#tell(batch);
      }
    } catch (error) {
      this.#broken = error;
      for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#unavailable());
    } finally {
      this.#writing = false;
    }
  }

  /** By which right each account of the batch is written about. An account that was never leased is nobody's yet. */
  #fencesOf(batch: readonly JournalEntry[]): readonly Fence[] {
    const fences = new Map<AccountId, Fence>();
    for (const { event } of batch) {
      for (const accountId of accountsOf(event)) {
        const fence = fences.has(accountId) ? undefined : this.#ask.fenceOf?.(accountId);
        if (fence !== undefined) fences.set(accountId, { accountId, fence });
      }
    }
    return [...fences.values()];
  }

  /** A listener that throws has a bug of its own: it is heard of, and neither the journal nor the other listeners suffer. */
  #tell(batch: readonly JournalEntry[]): void {
    for (const listener of this.#listeners) {
      try {
        for (const entry of batch) listener(entry);
      } catch (error) {
        void Promise.reject(error);
      }
    }
  }

  #serve(): void {
    const served = this.#waiters.filter((waiter) => waiter.upTo <= this.#written);
    this.#waiters = this.#waiters.filter((waiter) => waiter.upTo > this.#written);
    for (const waiter of served) waiter.resolve();
  }

  #unavailable(): TradingError {
    return new TradingError('journal-unavailable', {}, { cause: this.#broken });
  }
}
