/** What is known after a placement went wrong on the wire: at real sockets, with a real kept-alive connection. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:net';
import { anOrder, until } from '@copydesk/adapter-testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { aDesk, type Desk, NEVER } from './support/desk.ts';
import { type RawAnswer, type RawServer, startRawServer } from './support/raw-server.ts';

const PLACED = '{"status":"success","data":{"order_ids":["261123000000001"]},"metadata":{"latency":3}}';
const PATH = '/v3/order/place';
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function setUp(answer: RawAnswer): Promise<{ readonly server: RawServer; readonly desk: Desk }> {
  const server = await startRawServer({ [PATH]: answer });
  const desk = aDesk(server.endpoints);
  open.push(server.close, () => desk.adapter.close());
  return { server, desk };
}

const place = (desk: Desk, signal = NEVER, session = desk.session) =>
  desk.adapter.placeOrder(session, anOrder().build(), signal);

describe('a placement on the wire', () => {
  it('is one request with the token, an ordinary user agent and nothing else of ours', async () => {
    const { server, desk } = await setUp(PLACED);

    expect(await place(desk)).toEqual({ kind: 'accepted', brokerOrderId: '261123000000001' });
    expect(server.asked).toHaveLength(1);
    const [request] = server.asked;
    expect(request).toMatchObject({ method: 'POST', url: PATH });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${desk.session.accessToken}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'copydesk',
    });
    expect(request?.headers).not.toHaveProperty('x-algo-name');
  });

  it('goes to the order host, and everything else to the other one', async () => {
    const orders = await startRawServer({ [PATH]: PLACED });
    const rest = await startRawServer({ '*': '{"status":"success","data":[]}' });
    const desk = aDesk({ api: rest.url, hft: orders.url });
    open.push(orders.close, rest.close, () => desk.adapter.close());

    await place(desk);
    await desk.adapter.cancelOrder(
      desk.session,
      { brokerOrderId: 'A-1' as never, afterMarket: false },
      NEVER,
    );
    await desk.adapter.orders(desk.session, NEVER);

    expect(orders.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v3/order/place',
      'DELETE /v3/order/cancel?order_id=A-1',
    ]);
    expect(rest.asked.map(({ url }) => url)).toEqual(['/v2/order/retrieve-all']);
  });

  it.each<[string, RawAnswer, object]>([
    [
      'reset without an answer',
      (response) => response.socket?.resetAndDestroy(),
      { kind: 'uncertain', cause: 'reset' },
    ],
    ['closed without an answer', (response) => response.socket?.end(), { kind: 'uncertain', cause: 'reset' }],
    [
      'cut off within the body',
      (response) => {
        response.writeHead(200, { 'content-length': 500 });
        response.write('{"status":', () => response.socket?.resetAndDestroy());
      },
      { kind: 'uncertain', cause: 'reset' },
    ],
    [
      'a page with 502',
      { status: 502, body: '<html>502</html>' },
      { kind: 'uncertain', cause: 'server-error' },
    ],
    [
      'a page with 403',
      { status: 403, body: 'error code: 1010' },
      { kind: 'uncertain', cause: 'unreadable' },
    ],
    ['a page with 200', '<html>', { kind: 'uncertain', cause: 'unreadable' }],
    ['an empty body', '', { kind: 'uncertain', cause: 'unreadable' }],
    [
      'a 302',
      { status: 302, body: '', headers: { location: '/v3/order/place' } },
      { kind: 'uncertain', cause: 'unreadable' },
    ],
    ['a 500 with a code', failure(500, 'UDAPI100500'), { kind: 'uncertain', cause: 'server-error' }],
    [
      'a 429 with its code',
      failure(429, 'UDAPI10005'),
      { kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 1_000 },
    ],
    ['a 429 page', { status: 429, body: '<html>' }, { kind: 'uncertain', cause: 'unreadable' }],
    ['a 401', failure(401, 'UDAPI100050'), { kind: 'not-sent', cause: 'session-lost' }],
  ])('%s', async (_what, answer, outcome) => {
    const { server, desk } = await setUp(answer);
    expect(await place(desk)).toEqual(outcome);
    expect(server.asked).toHaveLength(1);
  });

  it('an answer that comes after the time-out is not waited for', async () => {
    const { server, desk } = await setUp(() => {});
    const outcome = place(desk);
    await until(() => server.asked.length === 1, 'the request arrives');
    desk.clock.advanceBy(desk.adapter.capabilities.writeTimeoutMs);
    expect(await outcome).toEqual({ kind: 'uncertain', cause: 'timeout' });
  });

  it('refused connections sent nothing', async () => {
    const { server, desk } = await setUp(PLACED);
    await server.close();
    expect(await place(desk)).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
  });

  it('a kept-alive connection that resets under the request leaves the outcome open, and is not tried again', async () => {
    const { server, desk } = await setUp(PLACED);
    await place(desk);
    server.answer(PATH, (response) => response.socket?.resetAndDestroy());
    expect(await place(desk)).toEqual({ kind: 'uncertain', cause: 'reset' });
    expect(server.asked).toHaveLength(2);
  });

  it('giving up before anything left is "not sent", afterwards it is uncertain', async () => {
    const { server, desk } = await setUp(() => {});
    expect(await place(desk, AbortSignal.abort())).toEqual({ kind: 'not-sent', cause: 'aborted' });
    expect(server.asked).toHaveLength(0);

    const stop = new AbortController();
    const outcome = place(desk, stop.signal);
    await until(() => server.asked.length === 1, 'the request arrives');
    stop.abort();
    expect(await outcome).toEqual({ kind: 'uncertain', cause: 'timeout' });
  });
});

describe('where a request leaves from', () => {
  it('is the address of the account', async () => {
    let from: string | undefined;
    const { desk } = await setUp((response, request) => {
      from = request.socket.remoteAddress;
      response.end(PLACED);
    });
    const session = { ...desk.session, egress: { kind: 'address', address: '127.0.0.9' } as const };
    expect(await place(desk, NEVER, session)).toMatchObject({ kind: 'accepted' });
    expect(from).toBe('127.0.0.9');
  });

  it('is the proxy of the account, through a tunnel', async () => {
    const { server, desk } = await setUp(PLACED);
    const tunnels: string[] = [];
    const proxy = await startProxy(tunnels);
    const session = { ...desk.session, egress: { kind: 'proxy', url: proxy.url } as const };

    expect(await place(desk, NEVER, session)).toMatchObject({ kind: 'accepted' });
    expect(tunnels).toEqual([new URL(server.url).host]);

    await proxy.close();
    await desk.adapter.close();
    const again = aDesk(server.endpoints);
    open.push(() => again.adapter.close());
    expect(await place(again, NEVER, session)).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
  });

  it('warms both hosts before the first order, and failing to is no error', async () => {
    const { server, desk } = await setUp(PLACED);
    await desk.adapter.warmUp(desk.session, NEVER);
    expect(server.asked.map(({ url }) => url)).toEqual(['/v2/user/profile', '/v2/user/profile']);
    await server.close();
    await expect(desk.adapter.warmUp(desk.session, NEVER)).resolves.toBeUndefined();
  });
});

/** A CONNECT proxy in few lines; what passes through is noted. */
async function startProxy(tunnels: string[]): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((socket) => {
    socket.once('data', (head) => {
      const target = /^CONNECT (\S+) /.exec(head.toString())?.[1] ?? '';
      tunnels.push(target);
      const [host, port] = target.split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
      socket.on('close', () => onward.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function failure(status: number, code: string): RawAnswer {
  return { status, body: JSON.stringify({ status: 'error', errors: [{ error_code: code, message: 'no' }] }) };
}
