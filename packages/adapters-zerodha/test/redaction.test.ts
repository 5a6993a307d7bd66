/** I9: nothing secret in any error, outcome, fact or log line, whatever the broker or the wire does. */
import { secretsFoundIn } from '@copydesk/adapter-testkit';
import { type AccountFact, TradingError } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { exchangeChecksum } from '../src/auth/checksum.ts';
import { accepting, adapterAt, anOrder, answering, aSession, Closing, KeptLog, NEVER } from './bench.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

const session = aSession();
const requestToken = 'request-token-of-AB1234';
const checksum = exchangeChecksum('kk1234', requestToken, 'secret-of-AB1234');
const SECRETS = [
  { name: 'access token', value: session.accessToken },
  { name: 'API secret', value: 'secret-of-AB1234' },
  { name: 'request token', value: requestToken },
  { name: 'checksum', value: checksum },
  { name: 'enctoken', value: 'web-token-of-AB1234' },
];

/** A broker that repeats the whole request in its refusal, as a careless proxy does. */
function echoing(status: number, errorType: string) {
  return answering((request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const message = `Bad request: ${request.path} ${request.headers.authorization ?? ''} ${request.body}`;
    response.end(JSON.stringify({ status: 'error', message, error_type: errorType, data: null }));
  });
}

const login = {
  accountId: session.accountId,
  clientId: 'AB1234',
  credentials: session.credentials,
  egress: session.egress,
  redirectUrl: 'http://localhost/auth',
  query: { status: 'success', type: 'login', request_token: requestToken },
};

async function failure(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(TradingError.is(error)).toBe(true);
  return error;
}

it.each([
  [400, 'InputException'],
  [403, 'PermissionException'],
  [403, 'TokenException'],
  [500, 'GeneralException'],
])('a broker that repeats the request with %i %s', async (status, errorType) => {
  const server = closing.add(await echoing(status, errorType));
  const log = new KeptLog();
  const adapter = closing.add(adapterAt(server.url, { log }));

  const seen: unknown[] = [await adapter.placeOrder(session, anOrder(), NEVER)];
  seen.push(await failure(adapter.orders(session, NEVER)));
  seen.push(await failure(adapter.completeLogin(login, NEVER)));
  seen.push(await failure(adapter.adoptToken({ ...login, accessToken: session.accessToken }, NEVER)));
  if (errorType !== 'TokenException') seen.push(await failure(adapter.logout(session, NEVER)));

  expect(secretsFoundIn([seen, log.lines, adapter], SECRETS)).toEqual([]);
  expect(server.seen.length).toBeGreaterThanOrEqual(4);
});

it('a session answer that cannot be read', async () => {
  const server = closing.add(
    await answering((_request, response) => {
      const data = { user_id: 7, access_token: session.accessToken, enctoken: 'web-token-of-AB1234' };
      response.end(JSON.stringify({ status: 'success', data }));
    }),
  );
  const adapter = closing.add(adapterAt(server.url));
  const error = await failure(adapter.completeLogin(login, NEVER));
  expect(error).toMatchObject({ code: 'broker-answer-unreadable', facts: { path: '/data/user_id' } });
  expect(secretsFoundIn(error, SECRETS)).toEqual([]);
});

it('a wire that breaks', async () => {
  const server = closing.add(
    await accepting((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );
  const log = new KeptLog();
  const adapter = closing.add(adapterAt(server.url, { log }));
  const seen = [
    await adapter.placeOrder(session, anOrder(), NEVER),
    await failure(adapter.orders(session, NEVER)),
    await failure(adapter.logout(session, NEVER)),
    await failure(adapter.completeLogin(login, NEVER)),
  ];
  expect(secretsFoundIn([seen, log.lines], SECRETS)).toEqual([]);
});

it('a redirect address that was tampered with', async () => {
  const adapter = closing.add(adapterAt('http://127.0.0.1:9'));
  const error = await failure(
    adapter.completeLogin(
      { ...login, query: { status: `no ${requestToken}`, request_token: requestToken } },
      NEVER,
    ),
  );
  expect(error).toMatchObject({ code: 'login-declined', facts: { status: 'unreadable' } });
  expect(secretsFoundIn(error, SECRETS)).toEqual([]);
});

it('a ticker that complains with our own address, breaks off and refuses', async () => {
  const tickers = new WebSocketServer({ noServer: true });
  let connections = 0;
  const server = closing.add(await answering((_request, response) => response.end('{}')));
  const upgrading = closing.add(await tickerServer(tickers, () => (connections += 1)));
  const log = new KeptLog();
  const endpoints = { rest: server.url, login: server.url, stream: upgrading.url.replace('http', 'ws') };
  const adapter = closing.add(adapterAt(server.url, { log, endpoints }));
  const stop = new AbortController();
  const facts: AccountFact[] = [];
  for await (const fact of adapter.streamFacts(session, stop.signal)) {
    facts.push(fact);
    if (fact.type === 'stream-down') stop.abort();
  }
  expect(facts.map((fact) => fact.type)).toEqual(['stream-up', 'unreadable', 'unreadable', 'stream-down']);
  expect(secretsFoundIn([facts, log.lines], SECRETS)).toEqual([]);
  expect(connections).toBe(1);
});

/** Accepts one socket, complains with the address it was opened by, and breaks off. */
async function tickerServer(tickers: WebSocketServer, onConnect: () => void) {
  const { createServer } = await import('node:http');
  const { listening } = await import('./bench.ts');
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    tickers.handleUpgrade(request, socket, head, (opened) => {
      onConnect();
      opened.send(JSON.stringify({ type: 'error', data: `cannot serve ${request.url ?? ''}` }));
      opened.send(`no JSON ${request.url ?? ''}`);
      setTimeout(() => opened.terminate(), 20);
    });
  });
  return listening(server);
}
