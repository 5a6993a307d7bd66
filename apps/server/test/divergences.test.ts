/** Divergences over HTTP: a child that missed an entry is shown, planned for, and brought to its rule by a click. */
import { divergencesSchema, ordersSchema, positionsSchema, repairPlanSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

describe('a divergence over HTTP', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let lotSize: number;
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const { order, instrument } = await contractOrder(owner, 2);
    lotSize = instrument.lotSize;
    await venue.do('POST', '/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
    await owner.post('/api/orders', order);
  });
  afterAll(() => desk?.close());

  const listed = async (which = 'open') =>
    z.parse(divergencesSchema, (await owner.get(`/api/divergences?which=${which}`)).body).items;

  it('is listed with what should be held, what is held, and the broker’s own words', async () => {
    const [found] = await eventually('the divergence', async () => {
      const items = await listed();
      return items.length > 0 ? items : undefined;
    });
    expect(found).toMatchObject({
      account: 'CHILD:c2',
      expected: 4 * lotSize,
      actual: 0,
      lots: -4,
      cause: { code: 'margin', text: 'Not enough margin.' },
      resolvedAt: null,
    });
    expect(found?.cause.brokerText).toMatch(/margin|fund/i);
    expect(found?.value).toBeLessThan(0);
    await eventually('the other child to show no drift', async () => {
      const { items } = z.parse(positionsSchema, (await owner.get('/api/positions')).body);
      const children = items.flatMap((item) => item.childPositions);
      return children.some((child) => child.account === 'CHILD:c1' && child.drift === 0) ? true : undefined;
    });
  });

  it('refuses what is neither plan nor acceptance, and what is not there', async () => {
    const [{ id } = { id: '' }] = await listed();
    const both = await owner.post(`/api/divergences/${id}/resync`, { planId: 'p', accept: true });
    const neither = await owner.post(`/api/divergences/${id}/resync`, {});
    const unknown = await owner.post(`/api/divergences/${id}/resync`, { planId: 'plan-of-nobody' });
    const none = await owner.post('/api/divergences/dvg-none/plan');
    expect([both.status, neither.status, unknown.status, none.status]).toEqual([400, 400, 409, 404]);
    expect([unknown.body.code, none.body.code]).toEqual(['plan-outdated', 'divergence-not-found']);
  });

  it('is planned without sending anything, carried out once, and then resolved', async () => {
    const [{ id } = { id: '' }] = await listed();
    const sent = (await venue.requests('SBC002')).length;
    const plan = z.parse(repairPlanSchema, (await owner.post(`/api/divergences/${id}/plan`)).body);
    expect(plan.steps).toEqual([
      { part: 'entry', side: 'BUY', quantity: 4 * lotSize, orderType: 'MARKET', price: null },
    ]);
    expect(plan.after).toBe(4 * lotSize);
    expect(
      (await venue.requests('SBC002')).filter(({ method }) => method === 'POST').length,
    ).toBeLessThanOrEqual(sent);

    const click = { planId: plan.planId };
    const headers = { 'idempotency-key': 'mend-1' };
    const done = await owner.post(`/api/divergences/${id}/resync`, click, headers);
    expect(done.status).toBe(202);
    const [order] = z.parse(ordersSchema, done.body).items;
    expect(order).toMatchObject({ account: 'CHILD:c2', origin: 'repair', quantity: 4 * lotSize });
    const again = await owner.post(`/api/divergences/${id}/resync`, { planId: plan.planId });
    expect([404, 409]).toContain(again.status);
    await eventually('the child to hold its share', async () => {
      const rows = (await venue.positions()).filter((position) => position.client === 'SBC002');
      return rows.some((row) => row.quantity === 4 * lotSize) ? true : undefined;
    });
    await eventually('the divergence to be over', async () =>
      (await listed()).length === 0 ? true : undefined,
    );
    const [over] = await listed('all');
    expect(over?.resolvedAt).not.toBeNull();

    await desk.restart();
    const repeated = await owner.post(`/api/divergences/${id}/resync`, click, headers);
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(z.parse(ordersSchema, repeated.body).items.map((one) => one.id)).toEqual([order?.id]);
  });
});
