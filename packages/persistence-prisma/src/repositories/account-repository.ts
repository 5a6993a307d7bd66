import type {
  AccountAddress,
  AccountId,
  AccountRepository,
  BrokerId,
  Credentials,
  Egress,
  StoredAccount,
  UserId,
} from '@copydesk/core';
import type { Database } from '../database/database.ts';
import type { AccountRow } from '../generated/sqlite/client.ts';
import type { SecretBox } from '../secrets/secret-box.ts';

/** What is sealed of an account: its credentials, and its way out, for a proxy's address may carry a password. */
interface SealedPart {
  readonly credentials: Credentials;
  readonly egress: Egress;
}

/** Accounts, in the table `account`. */
export class PrismaAccountRepository implements AccountRepository {
  readonly #database: Database;
  readonly #box: SecretBox;

  constructor(database: Database, box: SecretBox) {
    this.#database = database;
    this.#box = box;
  }

  async all(): Promise<readonly StoredAccount[]> {
    const { client, storeTurns } = this.#database;
    const rows = await storeTurns.run(() => client.accountRow.findMany({ orderBy: { id: 'asc' } }));
    return rows.map((row) => this.#stored(row));
  }

  async save({ account, credentials }: StoredAccount): Promise<void> {
    const { client, storeTurns } = this.#database;
    const { id } = account;
    const part: SealedPart = { credentials, egress: account.egress };
    const row = {
      userId: account.userId,
      address: account.address,
      brokerId: account.brokerId,
      environment: account.environment,
      clientId: account.clientId,
      sealed: this.#box.seal(JSON.stringify(part), recordOf(id)),
    };
    await storeTurns.run(() =>
      client.accountRow.upsert({ where: { id }, create: { id, ...row }, update: row }),
    );
  }

  async remove(id: AccountId): Promise<void> {
    const { client, storeTurns } = this.#database;
    await storeTurns.run(() =>
      client.$transaction([
        client.brokerSessionRow.deleteMany({ where: { accountId: id } }),
        client.accountRow.deleteMany({ where: { id } }),
      ]),
    );
  }

  /** Seals with the newest key what an older one sealed. What is saved meanwhile stays as it was saved. */
  async reseal(): Promise<void> {
    const { client, storeTurns } = this.#database;
    for (const { id, sealed } of await storeTurns.run(() => client.accountRow.findMany())) {
      const fresh = this.#box.reseal(sealed, recordOf(id));
      if (fresh === sealed) continue;
      await storeTurns.run(() =>
        client.accountRow.updateMany({ where: { id, sealed }, data: { sealed: fresh } }),
      );
    }
  }

  #stored(row: AccountRow): StoredAccount {
    const part = JSON.parse(this.#box.open(row.sealed, recordOf(row.id))) as SealedPart;
    return {
      account: {
        id: row.id as AccountId,
        userId: row.userId as UserId,
        address: row.address as AccountAddress,
        brokerId: row.brokerId as BrokerId,
        environment: row.environment === 'live' ? 'live' : 'sandbox',
        clientId: row.clientId,
        egress: part.egress,
      },
      credentials: part.credentials,
    };
  }
}

function recordOf(id: string): string {
  return `account/${id}`;
}
