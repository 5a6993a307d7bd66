import type { AccountId, BrokerSession, BrokerSessionRepository } from '@copydesk/core';
import type { Database } from '../database/database.ts';
import type { SecretBox } from '../secrets/secret-box.ts';

/** The day's broker sessions, in the table `broker_session`, sealed whole. */
export class PrismaBrokerSessionRepository implements BrokerSessionRepository {
  readonly #database: Database;
  readonly #box: SecretBox;

  constructor(database: Database, box: SecretBox) {
    this.#database = database;
    this.#box = box;
  }

  async all(): Promise<readonly BrokerSession[]> {
    const { client, storeTurns } = this.#database;
    const rows = await storeTurns.run(() =>
      client.brokerSessionRow.findMany({ orderBy: { accountId: 'asc' } }),
    );
    return rows.map(
      (row) => JSON.parse(this.#box.open(row.sealed, recordOf(row.accountId))) as BrokerSession,
    );
  }

  async save(session: BrokerSession): Promise<void> {
    const { client, storeTurns } = this.#database;
    const { accountId } = session;
    const sealed = this.#box.seal(JSON.stringify(session), recordOf(accountId));
    await storeTurns.run(() =>
      client.brokerSessionRow.upsert({
        where: { accountId },
        create: { accountId, sealed },
        update: { sealed },
      }),
    );
  }

  async remove(accountId: AccountId): Promise<void> {
    const { client, storeTurns } = this.#database;
    await storeTurns.run(() => client.brokerSessionRow.deleteMany({ where: { accountId } }));
  }

  /** Seals with the newest key what an older one sealed. What is saved meanwhile stays as it was saved. */
  async reseal(): Promise<void> {
    const { client, storeTurns } = this.#database;
    for (const { accountId, sealed } of await storeTurns.run(() => client.brokerSessionRow.findMany())) {
      const fresh = this.#box.reseal(sealed, recordOf(accountId));
      if (fresh === sealed) continue;
      await storeTurns.run(() =>
        client.brokerSessionRow.updateMany({ where: { accountId, sealed }, data: { sealed: fresh } }),
      );
    }
  }
}

function recordOf(accountId: string): string {
  return `broker-session/${accountId}`;
}
