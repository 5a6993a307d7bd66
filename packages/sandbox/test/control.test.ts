import { request } from 'node:http';
import { instantOf } from '@copydesk/core';
import { type RunningSandbox, startSandbox } from '@copydesk/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CE, FUTURE, rows, SHARE } from './listed-rows.ts';
import { sandboxFace } from './tiny-face.ts';
import { MONDAY } from './venue-fixture.ts';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    faces: [sandboxFace, { ...sandboxFace, brokerId: 'other' }],
    instruments: { kind: 'rows', rows: () => rows('2026-11-24') },
    market: { walking: false },
  });
  sandbox.venue.clock.set(instantOf(MONDAY));
});
afterEach(() => sandbox.close());

/** Answers are read field by field, whatever they are. */
// oxlint-disable-next-line typescript/no-explicit-any -- a JSON body has no type here, and each field is asserted.
type Body = any;

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${sandbox.control}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: await answer.json() };
}

const aClient = (given: object = {}) =>
  call('POST', '/clients', { broker: 'tiny', client: 'AB1234', ...given });
const anOrder = (given: object = {}) => ({
  client: 'AB1234',
  instrumentId: CE,
  side: 'BUY',
  quantity: 35,
  orderType: 'MARKET',
  product: 'D',
  ...given,
});
/** The walk runs after the answer: one round through the event loop. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the control server', () => {
  it('makes a client with a token that is good today, and changes it without logging it out', async () => {
    const { status, body } = await aClient({
      funds: 250_000.5,
      plan: 'personal',
      ddpi: false,
      products: ['I'],
    });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['broker', 'client', 'apiKey', 'apiSecret', 'accessToken']);
    expect(sandbox.venue.sessions.byToken('tiny', body.accessToken)?.client).toBe('AB1234');
    const again = await aClient({
      ips: ['203.0.113.4'],
      holdings: [{ instrumentId: SHARE, quantity: 5, averagePrice: '1400' }],
    });
    expect(again.body).toEqual(body);
    const client = sandbox.venue.clients.find('tiny', 'AB1234');
    expect(client).toMatchObject({ plan: 'personal', ddpi: false, ips: ['203.0.113.4'], products: ['I'] });
    expect(sandbox.venue.books.funds(again.body).opening).toBe(2_500_005_000n);
    expect(sandbox.venue.books.holdings(again.body)).toMatchObject([
      { quantity: 5, averagePrice: 14_000_000 },
    ]);
  });

  it('says where its faces are, and lets login pages return to the desk that joins it', async () => {
    await aClient();
    await aClient({ client: 'CD5678', redirectUrl: 'http://localhost:9/own' });
    const redirects = () => sandbox.venue.clients.list('tiny').map((client) => client.redirectUrl);
    expect(redirects()).toEqual(['http://localhost:3000/api/tiny-sandbox/auth', 'http://localhost:9/own']);
    const moved = await call('POST', '/desk', { publicUrl: 'http://localhost:4567/' });
    expect(moved.body).toEqual({ publicUrl: 'http://localhost:4567' });
    expect(redirects()).toEqual(['http://localhost:4567/api/tiny-sandbox/auth', 'http://localhost:9/own']);
    expect((await call('POST', '/desk', { publicUrl: 'nowhere' })).body.errors[0].path).toBe('/publicUrl');
    expect((await call('GET', '/')).body).toMatchObject({ faces: sandbox.faces, control: sandbox.control });
  });

  it('carries positions in', async () => {
    await aClient({
      positions: [{ instrumentId: FUTURE, product: 'D', quantity: -35, averagePrice: 43000 }],
    });
    const { body } = await call('GET', '/positions?client=AB1234');
    expect(body.items).toMatchObject([
      {
        client: 'AB1234',
        broker: 'tiny',
        instrumentId: FUTURE,
        product: 'D',
        quantity: -35,
        averagePrice: 43000,
      },
    ]);
  });

  it('trades as the client would in the broker’s own app', async () => {
    await aClient();
    const placed = await call('POST', '/orders', anOrder({ tag: 'BYHAND', placedBy: 'DEALER1' }));
    expect(placed.status).toBe(201);
    await settled();
    const { body } = await call('GET', '/orders?client=AB1234');
    expect(body.items).toMatchObject([
      {
        client: 'AB1234',
        broker: 'tiny',
        orderId: placed.body.orderId,
        tag: 'BYHAND',
        instrumentId: CE,
        side: 'BUY',
        quantity: 35,
        filledQuantity: 35,
        status: 'filled',
        origin: 'outside',
        placedBy: 'DEALER1',
      },
    ]);
    expect(body.items[0].receivedAt).toMatch(/^2026-11-23T10:00:0\d\.\d{3}\+05:30$/);
  });

  it('fills by hand, cancels, and knows share symbols', async () => {
    await aClient();
    await call('POST', '/market', { matching: 'manual' });
    const limit = { instrumentId: 'NSE:RELIANCE', orderType: 'LIMIT', price: 1500, quantity: 10 };
    const { orderId } = (await call('POST', '/orders', anOrder(limit))).body;
    await settled();
    const filled = await call('POST', '/fills', { orderId, quantity: 4, price: 1499.5 });
    expect(filled.body).toMatchObject({ status: 'partly-filled', filledQuantity: 4, averagePrice: 1499.5 });
    expect((await call('DELETE', `/orders/${orderId}`)).status).toBe(200);
    await settled();
    expect((await call('GET', '/orders')).body.items[0]).toMatchObject({
      status: 'cancelled',
      filledQuantity: 4,
    });
    expect(await call('DELETE', `/orders/${orderId}`)).toMatchObject({
      status: 409,
      body: { code: 'final' },
    });
    expect(await call('POST', '/fills', { orderId, quantity: 1 })).toMatchObject({
      status: 409,
      body: { code: 'not-working' },
    });
  });

  it('moves the market, its hours and its clock', async () => {
    await aClient();
    expect((await call('POST', '/price', { instrumentId: SHARE, price: 1600 })).body.price).toBe(1600);
    const market = await call('POST', '/market', {
      open: 'calendar',
      walking: true,
      matching: 'auto',
      lotsPerMatch: 2,
    });
    expect(market.body).toEqual({ open: 'calendar', walking: true, matching: 'auto', lotsPerMatch: 2 });
    expect((await call('POST', '/market', { lotsPerMatch: null, open: true })).body).toMatchObject({
      open: true,
      lotsPerMatch: null,
    });
    const advanced = await call('POST', '/clock', { advanceMs: 86_400_000 });
    expect(advanced.body).toMatchObject({ date: '2026-11-24' });
    expect((await call('POST', '/clock', { now: '2026-11-25T08:00:00+05:30' })).body.now).toMatch(
      /^2026-11-25T08:00:00/,
    );
    expect((await call('GET', '/')).body).toMatchObject({
      brokers: ['tiny', 'other'],
      date: '2026-11-25',
      rateLimits: 'real',
      instruments: 10,
    });
  });

  it('sets faults and takes them away', async () => {
    const set = await call('POST', '/faults', {
      broker: 'tiny',
      on: 'place',
      fault: 'reset-after',
      times: 2,
    });
    expect(set).toMatchObject({
      status: 201,
      body: { items: [{ on: 'place', fault: 'reset-after', times: 2 }] },
    });
    expect((await call('DELETE', '/faults')).body.items).toEqual([]);
    expect(await call('POST', '/faults', { on: 'place', fault: 'stale' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: '/on', code: 'unsuitable' }] },
    });
  });

  it('refuses the next order of a client', async () => {
    const { body } = await aClient();
    await call('POST', '/reject', { client: 'AB1234', reason: 'circuit', at: 'exchange' });
    await call('POST', '/orders', anOrder());
    await settled();
    expect((await call('GET', '/orders')).body.items[0]).toMatchObject({
      status: 'rejected',
      reason: 'circuit',
    });
    expect((await call('POST', '/sessions/expire', { client: 'AB1234' })).body).toEqual({ ended: 1 });
    expect(sandbox.venue.sessions.byToken('tiny', body.accessToken)).toBeUndefined();
  });

  it('lists the requests that the faces received, of one client or of all', async () => {
    const { body } = await aClient();
    await fetch(`${sandbox.faces['tiny']}/book?secret=token`, {
      headers: { authorization: body.accessToken },
    });
    await fetch(`${sandbox.faces['other']}/book`);
    const all = (await call('GET', '/requests')).body.items;
    expect(all.map((line: Body) => [line.client, line.broker, line.method, line.path, line.status])).toEqual([
      ['AB1234', 'tiny', 'GET', '/book', 200],
      [null, 'other', 'GET', '/book', 403],
    ]);
    expect((await call('GET', '/requests?client=AB1234')).body.items).toHaveLength(1);
  });

  it('asks for the broker when two brokers have the same client', async () => {
    await aClient();
    await aClient({ broker: 'other' });
    expect(await call('POST', '/orders', anOrder())).toMatchObject({
      status: 400,
      body: { code: 'ambiguous-client', errors: [{ path: '/broker' }] },
    });
    expect((await call('POST', '/orders', anOrder({ broker: 'other' }))).status).toBe(201);
    await settled();
    expect((await call('GET', '/orders?client=AB1234&broker=other')).body.items).toHaveLength(1);
    expect((await call('GET', '/orders?client=AB1234&broker=tiny')).body.items).toHaveLength(0);
  });

  const bad: readonly [
    title: string,
    method: string,
    path: string,
    body: unknown,
    status: number,
    paths: string[],
  ][] = [
    ['an unknown broker', 'POST', '/clients', { broker: 'nobody', client: 'X' }, 400, ['/broker']],
    ['no client', 'POST', '/clients', { broker: 'tiny' }, 400, ['/client']],
    ['negative funds', 'POST', '/clients', { broker: 'tiny', client: 'X', funds: -1 }, 400, ['/funds']],
    [
      'a wrong product in a list',
      'POST',
      '/clients',
      { broker: 'tiny', client: 'X', products: ['NRML'] },
      400,
      ['/products'],
    ],
    [
      'a faulty holding',
      'POST',
      '/clients',
      { broker: 'tiny', client: 'X', holdings: [{ quantity: -1 }] },
      400,
      ['/holdings/0/instrumentId', '/holdings/0/quantity'],
    ],
    [
      'a holding that is not listed',
      'POST',
      '/clients',
      { broker: 'tiny', client: 'X', holdings: [{ instrumentId: 'NSE:NOPE', quantity: 1 }] },
      404,
      [],
    ],
    ['an unknown client', 'POST', '/sessions/expire', { client: 'NOBODY' }, 404, []],
    [
      'an unknown instrument',
      'POST',
      '/price',
      { instrumentId: 'NSE:NOPE', price: 1 },
      404,
      ['/instrumentId'],
    ],
    ['a price off the tick', 'POST', '/price', { instrumentId: SHARE, price: 1500.03 }, 400, ['/price']],
    ['a price of nothing', 'POST', '/price', { instrumentId: SHARE, price: 0 }, 400, ['/price']],
    ['a price that is no number', 'POST', '/price', { instrumentId: SHARE, price: 'NaN' }, 400, ['/price']],
    ['an unknown fault', 'POST', '/faults', { on: 'place', fault: 'lightning' }, 400, ['/fault']],
    ['hours of another kind', 'POST', '/market', { open: 'sometimes' }, 400, ['/open']],
    ['both times', 'POST', '/clock', { now: '2026-11-25T08:00:00Z', advanceMs: 1 }, 400, ['/now']],
    ['a time without offset', 'POST', '/clock', { now: '2026-11-25T08:00:00' }, 400, ['/now']],
    [
      'an order of nothing',
      'POST',
      '/orders',
      {},
      400,
      ['/instrumentId', '/side', '/quantity', '/orderType', '/product', '/client'],
    ],
    ['a list instead of an object', 'POST', '/orders', [], 400, ['']],
    ['a fill of an unknown order', 'POST', '/fills', { orderId: 'U77', quantity: 1 }, 404, []],
    ['no such route', 'GET', '/nowhere', undefined, 404, []],
    ['another method', 'DELETE', '/clock', undefined, 405, []],
  ];
  it.each(bad)('answers %s with a problem', async (...[, method, path, body, status, paths]) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, type: 'about:blank' });
    expect(answer.body.code).toMatch(/^[a-z-]+$/);
    for (const expected of paths) {
      expect((answer.body.errors as { path: string }[]).map((error) => error.path)).toContain(expected);
    }
    expect(sandbox.venue.clients.find('tiny', 'X')).toBeUndefined();
  });

  it('refuses an order off the lot at once, naming the field', async () => {
    await aClient();
    expect(await call('POST', '/orders', anOrder({ quantity: 36 }))).toMatchObject({
      status: 422,
      body: { code: 'lot', errors: [{ path: '/quantity' }] },
    });
    expect((await call('GET', '/orders')).body.items).toEqual([]);
  });

  it('answers broken, oversized and mistyped bodies, and no foreign Host', async () => {
    const send = async (body: string, type: string) => {
      const answer = await fetch(`${sandbox.control}/clock`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      return [answer.status, ((await answer.json()) as Body).code, answer.headers.get('content-type')];
    };
    const problem = 'application/problem+json';
    expect(await send('{"now":', 'application/json')).toEqual([400, 'invalid-json', problem]);
    expect(await send('{}', 'text/plain')).toEqual([415, 'unsupported-media-type', problem]);
    expect(await send(`"${'x'.repeat(1_100_000)}"`, 'application/json')).toEqual([
      413,
      'body-too-large',
      problem,
    ]);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${sandbox.control}/`, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once('error', reject);
      asked.end();
    });
    expect(status).toBe(403);
  });

  it('tells its time and hours, and wakes whoever waits for them to change', async () => {
    const first = (await call('GET', '/time')).body;
    expect(first).toMatchObject({
      open: true,
      holidays: [],
      hours: { NSE: { opens: '09:15', cutOff: '15:20' } },
    });
    const waiting = call('GET', `/time?after=${first.version}`);
    await call('POST', '/clock', { advanceMs: 60_000 });
    const moved = (await waiting).body;
    expect(moved.offsetMs - first.offsetMs).toBe(60_000);
    const changing = call('GET', `/time?after=${moved.version}`);
    await call('POST', '/market', { open: 'calendar' });
    expect((await changing).body.open).toBe('calendar');
    expect((await call('GET', '/time?after=1')).body.version).toBeGreaterThan(moved.version);
  });
});
