import type { CopyGroup, GroupId, GroupRepository } from '@copydesk/core';
import type { Database } from '../database/database.ts';

/** Copy groups, in the table `copy_group`, each as one document. */
export class PrismaGroupRepository implements GroupRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<readonly CopyGroup[]> {
    const { client, storeTurns } = this.#database;
    const rows = await storeTurns.run(() => client.groupRow.findMany({ orderBy: { id: 'asc' } }));
    return rows.map((row) => JSON.parse(row.document) as CopyGroup);
  }

  async save(group: CopyGroup): Promise<void> {
    const { client, storeTurns } = this.#database;
    const { id, userId, version } = group;
    const row = { userId, version, document: JSON.stringify(group) };
    await storeTurns.run(() =>
      client.groupRow.upsert({ where: { id }, create: { id, ...row }, update: row }),
    );
  }

  async remove(id: GroupId): Promise<void> {
    const { client, storeTurns } = this.#database;
    await storeTurns.run(() => client.groupRow.deleteMany({ where: { id } }));
  }
}
