import { randomBytes } from 'node:crypto';
import { anAccount, aSession, someCredentials } from '@copydesk/adapter-testkit';
import { afterEach, expect, it } from 'vitest';
import { openPersistence, type Persistence } from '../src/index.ts';
import { type Storage, sqliteStorage } from './storage.ts';

const OLD = randomBytes(32);
const NEW = randomBytes(32);

let storage: Storage;
let open: Persistence | undefined;

afterEach(async () => {
  await open?.close();
  await storage.remove();
});

async function openWith(secretKeys: readonly Uint8Array[]): Promise<Persistence> {
  await open?.close();
  open = await openPersistence({ ...storage.location, secretKeys, hostId: 'test' });
  return open;
}

it('I9: after resealing the old key opens nothing and is not needed', async () => {
  storage = sqliteStorage();
  const stored = { account: anAccount({ clientId: 'AB1234' }), credentials: someCredentials('AB1234') };
  const session = aSession({ accountId: stored.account.id, clientId: 'AB1234' });
  const before = await openWith([OLD]);
  await before.accounts.save(stored);
  await before.brokerSessions.save(session);

  await (await openWith([NEW, OLD])).reseal();

  const after = await openWith([NEW]);
  expect(await after.accounts.all()).toEqual([stored]);
  expect(await after.brokerSessions.all()).toEqual([session]);
  await expect((await openWith([OLD])).accounts.all()).rejects.toThrow(/not among the given ones/);
});

it('I9: a sealed secret that was moved to another account does not open there', async () => {
  storage = sqliteStorage();
  const { default: Sqlite } = await import('better-sqlite3');
  const persistence = await openWith([NEW]);
  const [first, second] = ['account-1', 'account-2'].map((id, index) => ({
    account: anAccount({ id: id as never, address: `CHILD:c${index}` as never }),
    credentials: someCredentials(id),
  }));
  await persistence.accounts.save(first!);
  await persistence.accounts.save(second!);
  await persistence.close();
  const db = new Sqlite((storage.location as { file: string }).file);
  db.exec(
    `UPDATE account SET sealed = (SELECT sealed FROM account WHERE id = 'account-1') WHERE id = 'account-2'`,
  );
  db.close();

  await expect((await openWith([NEW])).accounts.all()).rejects.toThrow(/belongs to another record/);
});
