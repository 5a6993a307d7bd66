/** I1: what the wire does to a placement, and what the adapter makes of it. The servers here are bare sockets. */
import { createServer } from 'node:net';
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import type { BrokerOrderId } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import {
  accepting,
  adapterAt,
  anOrder,
  answering,
  answeringJson,
  aSession,
  Closing,
  listening,
  NEVER,
} from './bench.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

const accepted = { status: 'success', data: { order_id: '2070111222333444555' } };
const error = (error_type: string, message: string) => ({ status: 'error', message, data: null, error_type });

async function placeAt(url: string, clock = new VirtualClock()) {
  const adapter = closing.add(adapterAt(url, { clock }));
  return adapter.placeOrder(aSession(), anOrder(), NEVER);
}

it('sends one form with the version, the token and the tag, and takes the id as text', async () => {
  const server = closing.add(await answeringJson(200, accepted));

  const outcome = await placeAt(server.url);

  expect(outcome).toEqual({ kind: 'accepted', brokerOrderId: '2070111222333444555' });
  expect(server.seen).toHaveLength(1);
  expect(server.seen[0]).toMatchObject({
    method: 'POST',
    path: '/orders/regular',
    headers: {
      'x-kite-version': '3',
      authorization: 'token kk1234:token-of-AB1234',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'exchange=NFO&tradingsymbol=NIFTY26DECFUT&transaction_type=BUY&order_type=LIMIT&quantity=65&product=NRML&validity=DAY&tag=CD01J2K3L4M5N6P7Q00&price=24310.50',
  });
});

it('keeps the prefix of the root address, as the broker’s own sandbox has one', async () => {
  const server = closing.add(await answeringJson(200, accepted));
  await placeAt(`${server.url}/oms/`);
  expect(server.seen[0]?.path).toBe('/oms/orders/regular');
});

it('a connection that is refused has sent nothing', async () => {
  const server = await listening(createServer());
  await server.close();
  expect(await placeAt(server.url)).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
});

it('a name that does not resolve has sent nothing', async () => {
  expect(await placeAt('http://kite.invalid')).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
});

it('a TLS handshake that fails has sent nothing', async () => {
  const server = closing.add(
    await accepting((socket) => socket.once('data', () => socket.end('no TLS here'))),
  );
  expect(await placeAt(server.url.replace('http', 'https'))).toEqual({
    kind: 'not-sent',
    cause: 'connection-refused',
  });
});

it('a reset after the request is uncertain, on a first connection', async () => {
  const server = closing.add(
    await accepting((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );
  expect(await placeAt(server.url)).toEqual({ kind: 'uncertain', cause: 'reset' });
});

it('an orderly close without an answer is uncertain', async () => {
  const server = closing.add(await accepting((socket) => socket.once('data', () => socket.end())));
  expect(await placeAt(server.url)).toEqual({ kind: 'uncertain', cause: 'reset' });
});

it('a reset on a connection that was kept alive is uncertain, and the request is not sent again', async () => {
  let requests = 0;
  const server = closing.add(
    await accepting((socket) =>
      socket.on('data', () => {
        requests += 1;
        if (requests > 1) {
          socket.resetAndDestroy();
          return;
        }
        const body = JSON.stringify(accepted);
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      }),
    ),
  );
  const adapter = closing.add(adapterAt(server.url));

  expect((await adapter.placeOrder(aSession(), anOrder(), NEVER)).kind).toBe('accepted');
  expect(await adapter.placeOrder(aSession(), anOrder(), NEVER)).toEqual({
    kind: 'uncertain',
    cause: 'reset',
  });
  expect(requests).toBe(2);
});

it('an answer that breaks off is uncertain', async () => {
  const server = closing.add(
    await accepting((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"status":"success"');
        setTimeout(() => socket.destroy(), 10);
      }),
    ),
  );
  expect(await placeAt(server.url)).toEqual({ kind: 'uncertain', cause: 'reset' });
});

it('an answer that is no HTTP is uncertain', async () => {
  const server = closing.add(
    await accepting((socket) => socket.once('data', () => socket.end('hello\r\n\r\n'))),
  );
  expect((await placeAt(server.url)).kind).toBe('uncertain');
});

it('no answer within ten seconds is uncertain at that moment, and a late one changes nothing', async () => {
  const clock = new VirtualClock();
  const late: (() => void)[] = [];
  const server = closing.add(
    await answering((_request, response) => late.push(() => response.end(JSON.stringify(accepted)))),
  );
  const adapter = closing.add(adapterAt(server.url, { clock }));
  let settled = false;
  const outcome = adapter.placeOrder(aSession(), anOrder(), NEVER).finally(() => {
    settled = true;
  });
  await until(() => server.seen.length === 1, 'the request arrives');

  await clock.advance(9_999);
  expect(settled).toBe(false);
  await clock.advance(1);
  expect(await outcome).toEqual({ kind: 'uncertain', cause: 'timeout' });
  for (const answer of late) answer();
  expect(server.seen).toHaveLength(1);
});

it('what ran out of time or was given up while it waited for a connection is never sent', async () => {
  const clock = new VirtualClock();
  let answers = false;
  const server = closing.add(
    await answering((_request, response) => {
      if (answers) response.end(JSON.stringify(accepted));
    }),
  );
  // One connection, which the first request holds: the others wait in the queue.
  const adapter = closing.add(adapterAt(server.url, { clock, connectionsPerAccount: 1 }));
  const first = adapter.placeOrder(aSession(), anOrder(), NEVER);
  await until(() => server.seen.length === 1, 'the first request arrives');
  const stop = new AbortController();
  const second = adapter.placeOrder(aSession(), anOrder(), stop.signal);
  const third = adapter.placeOrder(aSession(), anOrder(), NEVER);
  stop.abort();
  expect(await second).toEqual({ kind: 'not-sent', cause: 'aborted' });

  await clock.advance(10_000);
  expect(await first).toEqual({ kind: 'uncertain', cause: 'timeout' });
  expect(await third).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
  answers = true;
  expect((await adapter.placeOrder(aSession(), anOrder(), NEVER)).kind).toBe('accepted');
  expect(server.seen).toHaveLength(2);
});

it('giving up after the request has left is uncertain', async () => {
  const server = closing.add(await answering(() => undefined));
  const adapter = closing.add(adapterAt(server.url));
  const stop = new AbortController();
  const outcome = adapter.placeOrder(aSession(), anOrder(), stop.signal);
  await until(() => server.seen.length === 1, 'the request arrives');
  stop.abort();
  expect(await outcome).toEqual({ kind: 'uncertain', cause: 'timeout' });
});

it('giving up before is not sent', async () => {
  const server = closing.add(await answeringJson(200, accepted));
  const adapter = closing.add(adapterAt(server.url));
  expect(await adapter.placeOrder(aSession(), anOrder(), AbortSignal.abort())).toEqual({
    kind: 'not-sent',
    cause: 'aborted',
  });
  expect(server.seen).toEqual([]);
});

it('a closed adapter sends nothing', async () => {
  const server = closing.add(await answeringJson(200, accepted));
  const adapter = adapterAt(server.url);
  await adapter.close();
  expect(await adapter.placeOrder(aSession(), anOrder(), NEVER)).toEqual({
    kind: 'not-sent',
    cause: 'aborted',
  });
  expect(server.seen).toEqual([]);
});

it('closing the adapter in the middle of a request leaves it uncertain', async () => {
  const server = closing.add(await answering(() => undefined));
  const adapter = adapterAt(server.url);
  const outcome = adapter.placeOrder(aSession(), anOrder(), NEVER);
  await until(() => server.seen.length === 1, 'the request arrives');
  await adapter.close();
  expect((await outcome).kind).toBe('uncertain');
});

it.each([
  ['a page of HTML with status 200', 200, 'text/html', '<html></html>', 'unreadable'],
  ['a page of HTML with status 502', 502, 'text/html', '<html></html>', 'server-error'],
  ['an empty body', 200, 'application/json', '', 'unreadable'],
  ['a body cut short', 200, 'application/json', '{"status":"succ', 'unreadable'],
  ['a success without an id', 200, 'application/json', '{"status":"success","data":{}}', 'unreadable'],
  [
    'an id that JSON has rounded',
    200,
    'application/json',
    '{"status":"success","data":{"order_id":2070111222333444555}}',
    'unreadable',
  ],
  [
    'a 500 of the broker',
    500,
    'application/json',
    JSON.stringify(error('GeneralException', 'x')),
    'server-error',
  ],
  [
    'a 504 of the broker',
    504,
    'application/json',
    JSON.stringify(error('NetworkException', 'x')),
    'server-error',
  ],
  [
    'the timed out refusal',
    400,
    'application/json',
    JSON.stringify(
      error(
        'OrderException',
        'Order request timed out. Please check the order book and confirm before placing again.',
      ),
    ),
    'broker-timeout',
  ],
  ['a 429 of somebody else', 429, 'text/html', 'slow down', 'unreadable'],
  ['a redirect', 302, 'text/html', '', 'unreadable'],
])('%s is uncertain, after one request', async (...[, status, type, body, cause]) => {
  const server = closing.add(
    await answering((_request, response) => {
      response.writeHead(status, { 'content-type': type, location: '/elsewhere' });
      response.end(body);
    }),
  );
  expect(await placeAt(server.url)).toEqual({ kind: 'uncertain', cause });
  expect(server.seen).toHaveLength(1);
});

it('the broker’s own 429 has sent nothing, and says when to come back', async () => {
  const server = closing.add(await answeringJson(429, error('NetworkException', 'Too many requests')));
  expect(await placeAt(server.url)).toEqual({ kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 1_000 });
});

it('an error in a 200 is an error, as the SDKs see it', async () => {
  const server = closing.add(
    await answeringJson(200, error('InputException', 'Missing or empty field `product`')),
  );
  expect(await placeAt(server.url)).toEqual({ kind: 'uncertain', cause: 'unreadable' });
});

it('an autosliced answer is taken by its own id', async () => {
  const server = closing.add(
    await answeringJson(200, { status: 'success', data: { order_id: '1', children: [{ order_id: '2' }] } }),
  );
  expect(await placeAt(server.url)).toEqual({ kind: 'accepted', brokerOrderId: '1' });
});

it('modifying and cancelling are as careful', async () => {
  const server = closing.add(
    await accepting((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );
  const adapter = closing.add(adapterAt(server.url));
  const brokerOrderId = '2070111222333444555' as BrokerOrderId;
  const { listing } = anOrder();
  const change = {
    brokerOrderId,
    listing,
    afterMarket: false,
    orderType: 'LIMIT',
    validity: 'DAY',
    quantity: undefined,
    price: undefined,
    triggerPrice: undefined,
    marketProtection: -1,
  } as const;
  expect(await adapter.modifyOrder(aSession(), change, NEVER)).toEqual({ kind: 'uncertain', cause: 'reset' });
  expect(await adapter.cancelOrder(aSession(), { brokerOrderId, afterMarket: false }, NEVER)).toEqual({
    kind: 'uncertain',
    cause: 'reset',
  });
});

it('changes an order under its id and variety', async () => {
  const server = closing.add(await answeringJson(200, accepted));
  const adapter = closing.add(adapterAt(server.url));
  const brokerOrderId = '2070111222333444555' as BrokerOrderId;
  expect(await adapter.cancelOrder(aSession(), { brokerOrderId, afterMarket: true }, NEVER)).toEqual({
    kind: 'accepted',
  });
  expect(server.seen[0]).toMatchObject({
    method: 'DELETE',
    path: '/orders/amo/2070111222333444555',
    body: '',
  });
});
