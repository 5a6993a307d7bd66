import { instantOf, type StoredUser, type UserId, type UserRepository } from '@copydesk/core';
import type { Database } from '../database/database.ts';

/** People, in the table `person`. */
export class PrismaUserRepository implements UserRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<readonly StoredUser[]> {
    const { client, storeTurns } = this.#database;
    const rows = await storeTurns.run(() => client.userRow.findMany({ orderBy: { id: 'asc' } }));
    return rows.map((row) => ({
      id: row.id as UserId,
      email: row.email,
      name: row.name,
      createdAt: instantOf(Number(row.createdAt)),
      passwordHash: row.passwordHash,
    }));
  }

  async save(user: StoredUser): Promise<void> {
    const { client, storeTurns } = this.#database;
    const { id, ...fields } = user;
    const row = {
      email: fields.email,
      emailKey: fields.email.trim().toLowerCase(),
      name: fields.name,
      createdAt: BigInt(fields.createdAt),
      passwordHash: fields.passwordHash,
    };
    await storeTurns.run(() => client.userRow.upsert({ where: { id }, create: { id, ...row }, update: row }));
  }
}
