import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { VirtualClock } from '@copydesk/adapter-testkit';
import { createVenue } from '@copydesk/sandbox';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CE, FUTURE, INDEX, RULES, rows, rupees, SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed } from './venue-fixture.ts';

const PROGRAM = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url));
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'copydesk-sandbox-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly face: string;
  readonly control: string;
}

async function start(...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, ['--conditions=@copydesk/source', PROGRAM, dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const { faces, control } = JSON.parse(line) as { faces: { tiny: string }; control: string };
  return { child, face: faces.tiny, control };
}

async function killed({ child }: Running): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function control<T>(running: Running, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${running.control}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return (await answer.json()) as T;
}

interface Items {
  readonly items: readonly Record<string, unknown>[];
}

describe('the state of a sandbox', () => {
  it('survives kill -9: clients, tokens, orders, trades, positions, prices, clock and requests', async () => {
    const first = await start();
    const made = await control<{ accessToken: string }>(first, 'POST', '/clients', {
      broker: 'tiny',
      client: 'AB1234',
    });
    await control(first, 'POST', '/price', { instrumentId: SHARE, price: 1600 });
    const { now } = await control<{ now: string }>(first, 'POST', '/clock', { advanceMs: 60_000 });
    const place = (running: Running, tag: string) =>
      fetch(`${running.face}/place`, {
        method: 'POST',
        headers: { authorization: made.accessToken },
        body: JSON.stringify({ instrumentId: SHARE, quantity: 10, tag }),
      }).then((answer) => answer.json() as Promise<{ orderId: string }>);
    const acknowledged = await Promise.all(['A1', 'A2', 'A3'].map((tag) => place(first, tag)));
    // The statuses of answered requests are written a turn after the answers: one more request, and they are.
    await control(first, 'GET', '/');
    await killed(first);

    const second = await start();
    const orders = await control<Items>(second, 'GET', '/orders?client=AB1234');
    expect(orders.items.map((order) => order['orderId']).sort()).toEqual(
      acknowledged.map(({ orderId }) => orderId).sort(),
    );
    const more = await place(second, 'A4');
    expect(acknowledged.map(({ orderId }) => orderId)).not.toContain(more.orderId);
    await expect
      .poll(async () => (await control<Items>(second, 'GET', '/positions')).items[0])
      .toMatchObject({ instrumentId: SHARE, quantity: 40, averagePrice: 1600 });
    const state = await control<{ now: string }>(second, 'GET', '/');
    expect(Date.parse(state.now)).toBeGreaterThan(Date.parse(now));
    const requests = (await control<Items>(second, 'GET', '/requests')).items.filter(
      (line) => line['path'] === '/place',
    );
    expect(requests.map((line) => line['status'])).toEqual([200, 200, 200, 200]);
    await killed(second);
  });

  it('loses no acknowledged order and doubles none, killed at any moment of a burst', async () => {
    const acknowledged = new Set<string>();
    const sent = new Set<string>();
    let token = '';
    for (let round = 0; round < 4; round += 1) {
      const running = await start('1');
      const made = await control<{ accessToken: string }>(running, 'POST', '/clients', {
        broker: 'tiny',
        client: 'AB1234',
        // Enough for every order of the burst, however many a slow kill lets through.
        funds: 1_000_000_000,
      });
      if (token !== '') expect(made.accessToken).toBe(token);
      token = made.accessToken;
      const burst = Array.from({ length: 10 }, async (_, index) => {
        const tag = `R${round}N${index}`;
        sent.add(tag);
        const answer = await fetch(`${running.face}/place`, {
          method: 'POST',
          headers: { authorization: token },
          body: JSON.stringify({ instrumentId: CE.replace('2026-11-24', '2099-12-29'), quantity: 35, tag }),
        }).catch(() => undefined);
        if (answer?.status === 200) acknowledged.add(tag);
      });
      await new Promise((resolve) => setTimeout(resolve, 4 + round * 7));
      await killed(running);
      await Promise.all(burst);
    }
    const last = await start('1');
    const statuses = async () =>
      (await control<Items>(last, 'GET', '/orders')).items.map((order) => order['status']);
    // What a kill interrupted walks on: after a moment every order is where its market order ends.
    await expect.poll(async () => (await statuses()).filter((status) => status !== 'filled')).toEqual([]);
    const { items } = await control<Items>(last, 'GET', '/orders');
    const tags = items.map((order) => String(order['tag']));
    expect(new Set(tags).size).toBe(tags.length);
    expect([...acknowledged].filter((tag) => !tags.includes(tag))).toEqual([]);
    expect(tags.filter((tag) => !sent.has(tag))).toEqual([]);
    const [position] = (await control<Items>(last, 'GET', '/positions')).items;
    expect(position?.['quantity'] ?? 0).toBe(35 * items.length);
    await killed(last);
  });

  it('is the same after any trading and a restart as without one', () => {
    const step = fc.record({
      id: fc.constantFrom(CE, FUTURE, SHARE),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      product: fc.constantFrom('I' as const, 'D' as const),
      lots: fc.integer({ min: 1, max: 3 }),
      offset: fc.integer({ min: -20, max: 20 }),
      then: fc.constantFrom('nothing', 'cancel', 'modify', 'convert', 'next day', 'restart'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const directory = mkdtempSync(join(tmpdir(), 'copydesk-sandbox-'));
        const clock = new VirtualClock();
        const open = (dir?: string) =>
          aVenue({ clock, dataDir: dir, instruments: () => rows('2026-12-29') }).venue;
        let stored = open(directory);
        const plain = open();
        const client = aClient(stored);
        aClient(plain);
        for (const { id, side, product, lots, offset, then } of steps) {
          for (const venue of [stored, plain]) {
            const row = listed(venue, id.replace('2026-11-24', '2026-12-29'));
            const price = (venue.market.lastPrice(row) + offset * row.tickSize) as typeof row.tickSize;
            const order = { instrument: row, side, product, quantity: lots * row.lotSize, price } as const;
            const answer = venue.orders.place(client, { ...order, orderType: 'LIMIT', validity: 'DAY' });
            const orderId = answer.kind === 'accepted' ? answer.order.orderId : '';
            clock.advanceBy(0);
            if (then === 'cancel') venue.orders.cancel(client, orderId);
            if (then === 'modify') venue.orders.modify(client, orderId, { quantity: row.lotSize });
            const to = product === 'I' ? 'D' : 'I';
            if (then === 'convert')
              venue.books.convert(client, {
                instrument: row,
                from: product,
                to,
                side,
                quantity: row.lotSize,
              });
            if (then === 'next day') venue.clock.advance(86_400_000);
            clock.advanceBy(0);
          }
          if (then === 'restart') {
            stored.close();
            stored = open(directory);
          }
        }
        stored.close();
        stored = open(directory);
        for (const read of ['positions', 'holdings', 'funds'] as const) {
          expect(stored.books[read](client)).toEqual(plain.books[read](client));
        }
        expect(stored.orders.list(client)).toEqual(plain.orders.list(client));
        expect(stored.orders.trades(client)).toEqual(plain.orders.trades(client));
        for (const { orderId } of plain.orders.list(client)) {
          expect(stored.orders.history(client, orderId)).toEqual(plain.orders.history(client, orderId));
        }
        stored.close();
        plain.close();
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps market settings, faults, set prices, moved clock and authorisations', () => {
    const clock = new VirtualClock();
    const first = aVenue({ clock, dataDir }).venue;
    const client = aClient(first, { ddpi: false, holdings: [{ instrumentId: SHARE, quantity: 9 }] });
    first.books.authorise(client, [{ isin: 'INE002A01018', quantity: 4 }]);
    first.market.change({ matching: 'manual', lotsPerMatch: 3 });
    first.market.setPrice(listed(first, INDEX), rupees(44_444));
    first.gate.addFault({ on: 'book', fault: 'delay', ms: 5 });
    first.clock.advance(90_000);
    const token = first.sessions.issueRequestToken(client);
    first.close();
    const second = aVenue({ clock, dataDir }).venue;
    expect(second.books.holdings(client)[0]?.authorisedQuantity).toBe(4);
    expect(second.market.settings).toMatchObject({ matching: 'manual', lotsPerMatch: 3 });
    expect(second.market.lastPrice(listed(second, INDEX))).toBe(rupees(44_444));
    expect(second.gate.faults()).toEqual([{ on: 'book', fault: 'delay', ms: 5 }]);
    expect(second.clock.now() - clock.now()).toBe(90_000);
    expect(second.sessions.exchange('kite', client.apiKey, token).kind).toBe('issued');
    second.close();
  });

  it('walks on along the same path after a restart', () => {
    const clock = new VirtualClock();
    const twin = aVenue({ market: { walking: true } });
    const open = () => aVenue({ clock, dataDir, market: { walking: true } }).venue;
    const first = open();
    clock.advanceBy(60_000);
    first.close();
    clock.advanceBy(60_000);
    const second = open();
    twin.clock.advanceBy(120_000);
    expect(second.market.lastPrice(listed(second, SHARE))).toBe(
      twin.venue.market.lastPrice(listed(twin.venue, SHARE)),
    );
    second.close();
    twin.venue.close();
  });
});

describe('the data directory', () => {
  const options = { brokers: { kite: RULES }, instruments: () => rows(), market: { walking: false } };

  it('belongs to one process at a time, and passes to the next when its holder is killed', async () => {
    const running = await start();
    expect(() => createVenue({ ...options, brokers: { tiny: RULES }, dataDir })).toThrow(/in use by process/);
    const gone = killed(running);
    createVenue({ ...options, brokers: { tiny: RULES }, dataDir }).close();
    await gone;
  });

  it('drops a torn last line, and refuses a damaged one', () => {
    const log = join(dataDir, 'venue.log');
    const venue = createVenue({ ...options, dataDir, clock: new VirtualClock() });
    aClient(venue);
    venue.close();
    appendFileSync(log, '[{"c":"client","k":"kite/CD5678","v":{"bro');
    const next = createVenue({ ...options, dataDir, clock: new VirtualClock() });
    expect(next.clients.list().map((client) => client.client)).toEqual(['AB1234']);
    next.close();
    writeFileSync(log, readFileSync(log, 'utf8').replace('[{', '[{{'));
    expect(() => createVenue({ ...options, dataDir })).toThrow(/line 1 cannot be read/);
  });

  it('is compacted when it is opened, and readable by its owner only', () => {
    const venue = createVenue({ ...options, dataDir, clock: new VirtualClock() });
    for (let count = 0; count < 200; count += 1)
      venue.market.setPrice(listed(venue, SHARE), rupees(1_500 + count));
    venue.close();
    const log = join(dataDir, 'venue.log');
    const before = statSync(log).size;
    createVenue({ ...options, dataDir, clock: new VirtualClock() }).close();
    expect(statSync(log).size).toBeLessThan(before / 10);
    expect(statSync(log).mode & 0o077).toBe(0);
  });

  it('is bound to its seed', () => {
    createVenue({ ...options, dataDir, seed: 7 }).close();
    expect(() => createVenue({ ...options, dataDir, seed: 8 })).toThrow(/made with seed 7, not 8/);
    createVenue({ ...options, dataDir, seed: 7 }).close();
  });
});
