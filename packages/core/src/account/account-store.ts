/**
 * Every user's accounts and the broker sessions of the day, in memory.
 *
 * Decides: who owns which account, whose session is valid, whether an account may take entries. It asks the
 * repositories only at start and writes behind itself; secrets leave it only towards the account's own broker.
 */
import type { BrokerId, Environment } from '../broker/broker-id.ts';
import type { BrokerSession, Credentials } from '../broker/broker-session.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { AccountRepository, BrokerSessionRepository, StoredAccount } from '../ports/repositories.ts';
import { Turns } from '../turns.ts';
import type { Account, AccountAddress, AccountId, UserId } from './account.ts';

/** What a person types to add or change an account. */
export interface AccountDraft extends Omit<Account, 'id' | 'userId'> {
  readonly credentials: Credentials;
}

/** How an account stands today. */
export interface AccountState {
  readonly session: BrokerSession | undefined;
  readonly stream: 'up' | 'down' | 'not-in-plan';
  /** Its broker's orders and positions were read once since it was logged in or the desk started: exits and cancels may be sent. */
  readonly booksRead: boolean;
  /** Its books were read and agree with ours: entries may be sent. */
  readonly settled: boolean;
  /** Why entries stop: somebody else copies on it, until a person arms it; or its address is refused, until the broker takes a call. Exits go on. */
  readonly disarmed: string | undefined;
  /** Another Copydesk writes to it; who, when that is known. */
  readonly leasedBy: string | undefined;
}

/** Told when an account gains or loses its session. */
export interface SessionListener {
  sessionOpened(account: Account, session: BrokerSession): void;
  sessionEnded(account: Account): void;
  accountRemoved(account: Account): void;
}

/** How long a command waits for the first read of the books against which it is decided. */
const READ_WITHIN_MS = 5_000;

const CLOSED: AccountState = {
  session: undefined,
  stream: 'down',
  booksRead: false,
  settled: false,
  disarmed: undefined,
  leasedBy: undefined,
};

export class AccountStore {
  readonly #repository: AccountRepository;
  readonly #sessions: BrokerSessionRepository;
  readonly #journal: Journal;
  readonly #clock: DeskClock;
  readonly #ids: IdSource;
  readonly #isInUse: (id: AccountId) => boolean;
  readonly #accounts = new Map<AccountId, StoredAccount>();
  readonly #states = new Map<AccountId, AccountState>();
  /** Accounts whose entries are stopped, with the reason; as the journal says. */
  readonly #disarmed = new Map<
    AccountId,
    { readonly reason: string; readonly cause: 'address' | undefined }
  >();
  /** Those who wait for the first read of an account's books. */
  readonly #unread = new Map<AccountId, Set<() => void>>();
  readonly #turns = new Turns();
  #listener: SessionListener | undefined;

  constructor(parts: {
    readonly repository: AccountRepository;
    readonly sessions: BrokerSessionRepository;
    readonly journal: Journal;
    readonly clock: DeskClock;
    readonly ids: IdSource;
    readonly isInUse: (id: AccountId) => boolean;
  }) {
    this.#repository = parts.repository;
    this.#sessions = parts.sessions;
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#isInUse = parts.isInUse;
  }

