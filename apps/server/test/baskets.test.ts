/** Baskets over HTTP, on the sandbox's two brokers; the venue's own records are the judge. */
import {
  basketSchema,
  basketsSchema,
  eventsSchema,
  problemSchema,
  readinessSchema,
} from '@copydesk/api-contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

type Leg = Record<string, unknown>;

describe('a basket over HTTP', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  /** The contract's option is sold; the next strike is its hedge. */
  let sold: Leg;
  let hedge: Leg;
  let lot: number;
  let hedgeId: string;
  let soldId: string;
  let clients: ReadonlyMap<string, string>;

  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const { order, instrument } = await contractOrder(owner);
    const { accountId: _, ...described } = order;
    lot = instrument.lotSize;
    soldId = instrument.id;
    sold = { ...described, side: 'SELL' };
    const chain = await owner.get(`/api/instruments?q=banknifty%20ce&kind=OPT&limit=50`);
    const other = chain.body.items.find(
      (one: { id: string; expiry: string; optionType: string; underlying: string }) =>
        one.expiry === instrument.expiry && one.optionType === 'CE' && one.id !== soldId,
    );
    hedgeId = other.id;
    hedge = { instrumentId: hedgeId, side: 'BUY', quantity: lot, orderType: 'MARKET', product: 'D' };
    const accounts = await owner.get('/api/accounts');
    clients = new Map(
      accounts.body.items.map((one: { address: string; clientId: string }) => [one.address, one.clientId]),
    );
    for (const id of [soldId, hedgeId]) await venue.do('POST', '/price', { instrumentId: id, price: 200 });
  });
  afterAll(() => desk?.close());

  const basket = (more: object = {}) => ({ accountId: 'MASTER:k2', legs: [sold, hedge], ...more });
  const shown = async (id: string) => z.parse(basketSchema, (await owner.get(`/api/baskets/${id}`)).body);
  const ended = (id: string) =>
    eventually('the basket to end', async () => {
      const now = await shown(id);
      return now.status === 'running' ? undefined : now;
    });
  const sidesOf = async (address: string) =>
    (await venue.orders(clients.get(address))).map((order) => order.side).join(' ');
  const open = async () => (await venue.positions()).filter((position) => position.quantity !== 0);

  beforeEach(async () => {
    await owner.post('/api/square-off', { scope: 'all' });
    await eventually('everybody to be flat', async () => ((await open()).length === 0 ? true : undefined));
  });

  it('answers 202 with the orders, hedge first everywhere, and the same key gives the same answer', async () => {
    const before = new Map<string, string>();
    for (const address of clients.keys()) before.set(address, await sidesOf(address));
    const key = { 'idempotency-key': 'basket-1' };
    const reply = await owner.post('/api/baskets', basket(), key);
    expect(reply.status).toBe(202);
    const made = z.parse(basketSchema, reply.body);
    expect(made.orders.map((order) => [order.instrumentId, order.side, order.basketId])).toEqual([
      [hedgeId, 'BUY', made.id],
      [soldId, 'SELL', made.id],
    ]);
    const again = await owner.post('/api/baskets', basket(), key);
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      202,
      made.id,
      'true',
    ]);
    expect((await ended(made.id)).status).toBe('complete');
    for (const address of clients.keys())
      expect(await sidesOf(address), address).toBe(`${before.get(address)} BUY SELL`.trim());
    const quantities = (await open()).map((position) => position.quantity / lot);
    expect(quantities.toSorted((a, b) => a - b)).toEqual([-2, -1, -1, -1, 1, 1, 1, 2]);
    const { items } = z.parse(basketsSchema, (await owner.get('/api/baskets?account=MASTER%3Ak2')).body);
    expect(items.map((one) => one.id)).toContain(made.id);
  });

  it('flattens a child that cannot complete, says which and why, and leaves the others complete', async () => {
    await venue.do('POST', '/market', { matching: 'manual' });
    const reply = await owner.post('/api/baskets', basket());
    expect(reply.body.orders).toHaveLength(1);
    expect(reply.body.legs.map((leg: { status: string }) => leg.status)).toEqual(['working', 'waiting']);
    const client = clients.get('CHILD:c2');
    const hedges = (await venue.orders()).filter((order) => order.status === 'working');
    expect(hedges.map((order) => order.side)).toEqual(Array(4).fill('BUY'));
    await venue.do('POST', '/reject', { client, reason: 'margin', at: 'gate' });
    for (const { orderId, quantity } of hedges) await venue.do('POST', '/fills', { orderId, quantity });
    await eventually('the other legs to have come', async () => {
      const now = (await venue.orders()).filter((order) => order.status === 'working');
      return now.length === 4 && now.every((order) => order.side === 'SELL') ? true : undefined;
    });
    await venue.do('POST', '/market', { matching: 'auto' });
    const over = await ended(reply.body.id);
    expect(over.incomplete).toMatchObject([
      { account: 'CHILD:c2', leg: 0, reason: { code: 'margin' }, then: 'flatten' },
    ]);
    expect(over.status).toBe('incomplete');
    await eventually('the child to be flat', async () =>
      (await open()).some((position) => position.client === client) ? undefined : true,
    );
    expect(await open()).toHaveLength(6);
    const events = z.parse(eventsSchema, (await owner.get('/api/events?after=0&limit=1000')).body);
    const told = events.items.filter((event) => event.type.startsWith('basket-'));
    expect(told.find((event) => event.type === 'basket-incomplete')).toMatchObject({ account: 'CHILD:c2' });
    for (const event of told) expect(event.text).toMatch(/^[A-Z].*\.$/);
    const timeline = await owner.get(`/api/orders/${over.orders[1]?.id}/timeline`);
    const decided = timeline.body.items.filter(
      (item: { account: string; deciding: boolean }) => item.account === 'CHILD:c2' && item.deciding,
    );
    expect(decided.map((item: { type: string }) => item.type)).toContain('child-skipped');
  });

  it('is ended by a person, and not twice', async () => {
    await venue.do('POST', '/market', { matching: 'manual' });
    const reply = await owner.post(
      '/api/baskets',
      basket({ onIncomplete: 'leave', completeWithinMs: 600_000 }),
    );
    const cancelled = await owner.ask('DELETE', `/api/baskets/${reply.body.id}`);
    expect(cancelled.status).toBe(202);
    const over = await ended(reply.body.id);
    expect(over).toMatchObject({ status: 'incomplete', onIncomplete: 'leave' });
    expect(over.legs.map((leg) => leg.status)).toEqual(['cancelled', 'dropped']);
    const twice = await owner.ask('DELETE', `/api/baskets/${reply.body.id}`);
    expect([twice.status, twice.body.code]).toEqual([409, 'basket-ended']);
    expect((await owner.get('/api/baskets/bsk-none')).status).toBe(404);
    await venue.do('POST', '/market', { matching: 'auto' });
  });

  it.each<[string, () => object, string, string]>([
    ['no legs', () => basket({ legs: [] }), 'invalid-input', '/legs'],
    [
      'a quantity off the lot',
      () => basket({ legs: [hedge, { ...sold, qty: 7 }] }),
      'lot-size-mismatch',
      '/legs/1/qty',
    ],
    [
      'a strike that does not exist',
      () => basket({ legs: [{ ...sold, strike: '43017' }, hedge] }),
      'instrument-not-found',
      '/legs/0/strike',
    ],
    [
      'a leg of another account',
      () => basket({ legs: [hedge, { ...sold, accountId: 'CHILD:c1' }] }),
      'invalid-input',
      '/legs/1/accountId',
    ],
    ['an unknown account', () => basket({ accountId: 'MASTER:nobody' }), 'account-not-found', '/accountId'],
    ['the same leg twice', () => basket({ legs: [hedge, hedge] }), 'not-supported', '/legs/1'],
    ['what nobody knows', () => basket({ onIncomplete: 'hope' }), 'invalid-input', '/onIncomplete'],
  ])('refuses %s with the field at fault, and sends nothing', async (_, body, code, path) => {
    const orders = (await venue.orders()).length;
    const reply = await owner.post('/api/baskets', body());
    const problem = z.parse(problemSchema, reply.body);
    expect(problem.status).toBeLessThan(500);
    expect([problem.code, problem.errors?.[0]?.path]).toEqual([code, path]);
    expect(await venue.orders()).toHaveLength(orders);
  });

  it('goes on after a restart of the server', async () => {
    await venue.do('POST', '/market', { matching: 'manual' });
    const reply = await owner.post('/api/baskets', basket({ completeWithinMs: 600_000 }));
    await desk.restart();
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { matching: 'auto' });
    await eventually('the group to be armed', async () => {
      const { groups } = z.parse(readinessSchema, (await owner.get('/api/readiness')).body);
      return groups.every((group) => group.armed) ? true : undefined;
    });
    for (const { orderId, quantity, status } of await venue.orders())
      if (status === 'working') await venue.do('POST', '/fills', { orderId, quantity });
    expect(await ended(reply.body.id)).toMatchObject({ status: 'complete', incomplete: [] });
    expect(await open()).toHaveLength(8);
  });
});
