/** What the face does that the SDK's calls do not show. */
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import { instantOf } from '@copydesk/core';
import { type RunningSandbox, startSandbox, type VenueClient } from '@copydesk/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sandboxFace } from '../src/sandbox/index.ts';
import { upstoxInstruments } from './support/instruments.ts';
import type { SdkData } from './support/sdk.ts';

describe('the sandbox face', () => {
  let clock: VirtualClock;
  let sandbox: RunningSandbox;
  let client: VenueClient;
  let url: string;
  let token: string;

  beforeEach(async () => {
    clock = new VirtualClock();
    sandbox = await startSandbox({
      faces: [sandboxFace],
      instruments: { kind: 'rows', rows: upstoxInstruments },
      clock,
      market: { open: true, walking: false, matching: 'auto' },
    });
    url = sandbox.faces['upstox'] ?? '';
    client = sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234' });
    token = sandbox.venue.sessions.issue(client).accessToken;
  });
  afterEach(() => sandbox.close());

  const option = () => {
    const found = sandbox.venue.instruments.all.find((each) => each.kind === 'OPT');
    if (found === undefined) throw new Error('no option');
    return found;
  };
  const order = (changes: object = {}) => ({
    instrument_token: option().listings['upstox']?.key,
    quantity: option().lotSize,
    product: 'D',
    validity: 'DAY',
    price: 50,
    order_type: 'LIMIT',
    transaction_type: 'BUY',
    disclosed_quantity: 0,
    trigger_price: 0,
    is_amo: false,
    tag: 'CDFACE000000000FA00',
    ...changes,
  });
  async function ask(
    method: string,
    path: string,
    json?: unknown,
    bearer = token,
  ): Promise<{ status: number; body: SdkData }> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: typeof json === 'string' ? json : JSON.stringify(json) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  }
  const codeOf = (body: { errors: { error_code: string }[] }) => body.errors[0]?.error_code;

  it('says what it does not route, who is not logged in, and what is no body', async () => {
    expect(await ask('GET', '/v2/nothing')).toMatchObject({ status: 404 });
    const stranger = await ask('GET', '/v2/user/profile', undefined, 'forged');
    expect(stranger).toMatchObject({
      status: 401,
      body: {
        status: 'error',
        errors: [{ errorCode: 'UDAPI100050', error_code: 'UDAPI100050', propertyPath: null }],
      },
    });
    expect(codeOf((await ask('POST', '/v3/order/place', '{"quantity":')).body)).toBe('UDAPI100038');
    expect(codeOf((await ask('POST', '/v3/order/place', '[]')).body)).toBe('UDAPI100038');
    expect(sandbox.venue.orders.list(client)).toEqual([]);
  });

  it.each([
    [{ quantity: 0 }, 'UDAPI1052'],
    [{ quantity: -75 }, 'UDAPI1052'],
    [{ quantity: '75' }, 'UDAPI1052'],
    [{ quantity: 0.5 }, 'UDAPI1052'],
    [{ price: '50' }, 'UDAPI1008'],
    [{ price: undefined }, 'UDAPI1008'],
    [{ instrument_token: undefined }, 'UDAPI1026'],
    [{ order_type: undefined }, 'UDAPI1004'],
    [{ order_type: 'STOP' }, 'UDAPI1056'],
    [{ product: undefined }, 'UDAPI1006'],
    [{ validity: 'GTC' }, 'UDAPI1055'],
    [{ transaction_type: 'HOLD' }, 'UDAPI1057'],
    [{ order_type: 'SL-M', trigger_price: 0, price: 0 }, 'UDAPI1042'],
    [{ order_type: 'SL', transaction_type: 'SELL', price: 50, trigger_price: 49 }, 'UDAPI1038'],
    [{ order_type: 'MARKET', price: 0, market_protection: 0 }, 'UDAPI1158'],
    [{ order_type: 'MARKET', price: 0, market_protection: 2.5 }, 'UDAPI1160'],
    [{ slice: true, quantity: 1_800 * 10 + 75 }, 'UDAPI1118'],
  ])('refuses %j with %s, and places nothing', async (changes, code) => {
    const answer = await ask('POST', '/v3/order/place', order(changes));
    expect(answer.status).toBe(400);
    expect(codeOf(answer.body)).toBe(code);
    expect(sandbox.venue.orders.list(client)).toEqual([]);
  });

  it('rejects for money after it has accepted, in the broker’s two wordings', async () => {
    sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234', funds: 1_000_000n as never });
    const answer = await ask('POST', '/v3/order/place', order());
    expect(answer.status).toBe(200);
    await clock.advance(0);
    const [row] = (await ask('GET', '/v2/order/retrieve-all')).body.data;
    expect(row).toMatchObject({ status: 'rejected', pending_quantity: 0, exchange_order_id: '', guid: null });
    expect(row.status_message).toMatch(/^You need to add Rs\. [\d.]+ in your account/);
    expect(row.status_message_raw).toMatch(
      /^RMS:Margin Exceeds,Required:[\d.]+, Available:100\.00 for entity/,
    );
  });

  it('sleeps from midnight to 05:30 when it keeps hours: 423 for orders and funds, not for the books', async () => {
    sandbox.venue.market.change({ open: 'calendar' });
    sandbox.venue.clock.set(instantOf(Date.parse('2026-11-24T02:00:00+05:30')));
    const fresh = sandbox.venue.sessions.issue(client).accessToken;
    const [placed, funds, book] = [
      await ask('POST', '/v3/order/place', order(), fresh),
      await ask('GET', '/v3/user/get-funds-and-margin', undefined, fresh),
      await ask('GET', '/v2/order/retrieve-all', undefined, fresh),
    ];
    expect([placed.status, codeOf(placed.body)]).toEqual([423, 'UDAPI100074']);
    expect([funds.status, codeOf(funds.body)]).toEqual([423, 'UDAPI100072']);
    expect(book.status).toBe(200);
  });

  it('keeps an order for the opening when the market is closed, whatever is_amo says', async () => {
    sandbox.venue.market.change({ open: false });
    expect((await ask('POST', '/v3/order/place', order({ is_amo: false }))).status).toBe(200);
    await clock.advance(0);
    const [row] = (await ask('GET', '/v2/order/retrieve-all')).body.data;
    expect(row).toMatchObject({ status: 'after market order req received', is_amo: true });
  });

  it('ends every token at 03:30, and takes none that it did not make', async () => {
    await clock.advance(17.5 * 3_600_000);
    expect((await ask('GET', '/v2/user/profile')).status).toBe(401);
  });

  it('changes the registered addresses, and every token dies with that', async () => {
    const twice = { primary_ip: '203.0.113.9', secondary_ip: '203.0.113.9' };
    expect(codeOf((await ask('PUT', '/v2/user/ip', twice)).body)).toBe('UDAPI1184');
    const answer = await ask('PUT', '/v2/user/ip', {
      primary_ip: '203.0.113.9',
      secondary_ip: '203.0.113.10',
    });
    expect(answer.body.data).toMatchObject({ primary_ip: '203.0.113.9', access_tokens_invalidated: true });
    expect((await ask('GET', '/v2/user/profile')).status).toBe(401);
    expect(sandbox.venue.clients.find('upstox', 'UX1234')?.ips).toEqual(['203.0.113.9', '203.0.113.10']);
  });

  it('opens the login page only for the registered app and address, and escapes what it shows', async () => {
    const open = (redirect: string, state = 's') =>
      fetch(
        `${url}/v2/login/authorization/dialog?${new URLSearchParams({ response_type: 'code', client_id: client.apiKey, redirect_uri: redirect, state })}`,
      );
    expect((await open(`${client.redirectUrl}/`)).status).toBe(401);
    const page = await (await open(client.redirectUrl, '"><script>alert(1)</script>')).text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('shows who asks for a token, and sends nothing when that is rejected', async () => {
    const body = { client_secret: client.apiSecret };
    const path = `/v3/login/auth/token/request/${client.apiKey}`;
    expect(codeOf((await ask('POST', path, body)).body)).toBe('UDAPI1123');
    sandbox.venue.clients.upsert({ ...client, postbackUrl: 'http://127.0.0.1:9/notifier' });
    expect(codeOf((await ask('POST', path, { client_secret: 'wrong' })).body)).toBe('UDAPI100069');
    expect((await ask('POST', path, body)).body.data).toMatchObject({
      notifier_url: 'http://127.0.0.1:9/notifier',
    });
    expect(await (await fetch(`${url}/app/requests/`)).text()).toContain('UX1234');

    const before = sandbox.venue.sessions.of(client).length;
    await fetch(`${url}/app/requests/${client.apiKey}`, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'reject' }),
    });
    expect(await (await fetch(`${url}/app/requests/`)).text()).not.toContain('UX1234');
    expect(sandbox.venue.sessions.of(client)).toHaveLength(before);
  });

  it('posts order updates to the address of the app, unsigned', async () => {
    const posts: { readonly body: Record<string, unknown>; readonly names: readonly string[] }[] = [];
    const desk = createServer((request, response) => {
      void textOf(request).then((body) => {
        posts.push({ body: JSON.parse(body), names: Object.keys(request.headers) });
        response.end();
      });
    });
    await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
    const { port } = desk.address() as { port: number };
    sandbox.venue.clients.upsert({ ...client, postbackUrl: `http://127.0.0.1:${port}/postback` });
    await ask('POST', '/v3/order/place', order());
    await clock.advance(0);
    await until(() => posts.some(({ body }) => body['status'] === 'open'), 'the update is posted');
    await new Promise((resolve) => desk.close(resolve));
    expect(posts[0]?.body).toMatchObject({
      update_type: 'order',
      user_id: 'UX1234',
      tag: 'CDFACE000000000FA00',
    });
    expect(posts[0]?.names).not.toContain('authorization');
  });

  it('answers the socket’s own entry with a redirect for a token, and with 401 without', async () => {
    const entry = `${url.replace(/^http/, 'ws')}/v2/feed/portfolio-stream-feed`;
    expect(await handshake(entry, {})).toMatchObject({ status: 401 });
    const redirected = await handshake(entry, { authorization: `Bearer ${token}` });
    expect(redirected.status).toBe(302);
    expect(redirected.location).toMatch(/\/order-updates\/feed\?requestId=.+&code=.+/);
  });

  it('closes a stream when its session ends', async () => {
    const { body } = await ask('GET', '/v2/feed/portfolio-stream-feed/authorize?update_types=order');
    const socket = new WebSocket(body.data.authorized_redirect_uri);
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await ask('DELETE', '/v2/logout');
    expect(await closed).toBe(1008);
  });

  it('sends only the kinds of update that were asked for', async () => {
    const { body } = await ask('GET', '/v2/feed/portfolio-stream-feed/authorize?update_types=position');
    const socket = new WebSocket(body.data.authorized_redirect_uri);
    const seen: string[] = [];
    socket.on('message', (data) => seen.push(JSON.parse((data as Buffer).toString()).update_type));
    await new Promise((resolve) => socket.once('open', resolve));
    await ask('POST', '/v3/order/place', order({ order_type: 'MARKET', price: 0, market_protection: -1 }));
    await clock.advance(0);
    await until(() => seen.length > 0, 'a message');
    socket.terminate();
    expect(new Set(seen)).toEqual(new Set(['position']));
  });

  it('sends nothing of a bulk request in which one line cannot be read', async () => {
    const lines = [
      { ...order(), correlation_id: '1' },
      { ...order({ price: 0 }), correlation_id: '2' },
    ];
    const answer = await ask('POST', '/v2/order/multi/place', lines);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      status: 'error',
      errors: [{ correlation_id: '2', error_code: 'UDAPI1043' }],
      summary: { total: 2, payload_error: 1, success: 0 },
    });
    expect(sandbox.venue.orders.list(client)).toEqual([]);
    const twice = lines.map((line) => ({ ...line, price: 50, correlation_id: '1' }));
    expect(codeOf((await ask('POST', '/v2/order/multi/place', twice)).body)).toBe('UDAPI1117');
  });

  it('says which part of a bulk request failed', async () => {
    const unknown = { ...order({ instrument_token: 'NSE_FO|1' }), correlation_id: 'b' };
    const answer = await ask('POST', '/v2/order/multi/place', [{ ...order(), correlation_id: 'a' }, unknown]);
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject({
      status: 'partial_success',
      data: [{ correlation_id: 'a' }],
      errors: [{ correlation_id: 'b', error_code: 'UDAPI100011' }],
      summary: { total: 2, success: 1, error: 1 },
    });
  });
});

function handshake(
  address: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly location?: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { headers });
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
    });
    socket.on('open', () => reject(new Error('opened')));
    socket.on('error', reject);
  });
}
