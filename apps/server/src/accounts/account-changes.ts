/**
 * Adding and changing accounts.
 *
 * Decides: one client at one broker is one account of the whole desk, whoever asks and however many ask at once; a login
 * ends when its requests would leave from elsewhere. Changes run one after the other, so that what is checked still holds when it is stored.
 */
import {
  type Account,
  type AccountDraft,
  type AccountId,
  type AccountStore,
  TradingError,
  type UserId,
} from '@copydesk/core';
import { HttpError } from '../http/http-error.ts';
import { clientIdOf, sameClient } from './client-id.ts';

/** Whether nothing lives or is held in the account, so that it may become another client's. */
export type IsFree = (account: Account) => boolean;

export class AccountChanges {
  readonly #accounts: AccountStore;
  readonly #isFree: IsFree;
  #last: Promise<unknown> = Promise.resolve();

  constructor(accounts: AccountStore, isFree: IsFree) {
    this.#accounts = accounts;
    this.#isFree = isFree;
  }

  /** Adds an account. Throws `account-address-taken`, or `invalid-input` when the client has an account already. */
  add(userId: UserId, draft: AccountDraft): Promise<Account> {
    return this.#inTurn(async () => {
      const clientId = clientIdOf(draft.clientId);
      this.#refuseSecond({ id: undefined, userId, brokerId: draft.brokerId, clientId });
      return await addressTakenOr(draft.address, this.#accounts.add(userId, { ...draft, clientId }));
    });
  }

  /** Changes an account. Throws as `add`, and `account-in-use` when another client is to take over what is not empty. */
  change(id: AccountId, change: Partial<AccountDraft>): Promise<Account> {
    return this.#inTurn(async () => {
      const before = this.#accounts.get(id);
      const clientId = clientIdOf(change.clientId ?? before.clientId);
      if (!sameClient(clientId, before.clientId)) {
        if (!this.#isFree(before)) throw new TradingError('account-in-use', {}, { path: '/clientId' });
        this.#refuseSecond({ ...before, clientId });
      }
      const renamed = change.clientId === undefined ? change : { ...change, clientId };
      const address = change.address ?? before.address;
      const changed = await addressTakenOr(address, this.#accounts.change(id, renamed));
      // A session carries the way out that it was opened with, and the broker knows it by that address.
      if (JSON.stringify(changed.egress) !== JSON.stringify(before.egress)) {
        await this.#accounts.endSession(id, 'Its requests leave from elsewhere now. Log in again.');
      }
      return changed;
    });
  }

  #refuseSecond(
    wanted: Pick<Account, 'userId' | 'brokerId' | 'clientId'> & { readonly id: AccountId | undefined },
  ): void {
    const other = this.#accounts
      .all()
      .find(
        ({ id, brokerId, clientId }) =>
          id !== wanted.id && brokerId === wanted.brokerId && sameClient(clientId, wanted.clientId),
      );
    if (other === undefined) return;
    // Another person's account is not named.
    const name = other.userId === wanted.userId ? other.address : 'Another account of this desk';
    const message = `${name} is this client already.`;
    throw new HttpError('invalid-input', { errors: [{ path: '/clientId', code: 'taken', message }] });
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Another process may have stored the address meanwhile: what the database refuses as a second one is the same refusal. */
async function addressTakenOr<T>(address: string, storing: Promise<T>): Promise<T> {
  try {
    return await storing;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new TradingError('account-address-taken', { address }, { path: '/address', cause: error });
  }
}

/** Prisma's code for a second row where only one may be. */
function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
