import {
  eventsSchema,
  fundsSchema,
  groupSchema,
  killSwitchSchema,
  orderSchema,
  squareOffSchema,
} from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

type Group = z.output<typeof groupSchema>;
type ChildChange = { readonly [field: string]: unknown };

describe('limits over HTTP', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let order: Awaited<ReturnType<typeof contractOrder>>['order'];
  let instrumentId: string;
  let lot: number;

  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const contract = await contractOrder(owner);
    order = contract.order;
    instrumentId = contract.instrument.id;
    lot = contract.instrument.lotSize;
    await venue.do('POST', '/price', { instrumentId, price: 200 });
  });
  afterAll(() => desk?.close());

  /** The sandbox comes back elsewhere. */
  async function restart(): Promise<void> {
    await desk.restart();
    venue = await venueOf(desk, owner);
  }

  const resting = (): object => ({ ...order, orderType: 'LIMIT', price: 150 });
  const openQuantities = async () =>
    (await venue.positions()).map((position) => position.quantity).filter((quantity) => quantity !== 0);
  const working = async () => (await venue.orders()).filter((one) => one.status === 'working');

  async function group(): Promise<Group> {
    const listed = await owner.get('/api/groups');
    return z.parse(groupSchema, listed.body.items[0]);
  }

  /** Changes the first child, the others stay as they are. */
  async function changeFirst(change: ChildChange) {
    const now = await group();
    const children = now.children.map((child, place) => ({
      account: child.account,
      relationship: child.relationship,
      declaredOn: child.declaredOn,
      state: child.state,
      sizing: child.sizing,
      guards: child.guards,
      ...(place === 0 ? change : {}),
    }));
    return await owner.ask('PATCH', `/api/groups/${now.id}`, { version: now.version, children });
  }

  async function placed(body: object) {
    const reply = await owner.post('/api/orders', body);
    expect(reply.status).toBe(202);
    return await eventually('every child to have an outcome', async () => {
      const now = z.parse(orderSchema, (await owner.get(`/api/orders/${reply.body.id}`)).body);
      const open = now.childOrders.filter((child) => ['journaled', 'sending', 'held'].includes(child.status));
      return now.childOrders.length === 3 && open.length === 0 ? now : undefined;
    });
  }

  const everybodyFlat = () =>
    eventually('everybody to be flat', async () =>
      (await openQuantities()).length === 0 ? true : undefined,
    );

  it('refuses a scope without what it needs, or of somebody else', async () => {
    const nothing = await owner.post('/api/kill-switch', { scope: 'account' });
    expect([nothing.status, nothing.body.errors[0].path]).toEqual([400, '/accountId']);
    const nobody = await owner.post('/api/square-off', { scope: 'account', accountId: 'CHILD:c9' });
    expect([nobody.status, nobody.body.code]).toEqual([422, 'account-not-found']);
    const noGroup = await owner.post('/api/kill-switch', { scope: 'group', groupId: 'grp-none' });
    expect([noGroup.status, noGroup.body.code]).toEqual([404, 'group-not-found']);
    expect((await owner.post('/api/kill-switch', { scope: 'planet' })).status).toBe(400);
  });

  it('kills: cancels what works, refuses what adds, lets exits through, and survives a restart', async () => {
    await placed(order);
    await placed(resting());
    expect(await working()).toHaveLength(4);
    const reply = await owner.post('/api/kill-switch', { scope: 'all' });
    const killed = z.parse(killSwitchSchema, reply.body);
    expect(reply.status).toBe(200);
    expect(killed.active).toMatchObject([{ scope: 'all', accountId: null, groupId: null }]);
    expect(killed.orders).toHaveLength(4);
    expect(killed.held).toBe(0);
    expect(killed.unreached).toEqual([]);
    expect(await working()).toEqual([]);

    const refused = await owner.post('/api/orders', order);
    expect([refused.status, refused.body.code, refused.body.facts.guard]).toEqual([
      422,
      'refused-by-risk',
      'killed',
    ]);
    await restart();
    const again = z.parse(killSwitchSchema, (await owner.get('/api/kill-switch')).body);
    expect(again.active).toEqual(killed.active);
    expect(again.orders.map((one) => one.status)).toEqual(Array(4).fill('cancelled'));
    await eventually('the desk to be ready', async () => {
      const exit = { accountId: 'MASTER:k2', instrumentId, product: 'D', fraction: 1 };
      return (await owner.post('/api/positions/exit', exit)).status === 202 ? true : undefined;
    });
    await everybodyFlat();
    await eventually('the books to be read', async () =>
      (await owner.post('/api/orders', order)).status === 422 ? true : undefined,
    );

    const lifted = await owner.ask('DELETE', '/api/kill-switch', { scope: 'all' });
    expect([lifted.status, lifted.body]).toEqual([200, { active: [], orders: [], held: 0, unreached: [] }]);
    await placed(order);
    expect(await openQuantities()).toHaveLength(4);
  });

  it('squares off everybody, once for the same key', async () => {
    const headers = { 'idempotency-key': 'leave-now' };
    const body = { scope: 'group', groupId: (await group()).id };
    const reply = await owner.post('/api/square-off', body, headers);
    expect(reply.status).toBe(202);
    const report = z.parse(squareOffSchema, reply.body);
    const exits = report.orders.filter((one) => one.origin === 'square-off');
    expect(exits.map((one) => one.account).sort()).toEqual(['CHILD:c1', 'CHILD:c2', 'CHILD:c3', 'MASTER:k2']);
    await everybodyFlat();
    const sold = (await venue.orders()).filter((one) => one.side === 'SELL' && one.filledQuantity > 0);
    expect(sold.reduce((sum, one) => sum + one.filledQuantity, 0)).toBe(2 * 5 * lot);
    await restart();
    const before = (await venue.orders()).length;
    const repeated = await owner.post('/api/square-off', body, headers);
    expect([repeated.status, repeated.body.id, repeated.body.unreached]).toEqual([202, report.id, []]);
    expect(await venue.orders()).toHaveLength(before);
  });

  it('says what it could not reach, and reaches it after the next login', async () => {
    await eventually('the desk to take entries again', async () =>
      (await owner.post('/api/orders', order)).status === 202 ? true : undefined,
    );
    await eventually('everybody to hold', async () =>
      (await openQuantities()).length === 4 ? true : undefined,
    );
    await owner.ask('DELETE', '/api/accounts/CHILD%3Ac1/session');
    const reply = await owner.post('/api/square-off', { scope: 'all' });
    const report = z.parse(squareOffSchema, reply.body);
    expect(report.unreached).toMatchObject([{ account: 'CHILD:c1', reason: { code: 'no-session' } }]);
    const accessToken = await venue.tokenOf('upstox', 'SBC001');
    await owner.ask('PUT', '/api/accounts/CHILD%3Ac1/session', { accessToken });
    await everybodyFlat();
  });

  it('skips by the guards of a link, with limit and figure in rupees', async () => {
    expect((await changeFirst({ guards: { maxValue: 100 } })).status).toBe(200);
    const { childOrders } = await placed({ ...resting(), price: 150 });
    const skipped = childOrders.find((child) => child.account === 'CHILD:c1');
    expect(skipped).toMatchObject({
      account: 'CHILD:c1',
      status: 'skipped',
      reason: { code: 'max-value', limit: 100, figure: 150 * lot },
    });
    await owner.post('/api/square-off', { scope: 'all' });
  });

  it('sizes by capital, as read when the session opened and on demand', async () => {
    await changeFirst({ guards: {}, sizing: { kind: 'capital', capLots: 5 } });
    const now = await group();
    expect(now.capital).toBeGreaterThan(0);
    expect(now.children[0]?.capital).toBeGreaterThan(0);
    const funds = await owner.post('/api/accounts/CHILD%3Ac1/funds', {});
    const read = z.parse(fundsSchema, funds.body);
    expect((await group()).children[0]?.capital).toBeCloseTo(read.available + read.used, 2);
    await changeFirst({ sizing: { kind: 'multiplier', factor: 1 } });
  });

  it('lists what a paused link will not close, and keeps the state that a change does not name', async () => {
    await placed(order);
    await eventually('everybody to hold', async () =>
      (await openQuantities()).length === 4 ? true : undefined,
    );
    const paused = z.parse(groupSchema, (await changeFirst({ state: 'paused' })).body);
    expect(paused.children[0]?.unclosed).toEqual([{ instrumentId, product: 'D', quantity: lot }]);
    const { items } = z.parse(eventsSchema, (await owner.get('/api/events?limit=500')).body);
    expect(items.find((item) => item.type === 'link-paused')?.text).toContain('One copied position');
    const kept = z.parse(groupSchema, (await changeFirst({ state: undefined })).body);
    expect(kept.children[0]?.state).toBe('paused');
    const active = z.parse(groupSchema, (await changeFirst({ state: 'active' })).body);
    expect(active.children[0]?.unclosed).toEqual([]);
  });

  it('stops a link at its day’s loss, until a person resumes it', async () => {
    await changeFirst({ guards: { maxDayLoss: { amount: 10, then: 'stop' } } });
    await venue.do('POST', '/price', { instrumentId, price: 190 });
    await placed(resting());
    await owner.post('/api/positions/exit', {
      accountId: 'CHILD:c2',
      instrumentId,
      product: 'D',
      quantity: lot,
    });
    const stopped = await eventually('the link to stop', async () => {
      const now = await group();
      return now.children[0]?.state === 'stopped' ? now : undefined;
    });
    expect(stopped.children[0]?.stoppedBecause).toMatch(/day's loss/);
    expect(stopped.children[0]?.dayLoss).toBe(10 * lot);
    const ended = await changeFirst({ state: 'active' });
    expect([ended.status, ended.body.code]).toEqual([409, 'link-stopped']);
    const resumed = await owner.post(`/api/groups/${stopped.id}/children/CHILD%3Ac1/resume`, {});
    expect([resumed.status, resumed.body.children[0].state]).toEqual([200, 'active']);
  });

  it('lifts once for the same key, over a restart: what was killed since stays killed', async () => {
    const [all, headers] = [{ scope: 'all' }, { 'idempotency-key': 'go-on' }];
    const lift = () => owner.ask('DELETE', '/api/kill-switch', all, headers);
    await owner.post('/api/kill-switch', all);
    expect((await lift()).body.active).toEqual([]);
    await owner.post('/api/kill-switch', all);
    await restart();
    const repeated = await lift();
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(repeated.body.active).toMatchObject([{ scope: 'all' }]);
  });
});
