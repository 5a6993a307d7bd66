import { orderSchema, readinessSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from '../running-desk.ts';
import { contractOrder, type Venue, venueOf } from '../sandbox-venue.ts';

const ELSEWHERE = '203.0.113.9';

describe.each([
  // Upstox tells what it has on file, Kite does not.
  { child: 'CHILD:c1', other: 'CHILD:c2', broker: 'upstox', onFile: [ELSEWHERE] },
  { child: 'CHILD:c2', other: 'CHILD:c1', broker: 'zerodha', onFile: null },
])('catalogue 11: the address of $child at $broker differs from the registered one', (which) => {
  const { child, other, broker, onFile } = which;
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let client: string;

  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const { items } = (await owner.get('/api/accounts')).body;
    client = items.find((account: { address: string }) => account.address === child).clientId;
  });
  afterAll(() => desk?.close());

  const register = (ips: readonly string[]) => venue.do('POST', '/clients', { broker, client, ips });
  const rowOf = async () => {
    const board = z.parse(readinessSchema, (await owner.get('/api/readiness')).body);
    const row = board.accounts.find((account) => account.account === child);
    if (row === undefined) throw new Error(`The board has no ${child}.`);
    return row;
  };
  const check = () => owner.post(`/api/accounts/${encodeURIComponent(child)}/address-check`);

  async function placed() {
    const { order } = await contractOrder(owner);
    const reply = await owner.post('/api/orders', order);
    expect(reply.status, JSON.stringify(reply.body)).toBe(202);
    return await eventually('every child to have an outcome', async () => {
      const now = z.parse(orderSchema, (await owner.get(`/api/orders/${reply.body.id}`)).body);
      const ended = now.childOrders.filter(({ status }) =>
        ['filled', 'rejected', 'skipped'].includes(status),
      );
      return ended.length === 3 ? ended : undefined;
    });
  }

  it('shows it before the market opens, lets nothing enter there and everybody else trade', async () => {
    await register([ELSEWHERE]);
    const checked = await check();
    expect([checked.status, checked.body]).toEqual([200, { seen: '127.0.0.1', onFile, state: 'differs' }]);
    const row = await rowOf();
    expect(row.egress).toEqual(checked.body);
    expect(row.problems.join(' ')).toContain('127.0.0.1');
    const children = await placed();
    expect(children.find(({ account }) => account === child)).toMatchObject({
      status: 'skipped',
      reason: { code: 'disarmed' },
    });
    expect(children.find(({ account }) => account === other)?.status).toBe('filled');
    expect(await venue.orders(client)).toEqual([]);
    const told = await eventually('the owner to be told', async () => {
      const { items } = (await owner.get('/api/events?limit=500')).body;
      const found = items.filter(({ text }: { text: string }) => text.includes('Register the address'));
      return found.length === 0 ? undefined : found;
    });
    expect(told).toHaveLength(1);
  });

  it('lets entries go again once the broker takes the address', async () => {
    await register(['127.0.0.1']);
    expect((await check()).body).toMatchObject({ state: 'ok' });
    expect((await rowOf()).problems).toEqual([]);
    const children = await placed();
    expect(children.find(({ account }) => account === child)?.status).toBe('filled');
  });

  it('stops at the first refused order when the address is lost in mid day', async () => {
    await register([ELSEWHERE]);
    const refused = (await placed()).find(({ account }) => account === child);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'address' } });
    const skipped = (await placed()).find(({ account }) => account === child);
    expect(skipped).toMatchObject({ status: 'skipped', reason: { code: 'disarmed' } });
  });
});
