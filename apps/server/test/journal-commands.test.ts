/** `npm run journal:verify` and `journal:replay`, as processes of their own beside a running desk and after it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder } from './sandbox-venue.ts';
import { surroundings } from './server-process.ts';

const MAIN = fileURLToPath(new URL('../src/journal-main.ts', import.meta.url));

/** Runs one of the commands on a data directory. */
async function run(dataDir: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=@copydesk/source', MAIN, ...args], {
    env: { ...surroundings(), DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
  });
  child.stderr.on('data', (data) => {
    said += data;
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

function forge(dataDir: string, sql: string): void {
  const database = new DatabaseSync(join(dataDir, 'copydesk.db'));
  database.exec(sql);
  database.close();
}

describe('the journals of a desk', () => {
  let desk: TestDesk;
  let owner: Client;
  let orderId: string;
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    const { order } = await contractOrder(owner, 2);
    orderId = (await owner.post('/api/orders', order)).body.id;
    await eventually('everybody to be filled', async () => {
      const shown = (await owner.get(`/api/orders/${orderId}`)).body;
      const all = [shown, ...shown.childOrders];
      return all.length === 4 && all.every((each) => each.status === 'filled') ? true : undefined;
    });
  }, 120_000);
  afterAll(() => desk?.close());

  it('are verified while the desk runs, and the head is printed', async () => {
    const { code, said } = await run(desk.dataDir, 'verify');
    expect(said).toMatch(
      /^usr-\S+ {2}whole {2}\d+ entries, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n {2}head usr-\S+:\d+:[0-9a-f]{64}\n1 journal, 0 broken\n$/,
    );
    expect(code).toBe(0);
  }, 60_000);

  it('are replayed into the same books as the desk shows', async () => {
    const order = (await owner.get(`/api/orders/${orderId}`)).body;
    const [position] = (await owner.get('/api/positions')).body.items;
    const day = order.placedAt.slice(0, 10);

    const { code, said } = await run(desk.dataDir, 'replay', '--day', day, '--json');
    const replayed = JSON.parse(said);

    expect(code).toBe(0);
    expect(replayed.orders).toEqual([
      expect.objectContaining({
        id: order.id,
        account: 'MASTER:k2',
        status: order.status,
        filledQuantity: order.filledQuantity,
        averagePrice: order.averagePrice,
        brokerOrderIds: order.brokerOrderIds,
        children: order.childOrders.map((child: Record<string, unknown>) =>
          expect.objectContaining({
            account: child['account'],
            part: child['part'],
            status: child['status'],
            filledQuantity: child['filledQuantity'],
            averagePrice: child['averagePrice'],
          }),
        ),
      }),
    ]);
    const held = [position, ...position.childPositions];
    expect(
      replayed.positions
        .map((each: Record<string, unknown>) => [each['account'], each['net'], each['copied']])
        .sort(),
    ).toEqual(held.map((each) => [each.account, each.netQty, each.copied]).sort());

    const words = await run(desk.dataDir, 'replay', '--day', day);
    expect(words.said).toMatch(/MASTER:k2 {2}BUY \d+ NFO:BANKNIFTY:\S+:43000:CE D MARKET {2}filled \d+ at/);
    expect(words.said).toMatch(/CHILD:c3 {2}entry {2}\d+ {2}filled/);
    expect(words.said).toMatch(/of it copied \+\d+/);
    const before = await run(desk.dataDir, 'replay', '--day', '2020-01-01');
    expect(before.said).toMatch(/Orders\n {2}none\n\nPositions\n {2}none/);
  }, 60_000);

  it('are found broken at the entry that was changed, and with the end missing by what was noted beside the database', async () => {
    const { dataDir } = desk;
    const { asOf } = (await owner.get('/api/orders')).body;
    await desk.restart();
    const notes = readdirSync(join(dataDir, 'journal-heads'));
    expect(notes).toHaveLength(1);
    const [userId] = Object.keys(
      JSON.parse(readFileSync(join(dataDir, 'journal-heads', notes[0] ?? ''), 'utf8')),
    );

    forge(
      dataDir,
      `UPDATE journal SET event = replace(event, '"ackMs"', '"ackMS"') WHERE event_id = (SELECT min(event_id) FROM journal WHERE type = 'order-accepted')`,
    );
    const changed = await run(dataDir, 'verify');
    expect(changed.code).toBe(1);
    expect(changed.said).toMatch(/BROKEN {2}entry \d+ is not as it was written/);
    forge(dataDir, `UPDATE journal SET event = replace(event, '"ackMS"', '"ackMs"')`);
    expect((await run(dataDir, 'verify')).code).toBe(0);

    const head = (await run(dataDir, 'verify')).said.match(/head (\S+)/)?.[1] ?? '';
    forge(dataDir, `DELETE FROM journal WHERE event_id >= ${asOf}`);
    const cut = await run(dataDir, 'verify');
    expect(cut.code).toBe(1);
    expect(cut.said).toContain(`${userId}  BROKEN  entry ${asOf} and all after it are missing`);
    expect((await run(dataDir, 'verify', '--head', head)).code).toBe(1);
    expect(await run(dataDir, 'verify', '--head', 'nonsense')).toMatchObject({ code: 2 });
  }, 120_000);

  it('cannot be looked at where there are none', async () => {
    const { code, said } = await run(join(desk.dataDir, 'nowhere'), 'verify');
    expect(code).toBe(2);
    expect(said).toContain('There is no journal');
  }, 60_000);
});
