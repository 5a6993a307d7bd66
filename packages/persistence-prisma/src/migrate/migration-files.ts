import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The databases that there are migrations for, by Prisma's names. */
export type Provider = 'sqlite' | 'postgresql';

/** One step of the database's shape, as it lies in its file. */
export interface Migration {
  /** The name of its folder: the time of its making, then what it does. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256, hex, of the file, as Prisma computes it. */
  readonly checksum: string;
}

/** All migrations for a database, oldest first. They are part of the package. */
export async function migrationsFor(provider: Provider): Promise<readonly Migration[]> {
  const root = new URL(`../../prisma/migrations/${provider}/`, import.meta.url);
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return Promise.all(
    folders
      .map((folder) => folder.name)
      .sort()
      .map((name) => readMigration(name, fileURLToPath(new URL(`${name}/migration.sql`, root)))),
  );
}

async function readMigration(name: string, file: string): Promise<Migration> {
  const bytes = await readFile(file);
  return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
}
