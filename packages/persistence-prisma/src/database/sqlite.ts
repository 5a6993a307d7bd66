import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaClient } from '../generated/sqlite/client.ts';
import { migrationsFor } from '../migrate/migration-files.ts';
import { migrate } from '../migrate/runner.ts';
import { openSqliteTarget } from '../migrate/sqlite-target.ts';
import type { Database, ReadOnlyDatabase } from './database.ts';
import { Turns } from './turns.ts';

/** How long a write waits for another process to finish its own, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens the database in a file, creates it if need be (readable by its owner only) and brings it up to date. */
export async function openSqlite(file: string): Promise<Database> {
  createOwnerOnly(file);
  const target = openSqliteTarget(file, BUSY_TIMEOUT_MS);
  try {
    await migrate(target, await migrationsFor('sqlite'));
  } finally {
    await target.close();
  }
  const adapter = new PrismaBetterSqlite3({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS });
  const client = new PrismaClient({ adapter });
  try {
    await makeDurable(client);
  } catch (error) {
    await client.$disconnect();
    throw error;
  }
  const turns = new Turns();
  return {
    kind: 'sqlite',
    client,
    journalTurns: turns,
    storeTurns: turns,
    close: () => turns.run(() => client.$disconnect()),
  };
}

/** Opens the file of a desk that may be running: nothing is written, not even what is missing in it. */
export async function openSqliteForReading(file: string): Promise<ReadOnlyDatabase> {
  const options = { url: `file:${file}`, readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS };
  return { client: new PrismaClient({ adapter: new PrismaBetterSqlite3(options) }), turns: new Turns() };
}

function createOwnerOnly(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // The write-ahead log and its index take their permissions from the database file.
  closeSync(openSync(file, 'a', 0o600));
}

/**
 * An acknowledged row survives a crash of the machine: each commit is synced (`FULL`, where the build's default for WAL is not).
 * The settings belong to the connection, of which the adapter has one for its whole life.
 */
async function makeDurable(client: PrismaClient): Promise<void> {
  await client.$queryRawUnsafe('PRAGMA journal_mode = WAL');
  await client.$executeRawUnsafe('PRAGMA synchronous = FULL');
  await client.$executeRawUnsafe('PRAGMA foreign_keys = ON');
  const [mode] = await client.$queryRawUnsafe<{ journal_mode: string }[]>('PRAGMA journal_mode');
  const [sync] = await client.$queryRawUnsafe<{ synchronous: bigint | number }[]>('PRAGMA synchronous');
  if (mode?.journal_mode !== 'wal' || Number(sync?.synchronous) !== 2) {
    throw new Error(
      'The database file cannot be written durably here: WAL with full synchronisation was refused.',
    );
  }
}
