import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openPersistence } from '../src/index.ts';
import { openSqliteTarget } from '../src/migrate/sqlite-target.ts';
import { describeStorageContracts } from './contracts.ts';
import { itSurvivesKill } from './killed-writer.ts';
import { describeMigrations } from './migrations.ts';
import { sqliteStorage, TEST_KEY } from './storage.ts';

describeStorageContracts('SQLite', async () => sqliteStorage());

describeMigrations('SQLite', 'sqlite', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'copydesk-migrations-'));
  const file = path.join(folder, 'copydesk.db');
  return {
    target: async () => openSqliteTarget(file, 5_000),
    query: async (sql) => {
      const db = new Sqlite(file);
      try {
        const statement = db.prepare<[], Record<string, unknown>>(sql);
        if (statement.reader) return statement.all();
        statement.run();
        return [];
      } finally {
        db.close();
      }
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

itSurvivesKill('SQLite', async () => sqliteStorage());

describe('a database file', () => {
  it('I9: can be read by its owner only, with everything beside it', async () => {
    const storage = sqliteStorage();
    const file = (storage.location as { file: string }).file;
    const persistence = await openPersistence({ file, secretKeys: [TEST_KEY], hostId: 'test' });

    const modes = [file, `${file}-wal`, `${file}-shm`, `${file}.holders`].map(
      (name) => statSync(name).mode & 0o077,
    );

    await persistence.close();
    await storage.remove();
    expect(modes).toEqual([0, 0, 0, 0]);
  });

  it('is made with the folders above it', async () => {
    const storage = sqliteStorage();
    const file = path.join(
      path.dirname((storage.location as { file: string }).file),
      'a',
      'b',
      'copydesk.db',
    );

    const persistence = await openPersistence({ file, secretKeys: [TEST_KEY], hostId: 'test' });
    await persistence.close();
    await persistence.close();

    expect(statSync(file).size).toBeGreaterThan(0);
    await storage.remove();
  });
});
