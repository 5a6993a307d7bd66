import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import type { DatabaseLocation } from '../src/index.ts';

/** A key that seals nothing but what tests make. */
export const TEST_KEY: Uint8Array = randomBytes(32);

/** An empty place to keep things in, and a way to look at what lies there. */
export interface Storage {
  readonly location: DatabaseLocation;
  rawBytes(): Promise<Uint8Array>;
  /** Runs a statement past everything that keeps order; `?` stands for a value. */
  execute(sql: string, values?: readonly (string | number)[]): Promise<void>;
  remove(): Promise<void>;
}

/** A file in a folder of its own. */
export function sqliteStorage(): Storage {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'copydesk-sqlite-'));
  const file = path.join(folder, 'copydesk.db');
  return {
    location: { file },
    rawBytes: async () =>
      Buffer.concat(
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(path.join(entry.parentPath, entry.name))),
      ),
    execute: async (sql, values = []) => {
      const db = new Sqlite(file);
      try {
        db.prepare(sql).run(...values);
      } finally {
        db.close();
      }
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A database of a running server, emptied: making another takes ten times as long. */
export async function postgresStorage(url: string): Promise<Storage> {
  await inTables(url, (client, table) => client.query(`TRUNCATE ${table}`));
  return {
    location: { url },
    rawBytes: async () => {
      const rows: string[] = [];
      await inTables(url, async (client, table) => {
        const found = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} AS t`);
        rows.push(...found.rows.map((entry) => entry.row));
      });
      return Buffer.from(rows.join('\n'));
    },
    execute: async (sql, values = []) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        let place = 0;
        await client.query(
          sql.replaceAll('?', () => `$${(place += 1)}`),
          [...values],
        );
      } finally {
        await client.end();
      }
    },
    remove: async () => {},
  };
}

/** Does something with each of our tables. */
async function inTables(
  url: string,
  work: (client: Client, table: string) => Promise<unknown>,
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
  );
  for (const { name } of rows) await work(client, name);
  await client.end();
}
