import { randomUUID } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import type { StoredRow } from '../journal/chain.ts';
import { chainJournal, chainsTheJournal, type UnchainedJournal } from './chain-journal.ts';
import type { MigrationTarget } from './runner.ts';

/** Prisma's own table, as Prisma makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/** How often the write lock is asked for while another process migrates, in milliseconds. */
const RETRY_EVERY_MS = 20;

const RECORD = `INSERT INTO "_prisma_migrations"
  ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count") VALUES (?, ?, ?, ?, ?, 1)`;

/** A SQLite file to migrate. One transaction spans the whole run, so it is all or nothing and nobody else migrates. */
export function openSqliteTarget(file: string, busyTimeoutMs: number): MigrationTarget {
  const db = new Sqlite(file, { timeout: busyTimeoutMs });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return {
    alone: async (work) => {
      await begin(db, busyTimeoutMs);
      try {
        await work();
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    createTable: async () => {
      db.exec(TABLE);
    },
    applied: async () => {
      const rows = db
        .prepare<[], { name: string; checksum: string; finished: number }>(
          `SELECT "migration_name" AS name, "checksum" AS checksum, "finished_at" IS NOT NULL AS finished
           FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY "started_at"`,
        )
        .all();
      return rows.map((row) => ({ ...row, finished: row.finished === 1 }));
    },
    apply: async (migration) => {
      const begun = Date.now();
      db.exec(migration.sql);
      if (chainsTheJournal(migration.name)) await chainJournal(journalOf(db));
      db.prepare(RECORD).run(randomUUID(), migration.checksum, Date.now(), migration.name, begun);
    },
    close: async () => {
      db.close();
    },
  };
}

/**
 * Takes the one write lock of the file. It waits between tries, not in one: SQLite's own waiting stops the whole
 * process, and with it whoever in this process has the lock and would give it back.
 */
async function begin(db: Sqlite.Database, waitAtMostMs: number): Promise<void> {
  const deadline = Date.now() + waitAtMostMs;
  db.pragma('busy_timeout = 0');
  for (;;) {
    try {
      db.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      const isBusy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
    }
  }
}

function journalOf(db: Sqlite.Database): UnchainedJournal {
  const users = db.prepare<[], { id: string }>('SELECT DISTINCT "user_id" AS id FROM "journal"');
  const rows = db.prepare<[string, number, number], StoredRow>(
    `SELECT "user_id" AS userId, "event_id" AS eventId, "at", "monotonic_ms" AS monotonicMs, "type", "event"
     FROM "journal" WHERE "user_id" = ? AND "event_id" > ? ORDER BY "event_id" LIMIT ?`,
  );
  const write = db.prepare<[string, string, number]>(
    'UPDATE "journal" SET "hash" = ? WHERE "user_id" = ? AND "event_id" = ?',
  );
  return {
    users: async () => users.all().map(({ id }) => id),
    after: async (userId, eventId, limit) => rows.all(userId, eventId, limit),
    write: async (userId, hashes) => {
      for (const { eventId, hash } of hashes) write.run(hash, userId, eventId);
    },
  };
}
