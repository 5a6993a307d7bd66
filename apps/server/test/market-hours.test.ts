import { orderSchema, readinessSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

describe('orders outside market hours, over HTTP', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let order: Awaited<ReturnType<typeof contractOrder>>['order'];

  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const contract = await contractOrder(owner);
    order = contract.order;
    await venue.do('POST', '/price', { instrumentId: contract.instrument.id, price: 200 });
  });
  afterAll(() => desk?.close());

  const shown = async (id: string) => z.parse(orderSchema, (await owner.get(`/api/orders/${id}`)).body);
  const refusal = async (body: object) => {
    const { status, body: problem } = await owner.post('/api/orders', body);
    return { status, code: problem.code, path: problem.errors?.[0]?.path };
  };
  /** Asks the board and places nothing: an order that comes before the desk has heard of it would be taken. */
  const heardOfTheClose = () =>
    eventually('the desk to hear of the close', async () => {
      const { markets } = z.parse(readinessSchema, (await owner.get('/api/readiness')).body);
      return markets.find(({ segment }) => segment === 'NFO')?.open === false ? true : undefined;
    });

  it('refuses an order while the market is closed, with nothing written and nothing sent', async () => {
    await venue.do('POST', '/market', { open: false });
    await heardOfTheClose();
    expect(await refusal(order)).toEqual({
      status: 422,
      code: 'market-closed',
      path: undefined,
    });
    const { items } = (await owner.get('/api/orders')).body;
    expect(items).toEqual([]);
    expect(await venue.orders()).toEqual([]);
  });

  it('takes one that is meant for after the market, copies no entry of it, and copies its exit at the opening', async () => {
    await venue.do('POST', '/market', { open: true });
    const held = await eventually('the desk to hear of the opening', async () => {
      const reply = await owner.post('/api/orders', order);
      return reply.status === 202 ? reply : undefined;
    });
    await eventually('everybody to hold', async () => {
      const { childOrders } = await shown(held.body.id);
      return childOrders.filter(({ status }) => status === 'filled').length === 3 ? true : undefined;
    });
    await venue.do('POST', '/market', { open: false });
    await heardOfTheClose();

    const later = { ...order, orderType: 'LIMIT', price: 150, afterMarket: true };
    const entry = await owner.post('/api/orders', later);
    expect(entry.status, JSON.stringify(entry.body)).toBe(202);
    await eventually('its copies to be decided', async () => {
      const { childOrders } = await shown(entry.body.id);
      const reasons = childOrders.map(({ status, reason }) => `${status} ${reason?.code ?? ''}`);
      return reasons.length === 3 && reasons.every((reason) => reason === 'skipped after-market')
        ? true
        : undefined;
    });

    const sale = { ...later, side: 'SELL', price: 190 };
    const exit = await owner.post('/api/orders', sale);
    expect(exit.status, JSON.stringify(exit.body)).toBe(202);
    expect((await shown(exit.body.id)).childOrders.every(({ status }) => status === 'held')).toBe(true);
    expect((await venue.positions()).filter(({ quantity }) => quantity !== 0)).toHaveLength(4);

    await venue.do('POST', '/market', { open: true });
    await eventually('everybody to be flat', async () =>
      (await venue.positions()).every(({ quantity }) => quantity === 0) ? true : undefined,
    );
  }, 40_000);

  it.each([0, -0.5, '0', 101, -2])(
    'refuses a market protection of %s at the edge',
    async (marketProtection) => {
      const { status, path } = await refusal({ ...order, marketProtection });
      expect([status, path]).toEqual([400, '/marketProtection']);
    },
  );

  it.each([-1, 0.5, 30])(
    'takes a market protection of %s, made what the broker takes',
    async (marketProtection) => {
      const reply = await owner.post('/api/orders', { ...order, marketProtection });
      expect(reply.status, JSON.stringify(reply.body)).toBe(202);
      await eventually('everybody to have it', async () => {
        const { childOrders, status } = await shown(reply.body.id);
        const all = [status, ...childOrders.map((child) => child.status)];
        return all.length === 4 && all.every((one) => one === 'filled') ? true : undefined;
      });
    },
  );
});
