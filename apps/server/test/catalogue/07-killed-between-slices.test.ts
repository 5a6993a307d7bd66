/**
 * Catalogue 7, over real processes: the server is killed while some slices of an order are at the venue and the others
 * have a durable intent and no byte sent. The broker's nine orders a second hold the rest back, so the moment is certain.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SpawnedSandbox, spawnSandbox } from '@copydesk/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandboxEntryOf } from '../../src/brokers/broker-packages.ts';
import { Client, eventually, OWNER } from '../running-desk.ts';
import { contractOrder, type Venue, venueOf } from '../sandbox-venue.ts';
import { killServer, type ServerProcess, startServerProcess } from '../server-process.ts';

const MASTER = 'SBK002';
const SLICES = 14;
/** What one second of the broker's limit lets through. */
const OUT = 9;

let folder: string;
let sandbox: SpawnedSandbox;
let server: ServerProcess;
let owner: Client;
let venue: Venue;

const start = (port: string) =>
  startServerProcess({
    DATA_DIR: join(folder, 'desk'),
    PORT: port,
    SANDBOX_URL: sandbox.control,
    ABSENCE_AFTER_MS: '1000',
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copydesk-slices-'));
  // The venue is outside of what is killed.
  sandbox = await spawnSandbox({
    faces: ['@copydesk/adapter-zerodha', '@copydesk/adapter-upstox'].map(sandboxEntryOf),
    from: import.meta.url,
    still: true,
    onLog: () => undefined,
  });
  server = await start('0');
  owner = new Client(server.url);
  await owner.post('/api/setup', OWNER);
  await owner.post('/api/sandbox/desk');
  venue = await venueOf(
    { url: server.url, dataDir: folder, restart: async () => {}, close: async () => {} },
    owner,
  );
  // So cheap that the sandbox's funds are enough for many slices.
  const { instrument } = await contractOrder(owner);
  await venue.do('POST', '/price', { instrumentId: instrument.id, price: 100 });
}, 120_000);
afterAll(async () => {
  if (server !== undefined) await killServer(server.child);
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** Sends the request, kills the server once nine slices of the master's are out, and starts it again. */
async function killBetweenSlices(ask: () => Promise<unknown>): Promise<void> {
  const before = (await venue.orders(MASTER)).length;
  const answer = ask().catch(() => undefined);
  await eventually('the first slices', async () =>
    (await venue.orders(MASTER)).length >= before + OUT ? true : undefined,
  );
  await killServer(server.child);
  await answer;
  const sent = (await venue.orders(MASTER)).length - before;
  expect(sent).toBeLessThan(SLICES);
  server = await start(new URL(server.url).port);
  await eventually(
    'everything to be certain',
    async () => {
      const { items } = (await owner.get('/api/orders')).body;
      const all = items.flatMap((each: { childOrders: unknown[] }) => [each, ...each.childOrders]);
      const open = ['journaled', 'sending', 'uncertain', 'accepted', 'held'];
      return all.some((each: { status: string }) => open.includes(each.status)) ? undefined : true;
    },
    30_000,
  );
}

const netOf = async (client: string): Promise<number> => {
  const rows = (await venue.positions()) as readonly { client: string; quantity: number }[];
  return rows.filter((row) => row.client === client).reduce((sum, row) => sum + row.quantity, 0);
};

async function expectEachTagOnce(): Promise<void> {
  const tags = (await venue.orders()).map((order) => `${order.client} ${order.tag}`);
  expect(new Set(tags).size).toBe(tags.length);
}

it('sends no slice of an entry twice, and says what became of those that never left', async () => {
  const { order, instrument } = await contractOrder(owner, 1);
  const key = { 'idempotency-key': 'cut-between-slices' };
  const sliced = { ...order, copy: false, qty: instrument.freezeQuantity * SLICES };
  await killBetweenSlices(() => owner.post('/api/orders', sliced, key));
  await expectEachTagOnce();
  const shown = (await owner.post('/api/orders', sliced, key)).body;
  expect(shown.filledQuantity).toBe(await netOf(MASTER));
  // The rest was proven absent: sent while it was young, given up when it was not.
  if (shown.filledQuantity < sliced.qty) expect(shown.reason.code).toBe('too-old');
  expect((await owner.get('/api/orders')).body.items).toHaveLength(1);
}, 120_000);

it('sends the rest of an exit until nothing is left, and never more', async () => {
  const { instrument } = await contractOrder(owner, 1);
  const wanted = instrument.freezeQuantity * SLICES;
  const held = await netOf(MASTER);
  const more = await contractOrder(owner, 1);
  if (held < wanted) await owner.post('/api/orders', { ...more.order, copy: false, qty: wanted - held });
  await eventually(
    'a whole position',
    async () => ((await netOf(MASTER)) === wanted ? true : undefined),
    20_000,
  );
  const exit = { accountId: 'MASTER:k2', instrumentId: instrument.id, product: 'D', fraction: 1 };
  await killBetweenSlices(() => owner.post('/api/positions/exit', exit));
  await eventually(
    'the master to be flat',
    async () => ((await netOf(MASTER)) === 0 ? true : undefined),
    30_000,
  );
  await expectEachTagOnce();
}, 120_000);
