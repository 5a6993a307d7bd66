import type { AccountId } from '../account/account.ts';

/** One writer per account: held by one process at a time, with a fencing number that only grows. */
export interface Lease {
  readonly accountId: AccountId;
  /** Grows by each change of holder. A write that carries an older one is refused. */
  readonly fence: number;
  /** Aborts when the lease is lost. */
  readonly lost: AbortSignal;
  /** Gives it back. */
  release(): Promise<void>;
}

/** Where leases are taken. */
export interface LeasePort {
  /** The lease of an account, or who holds it now. A dead holder on the same host does not count. */
  take(accountId: AccountId): Promise<Lease | { readonly heldBy: string }>;
}
