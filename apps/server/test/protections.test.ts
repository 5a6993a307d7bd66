/** Protections over real HTTP: set, reached by the venue's price, children follow, a restart keeps them. */
import { protectionAnswerSchema, protectionDefaultsSchema, protectionsSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

const DEFAULTS = {
  sl: { distance: 30, percent: null, increment: 20 },
  target: { distance: null, percent: 33.3333, increment: null },
  trail: { distance: null, percent: 12.5, step: null },
  resting: false,
};

describe('protections', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let groupId: string;
  let contract: Awaited<ReturnType<typeof contractOrder>>;
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    groupId = (await owner.post('/api/sandbox/desk')).body.id;
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    contract = await contractOrder(owner, 2);
    await priceIs(400);
  });
  afterAll(() => desk?.close());

  const priceIs = (price: number) =>
    venue.do('POST', '/price', { instrumentId: contract.instrument.id, price });

  async function buy(more: object = {}): Promise<void> {
    // Refused as long as the lists are on their way, or the last price that the desk knows is another one: nothing happened then.
    const placed = await eventually('the order to be taken', async () => {
      const reply = await owner.post('/api/orders', { ...contract.order, ...more });
      return reply.status === 202 ? reply : undefined;
    });
    await eventually('everybody to be in', async () => {
      const { status, childOrders } = (await owner.get(`/api/orders/${placed.body.id}`)).body;
      const all = [status, ...childOrders.map((one: { status: string }) => one.status)];
      return all.every((one) => one === 'filled') ? true : undefined;
    });
  }

  async function everybodyOut(): Promise<void> {
    await eventually('everybody to be flat', async () => {
      const open = (await venue.positions()).filter((position) => position.quantity !== 0);
      return open.length === 0 ? true : undefined;
    });
  }

  const place = () => ({ accountId: 'MASTER:k2', instrumentId: contract.instrument.id, product: 'D' });
  const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    owner.ask('PUT', path, body, headers);
  const shown = async (product = 'D') =>
    (await owner.get('/api/positions?account=MASTER%3Ak2')).body.items.find(
      (position: { product: string }) => position.product === product,
    );
  const list = async () => z.parse(protectionsSchema, (await owner.get('/api/protections')).body).items;

  const ofDelivery = async () => (await list()).filter(({ product }) => product === 'D');

  /** How often anything was set. */
  async function settings(): Promise<number> {
    const { items } = (await owner.get('/api/events?limit=1000')).body;
    return items.filter(({ type }: { type: string }) => /^protection-(defaults-)?set$/.test(type)).length;
  }

  it('are set, changed level by level, taken away, and refused where they would act at once', async () => {
    await buy({ protection: { sl: 300.5, trail: { distance: '120', step: 5 } } });
    expect(await shown()).toMatchObject({
      sl: 300.5,
      setSl: true,
      target: null,
      setTarget: false,
      trail: { distance: 120, percent: null, step: 5 },
    });
    const changed = await put('/api/positions/protection', { ...place(), target: 900, trail: null });
    expect(changed.status).toBe(200);
    expect(z.parse(protectionAnswerSchema, changed.body).protection).toMatchObject({
      scope: 'position',
      account: 'MASTER:k2',
      sl: 300.5,
      target: 900,
      trail: null,
      stopNow: 300.5,
      triggered: null,
    });
    const wrong = await put('/api/positions/protection', { ...place(), sl: 1000 });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'protection-wrong-side']);
    expect(wrong.body.errors?.[0]?.path ?? wrong.body.path).toBe('/sl');
    const both = await put('/api/positions/protection', { ...place(), trail: { distance: 1, percent: 1 } });
    expect([both.status, both.body.errors[0].path]).toEqual([400, '/trail/distance']);
    const unknown = await put('/api/positions/protection', { ...place(), product: 'I', sl: 10 });
    expect([unknown.status, unknown.body.code]).toEqual([409, 'position-not-found']);
    const account = await put('/api/accounts/MASTER%3Ak2/protection', { stop: -500_000, trail: null });
    expect(account.body.protection).toMatchObject({ scope: 'account', stop: -500_000, trail: null });
    const positive = await put('/api/accounts/MASTER%3Ak2/protection', { stop: 500_000 });
    expect([positive.status, positive.body.code]).toEqual([422, 'protection-wrong-side']);
    const group = await put(`/api/groups/${groupId}/protection`, { stop: -900_000, target: 1_000_000 });
    expect(group.body.protection).toMatchObject({ scope: 'group', groupId, target: 1_000_000 });
    expect((await list()).map(({ scope }) => scope).sort()).toEqual(['account', 'group', 'position']);
    const readiness = (await owner.get('/api/readiness')).body;
    expect(readiness.accounts.every((one: { guarded: boolean | null }) => one.guarded === true)).toBe(true);
    await put('/api/accounts/MASTER%3Ak2/protection', { stop: null });
    expect((await put(`/api/groups/${groupId}/protection`, { stop: null, target: null })).body).toEqual({
      protection: null,
    });
  });

  it('have a stop rest at the broker behind them, where that is asked for, with the children’s beside it', async () => {
    const resting = async () => (await ofDelivery())[0]?.restingOrderId ?? undefined;
    expect((await put('/api/positions/protection', { ...place(), resting: true })).status).toBe(200);
    const id = await eventually('a stop to rest', resting);
    const order = await eventually('it to work, and its copies', async () => {
      const { body } = await owner.get(`/api/orders/${id}`);
      const all = [body, ...body.childOrders];
      return all.length === 4 && all.every(({ status }) => status === 'working') ? body : undefined;
    });
    expect(order).toMatchObject({
      side: 'SELL',
      triggerPrice: 300.5,
      origin: 'protection',
      filledQuantity: 0,
    });
    const off = await put('/api/positions/protection', { ...place(), resting: false });
    expect(off.body.protection).toMatchObject({ sl: 300.5, resting: false });
    await eventually('it to be gone', async () =>
      (await owner.get(`/api/orders/${id}`)).body.status === 'cancelled' ? true : undefined,
    );
    expect((await ofDelivery())[0]).toMatchObject({ restingOrderId: null, state: 'watching' });
  });

  it('tell by whose prices they watch, and a group’s which account it acts without', async () => {
    const watched = await eventually('a feed to tell the price', async () => {
      const [one] = await ofDelivery();
      return one?.watchedBy?.[0]?.by === 'stream' ? one : undefined;
    });
    expect(watched).toMatchObject({ state: 'watching', standing: 'live', without: [] });
    const [source] = watched.watchedBy ?? [];
    const { items } = (await owner.get('/api/accounts')).body;
    const carrier = items.find(({ id }: { id: string }) => id === source?.accountId);
    const { address: account, broker, brokerName } = carrier;
    expect(watched.watchedBy).toEqual([{ accountId: carrier.id, account, broker, brokerName, by: 'stream' }]);

    await put(`/api/groups/${groupId}/protection`, { stop: -900_000 });
    const away = items.find(({ address }: { address: string }) => address === 'CHILD:c1');
    await owner.ask('DELETE', '/api/accounts/CHILD%3Ac1/session');
    const ofGroup = async () => (await list()).find(({ scope }) => scope === 'group');
    const without = [{ accountId: away.id, account: away.address }];
    const onlyOthers = await eventually('it to watch the others', async () => {
      const one = await ofGroup();
      return one?.state === 'watching' ? one : undefined;
    });
    expect(onlyOthers.without).toEqual(without);
    const accessToken = await venue.tokenOf('upstox', 'SBC001');
    await owner.ask('PUT', '/api/accounts/CHILD%3Ac1/session', { accessToken });
    await eventually('it to be back', async () =>
      (await ofGroup())?.without?.length === 0 ? true : undefined,
    );
    await put(`/api/groups/${groupId}/protection`, { stop: null });
  });

  it('have defaults, set level by level and refused field by field', async () => {
    const none = { sl: null, target: null, trail: null, resting: false };
    expect((await owner.get('/api/protection-defaults')).body).toEqual(none);
    const both = await put('/api/protection-defaults', { sl: { distance: 5, percent: 2 } });
    expect([both.status, both.body.errors[0].path]).toEqual([400, '/sl/distance']);
    const fine = await put('/api/protection-defaults', { sl: { distance: '0.00001' } });
    expect(fine.body.errors).toMatchObject([{ path: '/sl/distance', code: 'too-fine' }]);
    await put('/api/protection-defaults', { sl: { distance: 30, increment: 20 }, trail: { percent: 12.5 } });
    const set = await put('/api/protection-defaults', { target: { percent: '33.3333' } });
    expect([set.status, z.parse(protectionDefaultsSchema, set.body)]).toEqual([200, DEFAULTS]);
    // They stand off from what the fill cost: a market order pays the spread.
    await buy({ productType: 'I' });
    const bought = await shown('I');
    const sl = Math.floor((bought.avgPrice - 30) / 20) * 20;
    expect(bought).toMatchObject({ sl, setSl: true, setTarget: true, trail: { percent: 12.5 } });
    expect(bought.target).toBeGreaterThan(bought.avgPrice * 1.33);
  });

  it('outlive a restart, are written once under one key, act with nobody looking, and take the children out', async () => {
    const key = { 'idempotency-key': 'protect-once' };
    const account = '/api/accounts/MASTER%3Ak2/protection';
    const answers = [
      await put(account, { stop: -400_000 }, key),
      await put('/api/positions/protection', { ...place(), target: 900 }, key),
      await put('/api/protection-defaults', { sl: DEFAULTS.sl }, key),
    ];
    await put(account, { stop: null });
    await desk.restart();
    venue = await venueOf(desk, owner);
    const written = await settings();
    const again = [
      await put(account, { stop: -400_000 }, key),
      await put('/api/positions/protection', { ...place(), target: 900 }, key),
      await put('/api/protection-defaults', { sl: DEFAULTS.sl }, key),
    ];
    expect(again.map((reply) => reply.headers.get('idempotency-replayed'))).toEqual(['true', 'true', 'true']);
    // What was taken away since stays away; the rest is answered as it was but for the price, which is another one.
    expect(again.map(({ status, body }) => [status, body.protection?.target ?? body])).toEqual([
      [200, { protection: null }],
      [200, answers[1]?.body.protection.target],
      [200, answers[2]?.body],
    ]);
    expect((await put('/api/positions/protection', { ...place(), target: 901 }, key)).status).toBe(409);
    expect(await settings()).toBe(written);
    expect(await ofDelivery()).toMatchObject([{ scope: 'position', sl: 300.5, target: 900 }]);
    expect((await owner.get('/api/protection-defaults')).body).toEqual(DEFAULTS);
    await priceIs(290);
    await everybodyOut();
    await eventually('the protection to be gone', async () =>
      (await list()).length === 0 ? true : undefined,
    );
    expect(await shown()).toMatchObject({
      netQty: 0,
      sl: null,
      leftBy: { by: 'stop', level: 300.5, figure: 290 },
    });
    const { items } = (await owner.get('/api/orders?account=MASTER%3Ak2')).body;
    const exits = items.filter(
      ({ origin, product, filledQuantity }: { origin: string; product: string; filledQuantity: number }) =>
        origin === 'protection' && product === 'D' && filledQuantity > 0,
    );
    expect(exits).toHaveLength(1);
    const events = (await owner.get('/api/events?limit=1000')).body.items;
    const triggers = events.filter((event: { type: string }) => event.type === 'protection-triggered');
    const levels = triggers.map(({ data }: { data: { level: number } }) => data.level);
    expect([triggers.length, levels.includes(300.5)]).toEqual([2, true]);
  });
});
