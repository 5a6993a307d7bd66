/** The order stream against a ticker that does as it is told, and through a proxy. */
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import type { AccountFact } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { adapterAt, answeringJson, aSession, Closing, listening, type TestServer } from './bench.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

interface FakeTicker extends TestServer {
  readonly urls: string[];
  readonly sockets: WebSocket[];
  /** Refuses the next handshakes with this status. */
  refuseWith: number | undefined;
}

async function startTicker(): Promise<FakeTicker> {
  const sockets: WebSocket[] = [];
  const urls: string[] = [];
  const accepting = new WebSocketServer({ noServer: true });
  const server: Server = createServer();
  const running = await listening(server);
  const ticker: FakeTicker = {
    ...running,
    urls,
    sockets,
    refuseWith: undefined,
    close: () => {
      for (const socket of sockets) socket.terminate();
      return running.close();
    },
  };
  server.on('upgrade', (request, socket, head) => {
    urls.push(request.url ?? '');
    if (ticker.refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${ticker.refuseWith} No\r\nconnection: close\r\n\r\n`);
      return;
    }
    accepting.handleUpgrade(request, socket, head, (opened) => sockets.push(opened));
  });
  return closing.add(ticker);
}

/** Reads facts in the background. */
function follow(source: AsyncIterable<AccountFact>) {
  const facts: AccountFact[] = [];
  const over = (async () => {
    for await (const fact of source) facts.push(fact);
  })();
  return {
    facts,
    over,
    count: (type: AccountFact['type']) => facts.filter((fact) => fact.type === type).length,
  };
}

const profile = {
  status: 'success',
  data: { user_id: 'AB1234', user_name: 'A', exchanges: ['NSE'], products: ['CNC'], meta: {} },
};
const noToken = {
  status: 'error',
  message: 'Incorrect `api_key` or `access_token`.',
  error_type: 'TokenException',
};

async function start(answer: unknown = profile, status = 200) {
  const clock = new VirtualClock();
  const ticker = await startTicker();
  const rest = closing.add(await answeringJson(status, answer));
  const endpoints = {
    rest: rest.url,
    login: rest.url,
    stream: `${ticker.url.replace('http', 'ws')}/?user_id=XY0001`,
  };
  const adapter = closing.add(adapterAt(rest.url, { clock, endpoints, random: () => 0.5 }));
  const stop = new AbortController();
  const reader = follow(adapter.streamFacts(aSession(), stop.signal));
  closing.add({
    close: async () => {
      stop.abort();
      await reader.over;
    },
  });
  return { clock, ticker, rest, reader, stop };
}

/** Moves the clock until something holds that also needs the real wire. */
async function advanceUntil(clock: VirtualClock, holds: () => boolean, limitMs: number): Promise<number> {
  let moved = 0;
  while (!holds() && moved < limitMs) {
    await clock.advance(250);
    await new Promise((resolve) => setImmediate(resolve));
    moved += 250;
  }
  return moved;
}

it('opens with key and token, keeping what the address already asks for', async () => {
  const { ticker, reader } = await start();
  await until(() => reader.count('stream-up') === 1, 'the stream is up');
  const { searchParams } = new URL(ticker.urls[0] ?? '', 'ws://x');
  expect(Object.fromEntries(searchParams)).toEqual({
    user_id: 'XY0001',
    api_key: 'kk1234',
    access_token: 'token-of-AB1234',
  });
});

it('counts silence of five seconds as a loss, and any frame as life', async () => {
  const { ticker, clock, reader } = await start();
  await until(() => reader.count('stream-up') === 1, 'the stream is up');
  const [socket] = ticker.sockets;
  for (let seconds = 0; seconds < 12; seconds += 2) {
    await clock.advance(2_000);
    socket?.send(Buffer.from([0]));
    // The heartbeat goes over a real socket: what follows it in a text frame is there when it is.
    const seen = reader.count('unreadable');
    socket?.send('{"no":"type"}');
    await until(() => reader.count('unreadable') > seen, 'the frames arrive');
  }
  expect(reader.count('stream-down')).toBe(0);

  await clock.advance(4_999);
  expect(reader.count('stream-down')).toBe(0);
  await clock.advance(1);
  await until(() => reader.count('stream-down') === 1, 'the stream is down');
  expect(reader.facts.at(-1)).toEqual({ type: 'stream-down', reason: 'silence', final: false });
});

it('ignores prices and what it does not know, and comes back after a loss', async () => {
  const { ticker, clock, reader } = await start();
  await until(() => reader.count('stream-up') === 1, 'the stream is up');
  ticker.sockets[0]?.send(Buffer.from('0001000800063a01000266a1', 'hex'));
  ticker.sockets[0]?.send(JSON.stringify({ type: 'app_code', timestamp: '2023-05-30T13:31:46+05:30' }));
  ticker.sockets[0]?.close(1001);
  await until(() => reader.count('stream-down') === 1, 'the stream is down');
  expect(reader.facts.at(-1)).toEqual({ type: 'stream-down', reason: 'closed with 1001', final: false });

  // One failure: half way between one and two seconds.
  await clock.advance(1_499);
  expect(ticker.urls).toHaveLength(1);
  await clock.advance(1);
  await until(() => reader.count('stream-up') === 2, 'the stream is up again');
  expect(reader.facts.map((fact) => fact.type)).toEqual(['stream-up', 'stream-down', 'stream-up']);
});

it('takes 403 with a living session for a plan without a stream, and does not knock again', async () => {
  const { ticker, clock, reader } = await start();
  ticker.refuseWith = 403;
  await until(() => reader.count('stream-up') === 1 || ticker.urls.length > 0, 'it was tried');
  // The first handshake may have been taken before the refusal was set.
  for (const socket of ticker.sockets) socket.terminate();
  await advanceUntil(clock, () => reader.count('stream-not-in-plan') === 1, 60_000);
  const tries = ticker.urls.length;
  await clock.advance(600_000);
  expect(reader.count('stream-not-in-plan')).toBe(1);
  expect(ticker.urls).toHaveLength(tries);
});

it('takes 403 with a dead session for the end of the session', async () => {
  const { ticker, clock, reader } = await start(noToken, 403);
  ticker.refuseWith = 403;
  await until(() => ticker.urls.length > 0, 'it was tried');
  for (const socket of ticker.sockets) socket.terminate();
  await advanceUntil(clock, () => reader.count('session-lost') === 1, 60_000);
  expect(reader.facts.at(-1)?.type).toBe('session-lost');
  expect(reader.facts.at(-2)).toMatchObject({ type: 'stream-down', final: true });
  const tries = ticker.urls.length;
  await clock.advance(600_000);
  expect(ticker.urls).toHaveLength(tries);
});

it('waits a minute when there are too many connections', async () => {
  const { ticker, clock, reader } = await start();
  ticker.refuseWith = 429;
  await until(() => ticker.urls.length > 0, 'it was tried');
  for (const socket of ticker.sockets) socket.terminate();
  await advanceUntil(
    clock,
    () => reader.facts.some((fact) => fact.type === 'stream-down' && fact.reason.includes('429')),
    60_000,
  );
  const tries = ticker.urls.length;
  await clock.advance(59_000);
  expect(ticker.urls).toHaveLength(tries);
  await advanceUntil(clock, () => ticker.urls.length > tries, 40_000);
  expect(ticker.urls.length).toBe(tries + 1);
});

it('goes through the account’s proxy', async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket, head) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const through = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.write(head);
      through.pipe(socket);
      socket.pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('error', () => through.destroy());
  });
  const proxyServer = closing.add(await listening(proxy));
  const ticker = await startTicker();
  const rest = closing.add(await answeringJson(200, profile));
  const endpoints = { rest: rest.url, login: rest.url, stream: ticker.url.replace('http', 'ws') };
  const adapter = closing.add(adapterAt(rest.url, { endpoints }));
  const url = proxyServer.url.replace('http://', 'http://user:pass%40word@');
  const session = aSession({ egress: { kind: 'proxy', url } });
  const stop = new AbortController();

  expect((await adapter.profile(session, stop.signal)).clientId).toBe('AB1234');
  const reader = follow(adapter.streamFacts(session, stop.signal));
  await until(() => reader.count('stream-up') === 1, 'the stream is up');
  stop.abort();
  await reader.over;

  const credentials = `Basic ${Buffer.from('user:pass@word').toString('base64')}`;
  expect(asked).toEqual([
    `CONNECT ${rest.url.replace('http://', '')} ${credentials}`,
    `CONNECT ${ticker.url.replace('http://', '')} ${credentials}`,
  ]);
});