  /** Reads what is stored. Sessions that are over are forgotten. Nobody is told. */
  async load(): Promise<void> {
    for (const stored of await this.#repository.all()) this.#accounts.set(stored.account.id, stored);
    for (const session of await this.#sessions.all()) {
      if (!this.#accounts.has(session.accountId)) continue;
      if (session.expiresAt > this.#clock.now(session.accountId))
        this.#states.set(session.accountId, { ...CLOSED, session });
      else await this.#sessions.remove(session.accountId);
    }
  }

  /** Sets who is told of sessions. One listener: the desk. */
  listen(listener: SessionListener): void {
    this.#listener = listener;
  }

  /** Every account of every user. */
  all(): readonly Account[] {
    return [...this.#accounts.values()].map((stored) => stored.account);
  }

  /** The accounts of one user, in the order in which they were added. */
  listFor(userId: UserId): readonly Account[] {
    return this.all().filter((account) => account.userId === userId);
  }

  /** The account with this id. Throws `account-not-found`. */
  get(id: AccountId): Account {
    const stored = this.#accounts.get(id);
    if (stored === undefined) throw new TradingError('account-not-found', { account: id });
    return stored.account;
  }

  /** Where the account trades; undefined when there is no such account any more. */
  environmentOf(id: AccountId): Environment | undefined {
    return this.#accounts.get(id)?.account.environment;
  }

  /** Whose API it trades by; undefined when there is no such account any more. */
  brokerOf(id: AccountId): BrokerId | undefined {
    return this.#accounts.get(id)?.account.brokerId;
  }

  /** Whose it is; undefined when there is no such account any more. */
  userOf(id: AccountId): UserId | undefined {
    return this.#accounts.get(id)?.account.userId;
  }

  /** The user's account with this id or address. Throws `account-not-found`, also for somebody else's. */
  find(userId: UserId, idOrAddress: string): Account {
    const byId = this.#accounts.get(idOrAddress as AccountId)?.account;
    if (byId?.userId === userId) return byId;
    for (const { account } of this.#accounts.values()) {
      if (account.userId === userId && account.address === idOrAddress) return account;
    }
    throw new TradingError('account-not-found', { account: idOrAddress });
  }

  /** The secrets of an account, for its own broker's adapter and for nothing else. */
  credentialsOf(id: AccountId): Credentials {
    this.get(id);
    return this.#accounts.get(id)?.credentials ?? {};
  }

  /** How the account stands now. A session past its end counts as none. */
  stateOf(id: AccountId): AccountState {
    const known = this.#states.get(id) ?? CLOSED;
    const disarmed = this.#disarmed.get(id)?.reason;
    const state = disarmed === undefined ? known : { ...known, disarmed };
    if (state.session === undefined || state.session.expiresAt > this.#clock.now(id)) return state;
    return { ...state, session: undefined, booksRead: false, settled: false };
  }

  /**
   * Stops the entries of an account until a person arms it again, or, where its address was refused, the broker takes a call.
   * Harmless when it is disarmed for the same already; that somebody else copies on it counts for more than its address.
   */
  disarm(id: AccountId, reason: string, cause?: 'address'): void {
    const known = this.#disarmed.get(id);
    if (known !== undefined && (known.cause === cause || known.cause === undefined)) return;
    this.#journal.record(this.get(id).userId, { type: 'account-disarmed', accountId: id, reason, cause });
  }

  /** Whether an account is disarmed, and for what. */
  disarmedBy(id: AccountId): 'copier' | 'address' | undefined {
    const known = this.#disarmed.get(id);
    return known === undefined ? undefined : (known.cause ?? 'copier');
  }

  /** A person has looked and wants entries again, or what stopped them is gone. Harmless when nothing was wrong. */
  arm(id: AccountId, because?: 'address-accepted'): void {
    if (this.#disarmed.has(id))
      this.#journal.record(this.get(id).userId, { type: 'account-armed', accountId: id, because });
  }

  /** Applies one entry of the journal. */
  apply({ event }: JournalEntry): void {
    if (event.type === 'account-disarmed')
      this.#disarmed.set(event.accountId, { reason: event.reason, cause: event.cause });
    else if (event.type === 'account-armed') this.#disarmed.delete(event.accountId);
  }

  /** The valid session of an account, or undefined. */
  sessionOf(id: AccountId): BrokerSession | undefined {
    const session = this.#states.get(id)?.session;
    return session !== undefined && session.expiresAt > this.#clock.now(id) ? session : undefined;
  }

  /** Adds an account. Throws `account-address-taken`. */
  async add(userId: UserId, draft: AccountDraft): Promise<Account> {
    this.#checkAddress(userId, draft.address, undefined);
    const { credentials, ...rest } = draft;
    const account: Account = { ...rest, id: `acc-${this.#ids.next()}` as AccountId, userId };
    await this.#store({ account, credentials }, 'added');
    return account;
  }

  /** Changes an account; credentials that are left out stay. Another client id or credential ends the session. */
  async change(id: AccountId, change: Partial<AccountDraft>): Promise<Account> {
    const before = this.#accounts.get(id);
    if (before === undefined) throw new TradingError('account-not-found', { account: id });
    const { credentials, ...rest } = change;
    const account: Account = { ...before.account, ...rest };
    this.#checkAddress(account.userId, account.address, id);
    const merged = { ...before.credentials, ...credentials };
    await this.#store({ account, credentials: merged }, 'changed');
    const same =
      account.clientId === before.account.clientId &&
      account.brokerId === before.account.brokerId &&
      account.environment === before.account.environment &&
      Object.entries(merged).every(([name, value]) => before.credentials[name] === value);
    if (!same) await this.endSession(id, 'The credentials were changed.');
    return account;
  }

  /**
   * Forgets an account, its credentials and its session. Throws `account-in-use` while it is in a group, has living orders, holds what was
   * copied, or converts something of which a broker's answer is still awaited.
   */
  async remove(id: AccountId): Promise<void> {
    const account = this.get(id);
    const stored = this.#accounts.get(id);
    if (this.#isInUse(id)) throw new TradingError('account-in-use', { account: account.address });
    const ended = this.endSession(id, 'The account was removed.');
    // Gone before anything is waited for: nobody puts it into a group meanwhile, or logs in to it.
    this.#accounts.delete(id);
    try {
      await ended;
      await this.#repository.remove(id);
    } catch (error) {
      if (stored !== undefined) this.#accounts.set(id, stored);
      throw error;
    }
    this.#states.delete(id);
    this.#journal.record(account.userId, { type: 'account-changed', accountId: id, change: 'removed' });
    this.#listener?.accountRemoved(account);
  }

  /** Stores the day's session and tells the listener, which settles the account. Throws `account-not-found` when it is removed meanwhile. */
  async openSession(session: BrokerSession): Promise<void> {
    const account = this.get(session.accountId);
    await this.#turns.take(account.id, () => this.#sessions.save(session));
    if (!this.#accounts.has(account.id)) {
      await this.#turns.take(account.id, () => this.#sessions.remove(account.id));
      throw new TradingError('account-not-found', { account: account.id });
    }
    if (this.#states.get(account.id)?.session !== undefined) this.#listener?.sessionEnded(account);
    this.#states.set(account.id, { ...CLOSED, session });
    this.#journal.record(account.userId, {
      type: 'account-logged-in',
      accountId: account.id,
      expiresAt: session.expiresAt,
    });
    this.#listener?.sessionOpened(account, session);
  }

  /** Forgets the session. Harmless when there is none. */
  async endSession(id: AccountId, reason: string): Promise<void> {
    const account = this.get(id);
    if (this.#states.get(id)?.session === undefined) return;
    this.#states.set(id, CLOSED);
    this.#journal.record(account.userId, { type: 'account-logged-out', accountId: id, reason });
    this.#listener?.sessionEnded(account);
    await this.#turns.take(id, async () => {
      // A login that came meanwhile has stored a session of its own.
      if (this.#states.get(id)?.session === undefined) await this.#sessions.remove(id);
    });
  }

  /** Ends the sessions whose time is over: nobody has to find out by a refused order. */
  async endOver(): Promise<void> {
    const over = [...this.#states].filter(
      ([id, { session }]) => session !== undefined && session.expiresAt <= this.#clock.now(id),
    );
    await Promise.all(over.map(([id]) => this.endSession(id, "The broker's session of the day is over.")));
  }

  /** In how many milliseconds the next session ends; undefined when nobody is logged in. */
  nextEndMs(): number | undefined {
    let nextMs: number | undefined;
    for (const [id, { session }] of this.#states) {
      if (session !== undefined)
        nextMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, session.expiresAt - this.#clock.now(id));
    }
    return nextMs;
  }

  /** The broker no longer accepts this session. Harmless when a new login has replaced it. What stays stored is tried, and refused, at the next start. */
  sessionLost(id: AccountId, session: BrokerSession): void {
    if (this.#states.get(id)?.session !== session) return;
    this.endSession(id, 'The broker no longer accepts the session.').catch(() => undefined);
  }

  /** Notes how the account stands. The session itself is changed by `openSession` and `endSession` only. */
  note(id: AccountId, change: Partial<Omit<AccountState, 'session' | 'disarmed'>>): void {
    this.#states.set(id, { ...(this.#states.get(id) ?? CLOSED), ...change });
    if (change.booksRead === true) for (const wake of this.#unread.get(id) ?? []) wake();
  }

  /** Resolves when the account's books were read once, or when that takes too long: whoever waits looks again. */
  async read(id: AccountId): Promise<void> {
    if (this.stateOf(id).booksRead) return;
    const waiting = this.#unread.get(id) ?? new Set();
    this.#unread.set(id, waiting);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        waiting.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(READ_WITHIN_MS, wake);
      waiting.add(wake);
    });
  }

  #checkAddress(userId: UserId, address: AccountAddress, except: AccountId | undefined): void {
    const taken = this.listFor(userId).some(
      (account) => account.address === address && account.id !== except,
    );
    if (taken) throw new TradingError('account-address-taken', { address }, { path: '/address' });
  }

  async #store(stored: StoredAccount, change: 'added' | 'changed'): Promise<void> {
    await this.#repository.save(stored);
    this.#accounts.set(stored.account.id, stored);
    this.#journal.record(stored.account.userId, {
      type: 'account-changed',
      accountId: stored.account.id,
      change,
    });
  }
}
