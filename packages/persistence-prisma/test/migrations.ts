import { describe, expect, it } from 'vitest';
import { CHAIN_START, hashOf, type StoredRow } from '../src/journal/chain.ts';
import { chainsTheJournal } from '../src/migrate/chain-journal.ts';
import type { Migration, Provider } from '../src/migrate/migration-files.ts';
import { migrationsFor } from '../src/migrate/migration-files.ts';
import { type MigrationTarget, migrate } from '../src/migrate/runner.ts';

/** A database to migrate, and a way to ask it. */
export interface MigrationBench {
  target(): Promise<MigrationTarget>;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  remove(): Promise<void>;
}

const RECORDS = `SELECT "migration_name" AS name, "checksum" AS checksum, "applied_steps_count" AS steps,
  "finished_at" IS NOT NULL AS finished, "rolled_back_at" IS NULL AS stands, "logs" IS NULL AS silent
  FROM "_prisma_migrations" ORDER BY "started_at", "migration_name"`;

function aMigration(name: string, sql: string): Migration {
  return { name, sql, checksum: name.padEnd(64, '0') };
}

const FIRST = aMigration(
  '20260101000000_first',
  "CREATE TABLE one (text TEXT); INSERT INTO one VALUES ('a;b');",
);
const SECOND = aMigration('20260102000000_second', 'CREATE TABLE two (id INTEGER);');

function oldEvent(number: number): string {
  return JSON.stringify({ type: 'alert-raised', code: 'old', text: `It said “${number}”.` });
}

/** Inserts rows as they were written before rows had hashes. */
function oldRows(user: string, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    return `('${user}', ${number}, ${1_790_000_000_000 + number}, ${number}.125, 'alert-raised', '${oldEvent(number)}')`;
  });
  return `INSERT INTO "journal" ("user_id", "event_id", "at", "monotonic_ms", "type", "event") VALUES ${rows.join(',')}`;
}

/** What the runner must keep, on one kind of database. */
export function describeMigrations(
  name: string,
  provider: Provider,
  start: () => Promise<MigrationBench>,
): void {
  describe(`migrations: ${name}`, () => {
    async function run(bench: MigrationBench, migrations: readonly Migration[]): Promise<void> {
      const target = await bench.target();
      try {
        await migrate(target, migrations);
      } finally {
        await target.close();
      }
    }

    async function on(work: (bench: MigrationBench) => Promise<void>): Promise<void> {
      const bench = await start();
      try {
        await work(bench);
      } finally {
        await bench.remove();
      }
    }

    it('applies what is missing, in order, and records it as Prisma would', () =>
      on(async (bench) => {
        await run(bench, [FIRST]);
        await run(bench, [FIRST, SECOND]);

        const records = await bench.query(RECORDS);
        expect(
          records.map((record) => [record['name'], record['checksum'], Number(record['steps'])]),
        ).toEqual([
          [FIRST.name, FIRST.checksum, 1],
          [SECOND.name, SECOND.checksum, 1],
        ]);
        for (const { finished, stands, silent } of records) {
          expect([finished, stands, silent].map(Boolean)).toEqual([true, true, true]);
        }
        expect(await bench.query('SELECT text FROM one')).toEqual([{ text: 'a;b' }]);
      }));

    it('does nothing the second time', () =>
      on(async (bench) => {
        await run(bench, [FIRST, SECOND]);
        const before = await bench.query('SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"');

        await run(bench, [FIRST, SECOND]);

        expect(await bench.query('SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"')).toEqual(
          before,
        );
      }));

    it('refuses a file that was changed after it was applied', () =>
      on(async (bench) => {
        await run(bench, [FIRST]);

        await expect(run(bench, [{ ...FIRST, checksum: 'f'.repeat(64) }, SECOND])).rejects.toThrow(
          /was changed/,
        );

        expect(await bench.query(RECORDS)).toHaveLength(1);
      }));

    it('refuses a database that is newer than itself', () =>
      on(async (bench) => {
        await run(bench, [FIRST, SECOND]);

        await expect(run(bench, [FIRST])).rejects.toThrow(/is newer/);
      }));

    it('refuses to go on after a migration that failed halfway elsewhere', () =>
      on(async (bench) => {
        await run(bench, [FIRST]);
        await bench.query('UPDATE "_prisma_migrations" SET "finished_at" = NULL');

        await expect(run(bench, [FIRST, SECOND])).rejects.toThrow(/failed halfway/);
      }));

    it('leaves nothing of a migration that fails', () =>
      on(async (bench) => {
        const broken = aMigration(
          '20260103000000_broken',
          'CREATE TABLE three (id INTEGER); CREATE TABLE three (id INTEGER);',
        );
        await run(bench, [FIRST]);

        await expect(run(bench, [FIRST, broken])).rejects.toThrow();
        await expect(bench.query('SELECT * FROM three')).rejects.toThrow();

        await run(bench, [FIRST, SECOND]);
        expect(await bench.query(RECORDS)).toHaveLength(2);
      }));

    it('lets one process at a time migrate: of several that start at once each finds it done', () =>
      on(async (bench) => {
        await Promise.all([1, 2, 3].map(() => run(bench, [FIRST, SECOND])));

        expect(await bench.query(RECORDS)).toHaveLength(2);
      }));

    it('chains the rows that were written before there was a chain, once, and leaves what they say as it was', () =>
      on(async (bench) => {
        const all = await migrationsFor(provider);
        const chained = all.findIndex(({ name }) => chainsTheJournal(name));
        expect(chained).toBeGreaterThan(0);
        await run(bench, all.slice(0, chained));
        await bench.query(oldRows('user-ann', 1_205));
        await bench.query(oldRows('user-bob', 3));

        await run(bench, all);

        for (const [user, count] of [
          ['user-ann', 1_205],
          ['user-bob', 3],
        ] as const) {
          const rows = await bench.query(
            `SELECT "user_id" AS "userId", "event_id" AS "eventId", "at", "monotonic_ms" AS "monotonicMs", "type", "event", "hash"
             FROM "journal" WHERE "user_id" = '${user}' ORDER BY "event_id"`,
          );
          let previous = CHAIN_START;
          for (const row of rows as unknown as readonly (StoredRow & { readonly hash: string })[]) {
            previous = hashOf(previous, row);
            expect(row.hash).toBe(previous);
            expect(row.event).toBe(oldEvent(row.eventId));
          }
          expect(rows).toHaveLength(count);
        }
      }));

    it('has checksums that are those of the files', async () => {
      const migrations = await migrationsFor(provider);

      expect(migrations.length).toBeGreaterThan(0);
      expect(migrations.every((migration) => /^[0-9a-f]{64}$/.test(migration.checksum))).toBe(true);
      expect(migrations.map((migration) => migration.name)).toEqual(
        migrations.map((migration) => migration.name).sort(),
      );
    });
  });
}
