import { anEntry } from '@copydesk/adapter-testkit';
import type { AccountId, UserId } from '@copydesk/core';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPersistence } from '../src/index.ts';
import { openPostgresTarget } from '../src/migrate/postgres-target.ts';
import { describeStorageContracts } from './contracts.ts';
import { itSurvivesKill } from './killed-writer.ts';
import { describeMigrations } from './migrations.ts';
import { type PostgresServer, startPostgres } from './postgres/postgres-server.ts';
import { postgresStorage, TEST_KEY } from './storage.ts';

let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(() => server.stop());

describeStorageContracts('PostgreSQL', () => postgresStorage(url));

describeMigrations('PostgreSQL', 'postgresql', async () => {
  const own = await server.createDatabase();
  return {
    target: () => openPostgresTarget(own),
    query: async (sql) => (await inDatabase(own, sql)).rows,
    remove: async () => {},
  };
});

itSurvivesKill('PostgreSQL', () => postgresStorage(url));

describe('leases in PostgreSQL', () => {
  it('are lost, and say so, when the connection is', async () => {
    const { location } = await postgresStorage(url);
    const persistence = await openPersistence({ ...location, secretKeys: [TEST_KEY], hostId: 'test' });
    const account = 'account-1' as AccountId;
    const lease = await persistence.leases.take(account);
    if (!('fence' in lease)) throw new Error(`held by ${lease.heldBy}`);
    const lost = new Promise((resolve) => lease.lost.addEventListener('abort', resolve, { once: true }));

    await inDatabase(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2`,
    );
    await lost;

    const again = await persistence.leases.take(account);
    expect(again).toMatchObject({ fence: lease.fence + 1 });
    await lease.release();
    expect(await persistence.leases.take(account)).toHaveProperty('heldBy');
    await persistence.close();
  });
});

describe('a PostgreSQL database', () => {
  it('acknowledges after it has synced, whatever the server is set to', async () => {
    const own = await server.createDatabase();
    await inDatabase(own, `ALTER DATABASE ${new URL(own).pathname.slice(1)} SET synchronous_commit = off`);
    const persistence = await openPersistence({ url: own, secretKeys: [TEST_KEY], hostId: 'test' });
    await persistence.journal.append([anEntry('user-ann' as UserId, 1)]);

    const { rows } = await inDatabase(
      own,
      `SELECT count(*)::int AS sessions FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE '%INTO "journal"%' AND pid <> pg_backend_pid()`,
    );
    const setting = await persistence.journal.readAfter('user-ann' as UserId, 0, 1);

    await persistence.close();
    expect(rows).toEqual([{ sessions: 1 }]);
    expect(setting).toHaveLength(1);
  });

  it('is refused by an address of another kind, which is not repeated', async () => {
    const address = 'mysql://somebody:an-obviously-fake-password@127.0.0.1/db';

    const opening = openPersistence({ url: address, secretKeys: [TEST_KEY], hostId: 'test' });

    await expect(opening).rejects.toThrow(/has to begin with postgres/);
    await expect(opening).rejects.not.toThrow(/fake-password/);
  });
});

async function inDatabase(address: string, sql: string) {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(sql);
  } finally {
    await client.end();
  }
}
