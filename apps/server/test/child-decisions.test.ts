/** Retry, skip and resolve of a child over HTTP. */
import { orderSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

type Order = z.output<typeof orderSchema>;
const FINAL = new Set(['filled', 'cancelled', 'rejected', 'expired', 'denied', 'skipped']);

describe('decisions about a child', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let body: Record<string, unknown>;
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '60000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    body = (await contractOrder(owner)).order;
  });
  afterAll(() => desk?.close());

  async function orderWhen(id: string, holds: (order: Order) => boolean): Promise<Order> {
    return await eventually(`order ${id}`, async () => {
      const order = z.parse(orderSchema, (await owner.get(`/api/orders/${id}`)).body);
      return order.childOrders.length >= 3 && holds(order) ? order : undefined;
    });
  }
  const ended = (order: Order) => order.childOrders.every(({ status }) => FINAL.has(status));
  const of = (order: Order, account: string) =>
    order.childOrders.filter((child) => child.account === account);

  it('tries a refused child again by its address, once, and answers the same key alike', async () => {
    await venue.do('POST', '/reject', { client: 'SBC001', reason: 'margin', at: 'exchange' });
    const placed = await owner.post('/api/orders', body);
    const order = await orderWhen(placed.body.id, ended);
    expect(of(order, 'CHILD:c1').map(({ status }) => status)).toEqual(['rejected']);
    const path = `/api/orders/${order.id}/children/CHILD%3Ac1/retry`;
    const key = { 'idempotency-key': 'retry-1' };
    const tried = await owner.post(path, {}, key);
    expect([tried.status, tried.body.id]).toEqual([202, order.id]);
    const done = await orderWhen(order.id, (now) => ended(now) && of(now, 'CHILD:c1').length === 2);
    expect(of(done, 'CHILD:c1').map(({ status }) => status)).toEqual(['rejected', 'filled']);
    const again = await owner.post(path, {}, key);
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      202,
      order.id,
      'true',
    ]);
    expect((await venue.orders('SBC001')).filter(({ filledQuantity }) => filledQuantity > 0)).toHaveLength(1);
    const ambiguous = await owner.post(path, {});
    expect([ambiguous.status, ambiguous.body.code, ambiguous.body.facts.ids]).toEqual([
      409,
      'child-ambiguous',
      of(done, 'CHILD:c1').map(({ childId }) => childId),
    ]);
    const childId = of(done, 'CHILD:c1')[1]?.childId ?? '';
    const more = await owner.post(`/api/orders/${order.id}/children/${childId}/retry`, {});
    expect([more.status, more.body.code]).toEqual([409, 'nothing-to-retry']);
    const none = await owner.post(`/api/orders/${order.id}/children/CHILD%3Ac9/retry`, {});
    expect([none.status, none.body.code]).toEqual([404, 'child-not-found']);
  });

  it('leaves a refused child, so that its divergence is over', async () => {
    await venue.do('POST', '/reject', { client: 'SBC002', reason: 'margin', at: 'exchange' });
    const placed = await owner.post('/api/orders', body);
    const order = await orderWhen(placed.body.id, ended);
    await eventually('the divergence', async () => {
      const { items } = (await owner.get('/api/divergences')).body;
      return items.some(({ account }: { account: string }) => account === 'CHILD:c2') ? true : undefined;
    });
    const left = await owner.post(`/api/orders/${order.id}/children/CHILD%3Ac2/skip`, {});
    expect(left.status).toBe(202);
    expect(of(left.body, 'CHILD:c2').map(({ reason }) => reason?.code)).toContain('left-by-hand');
    await eventually('the divergence to be over', async () => {
      const { items } = (await owner.get('/api/divergences')).body;
      return items.some(({ account }: { account: string }) => account === 'CHILD:c2') ? undefined : true;
    });
    const { items } = (await owner.get(`/api/orders/${order.id}/timeline`)).body;
    expect(items.some(({ text }: { text: string }) => /Left by hand/.test(text))).toBe(true);
  });

  it("takes a person's word about an unknown order", async () => {
    await venue.do('POST', '/faults', {
      on: 'place',
      fault: '500',
      effect: false,
      client: 'SBC003',
      times: 1,
    });
    const placed = await owner.post('/api/orders', body);
    const order = await orderWhen(placed.body.id, (now) => of(now, 'CHILD:c3')[0]?.status === 'uncertain');
    expect(of(order, 'CHILD:c3')[0]?.certainBy).not.toBeNull();
    const path = `/api/orders/${order.id}/children/CHILD%3Ac3/resolve`;
    const wrong = await owner.post(path, { exists: true });
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, '/brokerOrderId']);
    const other = await owner.post(path, { exists: true, brokerOrderId: '999999999999999' });
    expect([other.status, other.body.code]).toEqual([422, 'broker-order-mismatch']);
    const key = { 'idempotency-key': 'resolve-1' };
    const said = await owner.post(path, { exists: false }, key);
    expect(said.status).toBe(202);
    expect(of(said.body, 'CHILD:c3')[0]).toMatchObject({
      status: 'denied',
      reason: { code: 'absent-by-hand' },
    });
    const again = await owner.post(path, { exists: false });
    expect([again.status, again.body.code]).toEqual([409, 'order-not-uncertain']);
    await desk.restart();
    const replayed = await eventually(
      'the desk to be open',
      async () => {
        const reply = await owner.post(path, { exists: false }, key);
        return reply.status === 503 ? undefined : reply;
      },
      40_000,
    );
    expect([replayed.status, replayed.body.id]).toEqual([202, order.id]);
    const master = await owner.post(`/api/orders/${order.id}/resolve`, { exists: false });
    expect([master.status, master.body.code]).toEqual([409, 'order-not-uncertain']);
  }, 60_000);
});
