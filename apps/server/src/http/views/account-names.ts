import type { Account, AccountId, AccountStore, Environment } from '@copydesk/core';

/** How an account is named in lists: orders and positions outlive it. */
export interface NamedAccount {
  readonly id: AccountId;
  readonly address: string;
  readonly environment: Environment;
}

/**
 * Accounts by id for views, also those that are gone.
 *
 * Decides: what a removed account is called: as it was until the process ends, then by its id. Its environment is
 * then no longer known, and `live` is said: what may have been real money must not pass for a game.
 */
export class AccountNames {
  readonly #accounts: AccountStore;
  readonly #removed = new Map<AccountId, NamedAccount>();

  constructor(accounts: AccountStore) {
    this.#accounts = accounts;
  }

  /** Remembers an account that was removed. */
  keep({ id, address, environment }: Account): void {
    this.#removed.set(id, { id, address, environment });
  }

  /** The account as it is named; never fails. */
  of(id: AccountId): NamedAccount {
    return (
      this.#accounts.all().find((account) => account.id === id) ??
      this.#removed.get(id) ?? { id, address: id, environment: 'live' }
    );
  }
}
