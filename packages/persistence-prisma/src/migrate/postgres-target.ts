import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { StoredRow } from '../journal/chain.ts';
import { chainJournal, chainsTheJournal, type UnchainedJournal } from './chain-journal.ts';
import type { MigrationTarget } from './runner.ts';

/** The advisory lock that Prisma takes when it migrates. */
const PRISMA_LOCK = 72_707_369;

/** Prisma's own table, as Prisma makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

const RECORD = `INSERT INTO "_prisma_migrations"
  ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count")
  VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`;

/** A PostgreSQL database to migrate: one connection of its own, one transaction a file. */
export async function openPostgresTarget(url: string): Promise<MigrationTarget> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    alone: async (work) => {
      await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
      try {
        await work();
      } finally {
        await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]);
      }
    },
    createTable: async () => {
      await client.query(TABLE);
    },
    applied: async () => {
      const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
        `SELECT "migration_name" AS name, "checksum" AS checksum, "finished_at" IS NOT NULL AS finished
         FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY "started_at"`,
      );
      return rows;
    },
    apply: async (migration) => {
      await client.query('BEGIN');
      try {
        // Without parameters the whole file goes as one script, which the server parses itself.
        await client.query(migration.sql);
        if (chainsTheJournal(migration.name)) await chainJournal(journalOf(client));
        await client.query(RECORD, [randomUUID(), migration.checksum, migration.name]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    },
    close: () => client.end(),
  };
}

function journalOf(client: Client): UnchainedJournal {
  return {
    users: async () => {
      const { rows } = await client.query<{ id: string }>('SELECT DISTINCT "user_id" AS id FROM "journal"');
      return rows.map(({ id }) => id);
    },
    after: async (userId, eventId, limit) => {
      // Milliseconds since the epoch fit a double; as 64-bit integers they would come as text.
      const { rows } = await client.query<StoredRow>(
        `SELECT "user_id" AS "userId", "event_id" AS "eventId", "at"::double precision AS "at",
           "monotonic_ms" AS "monotonicMs", "type", "event"
         FROM "journal" WHERE "user_id" = $1 AND "event_id" > $2 ORDER BY "event_id" LIMIT $3`,
        [userId, eventId, limit],
      );
      return rows;
    },
    write: async (userId, hashes) => {
      await client.query(
        `UPDATE "journal" SET "hash" = fresh."hash"
         FROM unnest($2::int[], $3::text[]) AS fresh("event_id", "hash")
         WHERE "journal"."user_id" = $1 AND "journal"."event_id" = fresh."event_id"`,
        [userId, hashes.map(({ eventId }) => eventId), hashes.map(({ hash }) => hash)],
      );
    },
  };
}
