import { type AccessRepository, instantOf, type StoredAccess, type UserId } from '@copydesk/core';
import type { Database } from '../database/database.ts';

/** Browser sessions and API tokens, in the table `access`. */
export class PrismaAccessRepository implements AccessRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<readonly StoredAccess[]> {
    const { client, storeTurns } = this.#database;
    const rows = await storeTurns.run(() => client.accessRow.findMany({ orderBy: { id: 'asc' } }));
    return rows.map((row) => ({
      id: row.id,
      userId: row.userId as UserId,
      kind: row.kind === 'token' ? 'token' : 'session',
      secretHash: row.secretHash,
      name: row.name,
      createdAt: instantOf(Number(row.createdAt)),
      expiresAt: row.expiresAt === null ? undefined : instantOf(Number(row.expiresAt)),
    }));
  }

  async save(access: StoredAccess): Promise<void> {
    const { client, storeTurns } = this.#database;
    const row = {
      userId: access.userId,
      kind: access.kind,
      secretHash: access.secretHash,
      name: access.name,
      createdAt: BigInt(access.createdAt),
      expiresAt: access.expiresAt === undefined ? null : BigInt(access.expiresAt),
    };
    await storeTurns.run(() =>
      client.accessRow.upsert({ where: { id: access.id }, create: { id: access.id, ...row }, update: row }),
    );
  }

  async remove(id: string): Promise<void> {
    const { client, storeTurns } = this.#database;
    await storeTurns.run(() => client.accessRow.deleteMany({ where: { id } }));
  }
}
