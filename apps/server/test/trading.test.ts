import {
  accountsSchema,
  groupSchema,
  orderSchema,
  ordersSchema,
  positionsSchema,
  previewSchema,
  timelineSchema,
} from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

const FINAL = new Set(['filled', 'cancelled', 'rejected', 'expired', 'denied', 'skipped']);
/** The clients of the four accounts, in the group's order. */
const CLIENTS = ['SBK002', 'SBC001', 'SBC002', 'SBC003'];

describe('a desk on the sandbox', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let group: z.output<typeof groupSchema>;
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    const made = await owner.post('/api/sandbox/desk');
    group = z.parse(groupSchema, made.body);
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
  });
  afterAll(() => desk?.close());

  async function orderWhenDone(id: string): Promise<z.output<typeof orderSchema>> {
    return await eventually(`order ${id} to end`, async () => {
      const order = z.parse(orderSchema, (await owner.get(`/api/orders/${id}`)).body);
      const all = [order.status, ...order.childOrders.map((child) => child.status)];
      return order.childOrders.length === 3 && all.every((status) => FINAL.has(status)) ? order : undefined;
    });
  }

  it('is made once: a master, three children, logged in, armed', async () => {
    expect(group).toMatchObject({ master: 'MASTER:k2', armed: true, environment: 'sandbox' });
    expect(group.children.map((child) => [child.account, child.sizing])).toEqual([
      ['CHILD:c1', { kind: 'multiplier', factor: 1, capLots: null, atLeastOneLot: false }],
      ['CHILD:c2', { kind: 'multiplier', factor: 2, capLots: null, atLeastOneLot: false }],
      ['CHILD:c3', { kind: 'fixed', lots: 1, capLots: null, atLeastOneLot: false }],
    ]);
    const again = await Promise.all([owner.post('/api/sandbox/desk'), owner.post('/api/sandbox/desk')]);
    expect(again.map((reply) => reply.body.id)).toEqual([group.id, group.id]);
    const accounts = z.parse(accountsSchema, (await owner.get('/api/accounts')).body);
    expect(accounts.items.map((account) => [account.address, account.broker, account.session.state])).toEqual(
      [
        ['MASTER:k2', 'zerodha-sandbox', 'live'],
        ['CHILD:c1', 'upstox-sandbox', 'live'],
        ['CHILD:c2', 'zerodha-sandbox', 'live'],
        ['CHILD:c3', 'upstox-sandbox', 'live'],
      ],
    );
    expect(accounts.items.every((account) => account.settled && account.disarmedBecause === null)).toBe(true);
  });

  it("copies the contract's order to every child, and lets them all out again", async () => {
    const { order: body, instrument } = await contractOrder(owner, 2);
    const lot = instrument.lotSize as number;
    const placed = await owner.post('/api/orders', body);
    expect(placed.status).toBe(202);
    const order = await orderWhenDone(z.parse(orderSchema, placed.body).id);
    expect([order.status, order.filledQuantity, order.origin]).toEqual(['filled', 2 * lot, 'desk']);
    expect(order.childOrders.map((child) => [child.account, child.status, child.filledQuantity])).toEqual([
      ['CHILD:c1', 'filled', 2 * lot],
      ['CHILD:c2', 'filled', 4 * lot],
      ['CHILD:c3', 'filled', lot],
    ]);
    for (const child of order.childOrders) {
      expect(child.brokerOrderIds).toHaveLength(1);
      expect(child.ackMs).toBeGreaterThan(0);
    }
    const recorded = await venue.orders();
    expect(
      CLIENTS.map((client) => recorded.filter((each) => each.client === client).map((each) => each.quantity)),
    ).toEqual([[2 * lot], [2 * lot], [4 * lot], [lot]]);

    const positions = z.parse(positionsSchema, (await owner.get('/api/positions')).body);
    expect(positions.items).toHaveLength(1);
    expect(positions.items[0]).toMatchObject({
      account: 'MASTER:k2',
      netQty: 2 * lot,
      side: 'LONG',
      copied: 2 * lot,
    });
    expect(positions.items[0]?.childPositions.map((child) => child.netQty)).toEqual([2 * lot, 4 * lot, lot]);
    const own = z.parse(positionsSchema, (await owner.get('/api/positions?account=CHILD%3Ac2')).body);
    expect(own.items.map((position) => [position.account, position.netQty])).toEqual([['CHILD:c2', 4 * lot]]);

    const exit = { accountId: 'MASTER:k2', instrumentId: instrument.id, product: 'D' };
    const half = await owner.post('/api/positions/exit', { ...exit, fraction: '0.5' });
    const halved = await orderWhenDone(half.body.id);
    expect([halved.side, halved.quantity]).toEqual(['SELL', lot]);
    // One lot of c3 cannot be halved: what is kept is rounded down to whole lots, so it goes.
    expect(halved.childOrders.map((child) => [child.part, child.filledQuantity])).toEqual([
      ['exit', lot],
      ['exit', 2 * lot],
      ['exit', lot],
    ]);
    const rest = await owner.post('/api/positions/exit', { ...exit, fraction: 1 });
    await eventually('everybody to be flat', async () => {
      const open = (await venue.positions()).filter((position) => position.quantity !== 0);
      return open.length === 0 ? true : undefined;
    });
    expect(rest.status).toBe(202);
    const gone = await owner.post('/api/positions/exit', { ...exit, fraction: 1 });
    expect([gone.status, gone.body.code]).toEqual([409, 'nothing-to-exit']);
  });

  it('previews an order without placing it', async () => {
    const { order: body, instrument } = await contractOrder(owner, 2);
    const before = (await venue.orders()).length;
    const reply = await owner.post('/api/orders/preview', body);
    expect(reply.status).toBe(200);
    const { items } = z.parse(previewSchema, reply.body);
    const lot = instrument.lotSize as number;
    expect(items.map(({ account, quantity, lots, skip }) => [account, quantity, lots, skip])).toEqual([
      ['MASTER:k2', 2 * lot, 2, null],
      ['CHILD:c1', 2 * lot, 2, null],
      ['CHILD:c2', 4 * lot, 4, null],
      ['CHILD:c3', lot, 1, null],
    ]);
    for (const { fundsNeeded, fundsAfter, slices } of items) {
      expect(fundsNeeded).toBeGreaterThan(0);
      expect(fundsAfter).toBeGreaterThan(0);
      expect(slices).toBeGreaterThanOrEqual(1);
    }
    expect(await venue.orders()).toHaveLength(before);
    const refused = await owner.post('/api/orders/preview', { ...body, qty: lot + 1 });
    expect([refused.status, refused.body.code]).toEqual([422, 'lot-size-mismatch']);
  });

  it('tells the whole story of an order, and which event decided', async () => {
    const [newest] = z.parse(ordersSchema, (await owner.get('/api/orders')).body).items.slice(-1);
    const { items } = z.parse(timelineSchema, (await owner.get(`/api/orders/${newest?.id}/timeline`)).body);
    expect(items[0]).toMatchObject({ type: 'orders-journaled', account: 'MASTER:k2', sinceMs: 0 });
    const deciding = items.filter((item) => item.deciding);
    expect(deciding.map((item) => [item.account, item.type]).sort()).toEqual([
      ['CHILD:c1', 'order-filled'],
      ['CHILD:c2', 'order-filled'],
      ['CHILD:c3', 'order-filled'],
      ['MASTER:k2', 'order-filled'],
    ]);
    const ids = items.map((item) => item.eventId);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('lets modifications and cancels follow', async () => {
    const { order: body } = await contractOrder(owner);
    const placed = await owner.post('/api/orders', { ...body, orderType: 'LIMIT', price: '9000.05' });
    expect(placed.status).toBe(202);
    const { id } = placed.body;
    const working = await eventually('all four to work', async () => {
      const order = z.parse(orderSchema, (await owner.get(`/api/orders/${id}`)).body);
      const all = [order.status, ...order.childOrders.map((child) => child.status)];
      return all.length === 4 && all.every((status) => status === 'working') ? order : undefined;
    });
    expect(working.price).toBe(9000.05);
    const modified = await owner.ask('PATCH', `/api/orders/${id}`, { price: 9001.1 });
    expect([modified.status, modified.body.price]).toEqual([202, 9001.1]);
    await eventually('the children to follow', async () => {
      const own = (await owner.get('/api/orders?account=CHILD%3Ac1')).body.items[0];
      return own.price === 9001.1 ? own : undefined;
    });
    const cancelled = await owner.ask('DELETE', `/api/orders/${id}`);
    expect(cancelled.status).toBe(202);
    const order = await orderWhenDone(id);
    expect([order.status, ...order.childOrders.map((child) => child.status)]).toEqual(
      Array(4).fill('cancelled'),
    );
    const late = await owner.ask('DELETE', `/api/orders/${id}`);
    expect([late.status, late.body.code]).toEqual([409, 'order-final']);
  });

  it('places once for one key, whoever asks again and however the fields are ordered', async () => {
    const { order: body } = await contractOrder(owner);
    const before = (await venue.orders('SBK002')).length;
    const key = { 'idempotency-key': 'press-1' };
    const limit = { ...body, orderType: 'LIMIT', price: 9000 };
    const turned = Object.fromEntries(Object.entries(limit).reverse());
    const replies = await Promise.all([
      owner.post('/api/orders', limit, key),
      owner.post('/api/orders', turned, key),
      owner.post('/api/orders', limit, key),
    ]);
    expect(replies.map((reply) => reply.status)).toEqual([202, 202, 202]);
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect((await venue.orders('SBK002')).length).toBe(before + 1);
    const other = await owner.post('/api/orders', { ...limit, price: 9001 }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency-key-reused']);
    const told = await owner.get('/api/intents/press-1?route=POST%20%2Fapi%2Forders');
    expect(told.body).toMatchObject({ state: 'done', status: 202, body: { id: replies[0]?.body.id } });
    await owner.ask('DELETE', `/api/orders/${replies[0]?.body.id}`);
  });

  it('needs an armed group for entries, and lets this account alone and exits through', async () => {
    const { order: body, instrument } = await contractOrder(owner);
    expect((await owner.post(`/api/groups/${group.id}/disarm`)).body.armed).toBe(false);
    const refused = await owner.post('/api/orders', body);
    expect([refused.status, refused.body.code]).toEqual([409, 'group-not-armed']);
    const alone = await owner.post('/api/orders', { ...body, copy: false });
    expect(alone.status).toBe(202);
    await eventually('the master to be filled', async () => {
      const order = (await owner.get(`/api/orders/${alone.body.id}`)).body;
      return order.status === 'filled' && order.childOrders.length === 0 ? order : undefined;
    });
    const exit = { accountId: 'MASTER:k2', instrumentId: instrument.id, product: 'D', quantity: body.qty };
    expect((await owner.post('/api/positions/exit', exit)).status).toBe(202);
    expect((await owner.post(`/api/groups/${group.id}/arm`)).body.armed).toBe(true);
  });

  it('keeps one child’s missing login away from the others', async () => {
    expect((await owner.ask('DELETE', '/api/accounts/CHILD%3Ac1/session')).body.session.state).toBe('none');
    const { order: body, instrument } = await contractOrder(owner);
    const placed = await owner.post('/api/orders', body);
    const order = await orderWhenDone(placed.body.id);
    expect(order.childOrders.map((child) => [child.account, child.status])).toEqual(
      expect.arrayContaining([
        ['CHILD:c1', 'skipped'],
        ['CHILD:c2', 'filled'],
        ['CHILD:c3', 'filled'],
      ]),
    );
    const skipped = order.childOrders.find((child) => child.account === 'CHILD:c1');
    expect(skipped?.reason).toMatchObject({ code: 'no-session', text: 'Not logged in at the broker.' });
    const funds = await owner.get('/api/accounts/CHILD%3Ac1/funds');
    expect([funds.status, funds.body.code]).toEqual([409, 'no-session']);
    await owner.post('/api/positions/exit', {
      accountId: 'MASTER:k2',
      instrumentId: instrument.id,
      product: 'D',
      fraction: 1,
    });
    expect((await owner.post('/api/sandbox/desk')).body.id).toBe(group.id);
    expect((await owner.get('/api/accounts/CHILD%3Ac1/funds')).body.available).toBeGreaterThan(0);
  });

  it('reads holdings and trades of the account that is asked for', async () => {
    const trades = (await owner.get('/api/accounts/CHILD%3Ac3/trades')).body.items;
    expect(trades.length).toBeGreaterThan(0);
    expect(new Set(trades.map((trade: { account: string }) => trade.account))).toEqual(new Set(['CHILD:c3']));
    expect(trades[0].orderId).not.toBeNull();
    expect((await owner.get('/api/accounts/CHILD%3Ac3/holdings')).body.items).toEqual([]);
    expect((await owner.get('/api/accounts/CHILD%3Ac9/funds')).body.code).toBe('account-not-found');
  });

  it('writes a journal without gaps', async () => {
    const ids: number[] = [];
    for (let after = '0'; ; ) {
      const { items, next } = (await owner.get(`/api/events?after=${after}&limit=50`)).body;
      ids.push(...items.map((item: { eventId: number }) => item.eventId));
      if (next === null) break;
      after = next;
    }
    expect(ids.length).toBeGreaterThan(60);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    const own = (await owner.get('/api/events?account=CHILD%3Ac3&limit=10')).body;
    expect(own.items).toHaveLength(10);
    expect(own.next).toBe(String(own.items.at(-1).eventId));
    const all = (await owner.get('/api/events?account=CHILD%3Ac3&limit=500')).body.items;
    const fills = all.filter(({ type }: { type: string }) => type === 'order-filled');
    expect(fills.length).toBeGreaterThan(0);
    for (const { instrumentId, symbolName, side } of fills) {
      expect(symbolName).toMatch(/^[A-Z]/);
      expect(symbolName).not.toBe(instrumentId);
      expect(['BUY', 'SELL']).toContain(side);
    }
  });

  it('is the same after a restart: book, arming, keys, and nothing sent again', async () => {
    const before = z.parse(ordersSchema, (await owner.get('/api/orders')).body);
    const recorded = (await venue.orders()).length;
    await desk.restart();
    const after = z.parse(ordersSchema, (await owner.get('/api/orders')).body);
    expect(after.items.map((order) => [order.id, order.status, order.filledQuantity])).toEqual(
      before.items.map((order) => [order.id, order.status, order.filledQuantity]),
    );
    expect((await owner.get('/api/groups')).body.items[0].armed).toBe(true);
    await eventually('the accounts to settle', async () => {
      const { items } = (await owner.get('/api/accounts')).body;
      return items.every((account: { settled: boolean }) => account.settled) ? true : undefined;
    });
    const { order: body } = await contractOrder(owner);
    const again = await owner.post(
      '/api/orders',
      { ...body, orderType: 'LIMIT', price: 9000 },
      { 'idempotency-key': 'press-1' },
    );
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(before.items.map((order) => order.id)).toContain(again.body.id);
    venue = await venueOf(desk, owner);
    expect((await venue.orders()).length).toBe(recorded);
  });
});
