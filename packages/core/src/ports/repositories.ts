/**
 * What is kept besides the journal. Every repository is read whole at start and written behind the memory that
 * answers; none is asked by a read request. Secrets are sealed by the implementation, never by the caller.
 */
import type { Account, AccountId, UserId } from '../account/account.ts';
import type { User } from '../account/user.ts';
import type { BrokerSession, Credentials } from '../broker/broker-session.ts';
import type { CopyGroup } from '../group/copy-group.ts';
import type { Instant } from './clock.ts';

/** People, with what proves them. */
export interface UserRepository {
  all(): Promise<readonly StoredUser[]>;
  /** Adds or replaces by id. Rejects when another user has the e-mail. */
  save(user: StoredUser): Promise<void>;
}

/** A user with the hash of the password (argon2id, PHC text). */
export interface StoredUser extends User {
  readonly passwordHash: string;
}

/** Browser sessions and API tokens: only hashes of what the client holds. */
export interface AccessRepository {
  all(): Promise<readonly StoredAccess[]>;
  save(access: StoredAccess): Promise<void>;
  remove(id: string): Promise<void>;
}

/** One way in: a signed-in browser (`session`) or a program (`token`). */
export interface StoredAccess {
  readonly id: string;
  readonly userId: UserId;
  readonly kind: 'session' | 'token';
  /** SHA-256, hex, of the secret that the client holds. */
  readonly secretHash: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | undefined;
}

/** Accounts with their broker credentials; the credentials are sealed at rest. */
export interface AccountRepository {
  all(): Promise<readonly StoredAccount[]>;
  save(account: StoredAccount): Promise<void>;
  /** Removes the account, its credentials and its broker session. */
  remove(id: AccountId): Promise<void>;
}

/** An account as stored. */
export interface StoredAccount {
  readonly account: Account;
  readonly credentials: Credentials;
}

/** The day's broker sessions; sealed at rest whole. */
export interface BrokerSessionRepository {
  all(): Promise<readonly BrokerSession[]>;
  save(session: BrokerSession): Promise<void>;
  remove(accountId: AccountId): Promise<void>;
}

/** Copy groups. */
export interface GroupRepository {
  all(): Promise<readonly CopyGroup[]>;
  save(group: CopyGroup): Promise<void>;
  remove(id: CopyGroup['id']): Promise<void>;
}
