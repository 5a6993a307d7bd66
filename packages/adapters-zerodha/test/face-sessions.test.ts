/** Who may call the face and its ticker, and until when: headers, the login page, sessions, sockets. */
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import type { VenueClient } from '@copydesk/sandbox';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Closing } from './bench.ts';
import { type KiteSandbox, kiteCall, logIn, tokenOf } from './kite-sandbox.ts';
import { kiteTraders } from './kite-traders.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());
const { trading } = kiteTraders(closing);

const tokenError = {
  status: 403,
  body: {
    status: 'error',
    message: 'Incorrect `api_key` or `access_token`.',
    data: null,
    error_type: 'TokenException',
  },
};

it('asks for key, token and version in the headers', async () => {
  const { sandbox, client, token } = await trading();
  expect((await kiteCall(sandbox, '/orders', { token })).status).toBe(200);
  expect(await kiteCall(sandbox, '/orders')).toEqual(tokenError);
  expect(await kiteCall(sandbox, '/orders', { token: `${client.apiKey}:nonsense` })).toEqual(tokenError);
  expect(await kiteCall(sandbox, '/orders', { token: `other:${token.split(':')[1]}` })).toEqual(tokenError);
  expect(await kiteCall(sandbox, '/orders', { token, headers: { 'X-Kite-Version': '2' } })).toEqual(
    tokenError,
  );
});

it('knows no other routes, and takes no endless bodies', async () => {
  const { sandbox, token, right } = await trading();
  expect((await kiteCall(sandbox, '/gtt/triggers', { token })).status).toBe(404);
  expect((await kiteCall(sandbox, '/orders/regular/%E0%A4%A', { token, method: 'DELETE' })).status).toBe(404);
  const large = await kiteCall(sandbox, '/orders/regular', {
    method: 'POST',
    token,
    form: { ...right, tag: 'x'.repeat(2_000_000) },
  });
  expect(large).toMatchObject({ status: 400, body: { message: 'The body is too large.' } });
});

it('carries the state through the login page, once, and knows who declined', async () => {
  const { sandbox, client } = await trading();
  expect(await logIn(sandbox, client)).toEqual({
    action: 'login',
    type: 'login',
    status: 'success',
    request_token: expect.stringMatching(/^[A-Za-z0-9]{32}$/) as string,
    state: 'state-1',
  });
  expect(await logIn(sandbox, client, 'decline')).toEqual({
    action: 'login',
    type: 'login',
    status: 'cancelled',
    state: 'state-1',
  });
  const unknown = await kiteCall(sandbox, '/connect/login?v=3&api_key=nobody');
  expect(unknown.status).toBe(400);
  const foreign = await kiteCall(sandbox, '/connect/login', {
    method: 'POST',
    form: { api_key: client.apiKey, user_id: 'ZZ9999' },
  });
  expect(String(foreign.body['text'])).toContain('The user is not enabled for the app.');
});

it('drops every parameter of the login page but redirect_params, as the real one does', async () => {
  const { sandbox, client } = await trading();
  const page = await fetch(`${sandbox.url}/connect/login?v=3&api_key=${client.apiKey}&state=lost`);
  expect(await page.text()).not.toContain('lost');
  const hostile = encodeURIComponent('x="><script>alert(1)</script>');
  const escaped = await (
    await fetch(`${sandbox.url}/connect/login?api_key=${client.apiKey}&redirect_params=${hostile}`)
  ).text();
  expect(escaped).not.toContain('<script>');
});

it('ends a request token after three minutes and the former session at a new login', async () => {
  const clock = new VirtualClock();
  const { sandbox, client, token } = await trading({}, { clock });
  const { request_token: requestToken = '' } = await logIn(sandbox, client);
  await clock.advance(181_000);
  const late = await kiteCall(sandbox, '/session/token', {
    method: 'POST',
    form: { api_key: client.apiKey, request_token: requestToken, checksum: 'x' },
  });
  expect(late).toMatchObject({ status: 403, body: { message: 'Invalid `checksum`.' } });
  expect(
    await kiteCall(sandbox, '/session/token', { method: 'POST', form: { api_key: client.apiKey } }),
  ).toMatchObject({
    status: 400,
    body: { message: 'Missing or empty field `request_token`', error_type: 'InputException' },
  });
  const fresh = tokenOf(sandbox, client);
  expect((await kiteCall(sandbox, '/user/profile', { token: fresh })).status).toBe(200);
  expect(await kiteCall(sandbox, '/user/profile', { token })).toEqual(tokenError);
});

it('gives a personal app no quotes and no ticker', async () => {
  const { sandbox, client, token } = await trading({ plan: 'personal' });
  expect((await kiteCall(sandbox, '/orders', { token })).status).toBe(200);
  expect(await kiteCall(sandbox, '/quote/ltp?i=NSE:RELIANCE', { token })).toEqual({
    status: 403,
    body: {
      status: 'error',
      message: 'Insufficient permission for that call.',
      data: null,
      error_type: 'PermissionException',
    },
  });
  expect(await handshake(sandbox, client, token)).toBe(403);
});

it('opens three sockets for a key and not four, and none without the token', async () => {
  const { sandbox, client, token } = await trading();
  expect(await handshake(sandbox, client, `${client.apiKey}:nonsense`)).toBe(403);
  for (let open = 0; open < 3; open += 1) expect(await handshake(sandbox, client, token)).toBe(101);
  expect(await handshake(sandbox, client, token)).toBe(429);
});

it('greets with its notes, beats every second, and closes when the session ends', async () => {
  const { sandbox, client, token } = await trading();
  const frames: (string | number)[] = [];
  let closed = false;
  const socket = open(sandbox, token);
  socket.on('message', (data: Buffer, binary) => {
    frames.push(binary ? data.length : (JSON.parse(data.toString()) as { type: string }).type);
  });
  socket.on('close', () => {
    closed = true;
  });
  await until(() => frames.includes(1), 'a heartbeat');
  expect(frames.slice(0, 2)).toEqual(['instruments_meta', 'app_code']);
  sandbox.venue.sessions.expire(client);
  await until(() => closed, 'the socket closes');
});

/** The status that a handshake of the ticker ends with. */
async function handshake(sandbox: KiteSandbox, client: VenueClient, token: string): Promise<number> {
  const socket = open(sandbox, `${client.apiKey}:${token.split(':')[1] ?? ''}`);
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

function open(sandbox: KiteSandbox, token: string): WebSocket {
  const [apiKey = '', accessToken = ''] = token.split(':');
  const socket = new WebSocket(
    `${sandbox.url.replace('http', 'ws')}/?api_key=${apiKey}&access_token=${accessToken}`,
  );
  closing.add({ close: () => socket.terminate() });
  return socket;
}
