/** Catalogue 8: two servers on one account. One writes; the other is refused, and says who has it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client, eventually, OWNER, ownerOf, startDesk, type TestDesk } from '../running-desk.ts';
import { contractOrder, type Venue, venueOf } from '../sandbox-venue.ts';
import { killServer, type ServerProcess, spawnServer, startServerProcess } from '../server-process.ts';

/** How a start on data that another server holds ends: its code, and what it said. */
async function startBeside(env: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
  const child = spawnServer(env);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      said += data;
    });
  }
  const [code] = await once(child, 'exit');
  return { code, said };
}

async function settled(owner: Client): Promise<void> {
  await eventually(
    'the accounts to settle',
    async () => {
      const { items } = (await owner.get('/api/accounts')).body;
      return items.every((account: { settled: boolean }) => account.settled) ? true : undefined;
    },
    60_000,
  );
}

describe('two server processes on one database', () => {
  let dataDir: string;
  let first: ServerProcess;
  let owner: Client;
  let venue: Venue;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'copydesk-two-servers-'));
    first = await startServerProcess({ DATA_DIR: dataDir, PORT: '0' });
    owner = new Client(first.url);
    await owner.post('/api/setup', OWNER);
    await owner.post('/api/sandbox/desk');
    venue = await venueAt(owner);
  }, 120_000);
  afterAll(async () => {
    await killServer(first.child);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  function venueAt(caller: Client): Promise<Venue> {
    return venueOf({ url: caller.url, dataDir, restart: async () => {}, close: async () => {} }, caller);
  }

  async function control(): Promise<string> {
    return (await owner.get('/api/sandbox')).body.control;
  }

  it('the second does not open, names the account and its holder, and costs the first nothing', async () => {
    const { code, said } = await startBeside({
      DATA_DIR: dataDir,
      PORT: '0',
      SANDBOX_URL: await control(),
    });

    expect(code).toBe(1);
    // Which account it comes to first depends on their ids, of which two may be of one millisecond.
    expect(said).toMatch(
      /Another Copydesk writes to this account\.\n {2}account: (MASTER|CHILD):\w+\n {2}heldBy: process/,
    );
    expect(said).toContain(String(first.child.pid));
    const { order } = await contractOrder(owner);
    const placed = await owner.post('/api/orders', order);
    expect(placed.status).toBe(202);
    await eventually('everybody to be filled', async () => {
      const filled = (await venue.orders()).filter((each) => each.status === 'filled');
      return filled.length === 4 ? true : undefined;
    });
    expect((await venue.orders()).length).toBe(4);
  }, 120_000);

  it('the second does not take a process that merely stands still for a dead one', async () => {
    first.child.kill('SIGSTOP');
    try {
      const { code } = await startBeside({ DATA_DIR: dataDir, PORT: '0', SANDBOX: 'off' });
      expect(code).toBe(1);
    } finally {
      first.child.kill('SIGCONT');
    }
    expect((await owner.get('/api/health')).status).toBe(200);
  }, 120_000);

  it('the second takes over at once when the first was killed, with the same book, and repeats no order', async () => {
    const before = (await venue.orders()).map((each) => each.tag).sort();
    const book = (await owner.get('/api/orders')).body.items;
    await killServer(first.child);

    first = await startServerProcess({ DATA_DIR: dataDir, PORT: new URL(first.url).port });

    await settled(owner);
    venue = await venueAt(owner);
    const accounts = (await owner.get('/api/accounts')).body.items;
    expect(accounts.map((account: { disarmedBecause: unknown }) => account.disarmedBecause)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect((await owner.get('/api/orders')).body.items.map((each: { id: string }) => each.id)).toEqual(
      book.map((each: { id: string }) => each.id),
    );
    expect((await venue.orders()).map((each) => each.tag).sort()).toEqual(before);
    const exit = { accountId: 'MASTER:k2', instrumentId: book[0].instrumentId, product: 'D', fraction: 1 };
    expect((await owner.post('/api/positions/exit', exit)).status).toBe(202);
    await eventually(
      'everybody to be flat',
      async () => {
        const open = (await venue.positions()).filter((position) => position.quantity !== 0);
        return open.length === 0 ? true : undefined;
      },
      30_000,
    );
    const tags = (await venue.orders()).map((each) => each.tag);
    expect(new Set(tags).size).toBe(tags.length);
    expect(tags).toHaveLength(8);
  }, 180_000);
});

describe('a server whose lease somebody else was given, and who has not heard of it', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  it('sends nothing more: the database refuses the intent', async () => {
    desk = await startDesk({ SANDBOX: 'on' });
    const owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    const venue = await venueOf(desk, owner);
    const { order } = await contractOrder(owner);
    await settled(owner);
    const body = { ...order, accountId: 'CHILD:c2' };
    await eventually(
      'an order of before to go',
      async () => ((await owner.post('/api/orders', body)).status === 202 ? true : undefined),
      60_000,
    );

    const database = new DatabaseSync(join(desk.dataDir, 'copydesk.db'));
    database.exec(`UPDATE lease SET fence = fence + 1, holder = 'elsewhere.1.abc' WHERE account_id =
      (SELECT id FROM account WHERE address = 'CHILD:c2')`);
    database.close();
    const placed = await owner.post('/api/orders', body);

    // The refusal of the database, or, where the watch over the leases was faster, that of the desk.
    expect(['journal-unavailable', 'account-leased-elsewhere']).toContain(placed.body.code);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await venue.orders()).toHaveLength(1);
  }, 120_000);
});
