import type { UserId } from '@copydesk/core';
import type { Database } from '../database/database.ts';

/** One user's document, and how often it was written. */
export interface StoredPreferences {
  readonly version: number;
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * What users set up for the console, in the table `preferences`. The desk never reads it, so it is no port of the core;
 * it is read when somebody asks, and not kept in memory.
 */
export class PreferencesRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(userId: UserId): Promise<StoredPreferences | undefined> {
    const { client, storeTurns } = this.#database;
    const row = await storeTurns.run(() => client.preferencesRow.findUnique({ where: { userId } }));
    return row === null
      ? undefined
      : { version: row.version, document: JSON.parse(row.document) as StoredPreferences['document'] };
  }

  /**
   * Writes the document as the version after `read`, in one statement; false when somebody else wrote since.
   *
   * @param read The version that the writer saw; 0 where there was none.
   */
  async replace(userId: UserId, read: number, document: StoredPreferences['document']): Promise<boolean> {
    const { client, storeTurns } = this.#database;
    const row = { version: read + 1, document: JSON.stringify(document) };
    const { count } = await storeTurns.run(() =>
      read === 0
        ? // The key is the user: of two first writers the database takes one.
          client.preferencesRow
            .create({ data: { userId, ...row } })
            .then(() => ({ count: 1 }))
            .catch((error: unknown) => {
              if ((error as { code?: string }).code === 'P2002') return { count: 0 };
              throw error;
            })
        : client.preferencesRow.updateMany({ where: { userId, version: read }, data: row }),
    );
    return count === 1;
  }
}
