import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, eventually, OWNER } from './running-desk.ts';
import { contractOrder, venueOf } from './sandbox-venue.ts';
import { killServer, type ServerProcess, spawnServer, startServerProcess } from './server-process.ts';

describe('the process', () => {
  let dataDir: string;
  let running: ServerProcess | undefined;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'copydesk-process-'));
  });
  afterAll(async () => {
    if (running !== undefined) await killServer(running.child);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  async function ready(port: string): Promise<ServerProcess> {
    running = await startServerProcess({ DATA_DIR: dataDir, PORT: port, ABSENCE_AFTER_MS: '1000' });
    return running;
  }

  it('says what it does and ends with where to open the console', async () => {
    const { said, url } = await ready('0');
    expect(said[0]).toBe('Copydesk is starting.');
    expect(said.some((line) => /^Instruments of zerodha-sandbox: \d+ instruments$/.test(line))).toBe(true);
    expect(said.at(-1)).toBe(`Copydesk is ready: open ${url}`);
    expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
  }, 60_000);

  it('has the same book after kill -9, is armed, and repeats no order', async () => {
    const before = running as ServerProcess;
    const owner = new Client(before.url);
    await owner.post('/api/setup', OWNER);
    await owner.post('/api/sandbox/desk');
    const { order, instrument } = await contractOrder(owner, 2);
    const { id } = (await owner.post('/api/orders', order, { 'idempotency-key': 'before-the-crash' })).body;
    await eventually('everybody to be filled', async () => {
      const shown = (await owner.get(`/api/orders/${id}`)).body;
      const all = [shown, ...shown.childOrders];
      return all.length === 4 && all.every((each) => each.status === 'filled') ? true : undefined;
    });
    const book = (await owner.get('/api/orders')).body.items;
    const resting = { ...order, orderType: 'LIMIT', price: 9000 };
    // Killed in the middle: whatever became of it, it is there once or not at all.
    const inFlight = owner
      .post('/api/orders', resting, { 'idempotency-key': 'in-flight' })
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await killServer(before.child);
    await inFlight;

    const after = await ready(new URL(before.url).port);
    await eventually('the accounts to settle', async () => {
      const { items } = (await owner.get('/api/accounts')).body;
      return items.every((account: { settled: boolean }) => account.settled) ? true : undefined;
    });
    expect(after.url).toBe(before.url);
    expect((await owner.get('/api/groups')).body.items[0].armed).toBe(true);
    const again = (await owner.get(`/api/orders/${id}`)).body;
    expect(again.childOrders.map((child: { filledQuantity: number }) => child.filledQuantity)).toEqual(
      book[0].childOrders.map((child: { filledQuantity: number }) => child.filledQuantity),
    );
    const replay = await owner.post('/api/orders', order, { 'idempotency-key': 'before-the-crash' });
    expect([replay.status, replay.body.id]).toEqual([202, id]);
    const venue = await venueOf(
      { url: after.url, dataDir, restart: async () => {}, close: async () => {} },
      owner,
    );
    await eventually('what was in flight to be certain', async () => {
      const { items } = (await owner.get('/api/orders')).body;
      const all = items.flatMap((each: { childOrders: unknown[] }) => [each, ...each.childOrders]);
      return all.some((each: { status: string }) => each.status === 'uncertain') ? undefined : true;
    });
    const filled = (await venue.orders()).filter(
      (each) => each.status === 'filled' || each.filledQuantity > 0,
    );
    expect(filled).toHaveLength(4);
    const tags = (await venue.orders()).map((each) => each.tag);
    expect(new Set(tags).size).toBe(tags.length);

    const exit = { accountId: 'MASTER:k2', instrumentId: instrument.id, product: 'D', fraction: 1 };
    expect((await owner.post('/api/positions/exit', exit)).status).toBe(202);
    await eventually('everybody to be flat', async () => {
      const open = (await venue.positions()).filter((position) => position.quantity !== 0);
      return open.length === 0 ? true : undefined;
    });
  }, 90_000);

  it('ends on SIGTERM with nothing left running', async () => {
    const { child, url } = running as ServerProcess;
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  }, 30_000);

  it('does not start on an environment that makes no sense, and says which variable', async () => {
    const child = spawnServer({ DATA_DIR: dataDir, PORT: 'eighty', SECRET_KEY: 'not-long-enough' });
    let text = '';
    child.stderr?.on('data', (data) => {
      text += data;
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(text).toContain('PORT needs a whole number');
    expect(text).toContain('SECRET_KEY needs at least 32 characters');
    expect(text).not.toContain('not-long-enough');
  }, 30_000);

  it('does not start with a broker package that is not installed', async () => {
    const child = spawnServer({ DATA_DIR: dataDir, PORT: '0', BROKERS: '@copydesk/adapter-nobody' });
    let text = '';
    child.stderr?.on('data', (data) => {
      text += data;
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(text).toContain('@copydesk/adapter-nobody');
  }, 30_000);
});
