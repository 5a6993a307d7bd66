/**
 * One writer per account: the leases that this desk holds (domain §4.11).
 *
 * Decides: what happens when a lease is refused, lost or given again. Without it the account is shown, and nothing is sent or
 * read for it. Keeps I1: the number of the last lease goes along with every write of the journal, which refuses an old one.
 */
import { TradingError } from '../errors/trading-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Lease, LeasePort } from '../ports/lease.ts';
import { Turns } from '../turns.ts';
import type { Account, AccountId } from './account.ts';
import type { AccountStore } from './account-store.ts';

/** Between two attempts to take a lost lease again. */
const RETAKE_MS = 3_000;

/** Who holds it, as far as anybody knows. */
const UNKNOWN_HOLDER = 'a holder that is not known yet';

export interface AccountLeaseParts {
  readonly clock: Clock;
  readonly leases: LeasePort;
  readonly accounts: () => AccountStore;
  /** The lease is gone: nothing may be read or sent for the account any more. */
  readonly onLost: (account: Account) => void;
  /** Begins again with an account; rejects when it cannot be said yet. */
  readonly begin: (account: Account) => Promise<void>;
}

export class AccountLeases {
  readonly #parts: AccountLeaseParts;
  readonly #held = new Map<AccountId, Lease>();
  /** Also of a lease that is lost. */
  readonly #fences = new Map<AccountId, number>();
  readonly #turns = new Turns();
  #closed = false;

  constructor(parts: AccountLeaseParts) {
    this.#parts = parts;
  }

  /** The number of the account's last lease: the journal refuses who writes under an old one. */
  fenceOf(accountId: AccountId): number | undefined {
    return this.#fences.get(accountId);
  }

  /** Takes the lease, or notes who has it. */
  async take(account: Account): Promise<boolean> {
    return this.#turns.take(account.id, () => this.#takeInTurn(account));
  }

  /** Two desks on one journal would break it for both: the second one gives back what it has, and does not open. */
  async takeOrRefuse(account: Account): Promise<void> {
    let taken = false;
    try {
      taken = await this.take(account);
    } finally {
      if (!taken) await this.#releaseAll();
    }
    if (taken) return;
    const heldBy = this.#parts.accounts().stateOf(account.id).leasedBy ?? 'another process';
    throw new TradingError('account-leased-elsewhere', { account: account.address, heldBy });
  }

  /** The account cannot be begun with; it is asked for again. */
  lose(account: Account): void {
    this.#refuse(account, UNKNOWN_HOLDER);
    this.#retake(account);
  }

  /** Gives the lease of a removed account back. Whether now or by the end of the process makes no difference to anybody else. */
  forget(accountId: AccountId): void {
    this.#held
      .get(accountId)
      ?.release()
      .catch(() => undefined);
    this.#held.delete(accountId);
    this.#fences.delete(accountId);
  }

  /** Gives every lease back. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#releaseAll();
  }

  async #releaseAll(): Promise<void> {
    for (const lease of this.#held.values()) await lease.release();
    this.#held.clear();
  }

  async #takeInTurn(account: Account): Promise<boolean> {
    if (this.#held.has(account.id)) return true;
    const lease = await this.#parts.leases.take(account.id);
    if ('heldBy' in lease) {
      this.#refuse(account, lease.heldBy);
      return false;
    }
    this.#held.set(account.id, lease);
    this.#fences.set(account.id, lease.fence);
    this.#parts.accounts().note(account.id, { leasedBy: undefined });
    lease.lost.addEventListener('abort', () => {
      this.#held.delete(account.id);
      this.#parts.onLost(account);
      const lost = { booksRead: false, settled: false, leasedBy: UNKNOWN_HOLDER };
      this.#parts.accounts().note(account.id, lost);
      this.#retake(account);
    });
    return true;
  }

  /** A lost lease (a database that was away) is asked for again until it is given or the desk closes; until then nothing is sent. */
  #retake(account: Account): void {
    this.#parts.clock.after(RETAKE_MS, () => {
      if (this.#closed) return;
      this.#parts.begin(account).then(
        () => {
          if (!this.#held.has(account.id)) this.#retake(account);
        },
        () => this.#retake(account),
      );
    });
  }

  #refuse(account: Account, heldBy: string): void {
    this.#parts.accounts().note(account.id, { leasedBy: heldBy });
  }
}
