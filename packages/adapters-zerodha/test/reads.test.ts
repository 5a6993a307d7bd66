/** What reads make of answers: data, or an error that a caller can act on. */
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import { afterEach, expect, it } from 'vitest';
import { adapterAt, answering, answeringJson, aSession, Closing, listening, NEVER } from './bench.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

const funds = {
  status: 'success',
  data: {
    equity: {
      enabled: true,
      net: 10.5,
      available: { opening_balance: 12, collateral: 0 },
      utilised: { debits: 1.5 },
    },
    commodity: { enabled: false, net: 99, available: { collateral: 0 }, utilised: { debits: 0 } },
  },
};

it('unpacks what it asked to be packed, and leaves a purse that is not open aside', async () => {
  const server = closing.add(
    await answering((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      response.writeHead(200, {
        'content-encoding': 'gzip',
        'content-type': 'application/json; charset=utf-8',
      });
      response.end(gzipSync(JSON.stringify(funds)));
    }),
  );
  const adapter = closing.add(adapterAt(server.url));
  expect(await adapter.funds(aSession(), NEVER)).toEqual({
    available: 105_000n,
    used: 15_000n,
    opening: 120_000n,
    collateral: 0n,
  });
});

it.each<readonly [string, number, unknown, object]>([
  ['a dead session', 403, { error_type: 'TokenException', message: 'x' }, { code: 'session-expired' }],
  ['too many requests', 429, { error_type: 'NetworkException', message: 'x' }, { code: 'rate-limited' }],
  [
    'a missing permission',
    403,
    { error_type: 'PermissionException', message: 'no' },
    { code: 'broker-refused', facts: { brokerText: 'no' } },
  ],
  [
    'a broker that is down',
    503,
    { error_type: 'NetworkException', message: 'x' },
    { code: 'broker-unreachable' },
  ],
  [
    'a success without data',
    200,
    { status: 'success' },
    { code: 'broker-answer-unreadable', facts: { path: '' } },
  ],
  ['data of another shape', 200, { status: 'success', data: [] }, { code: 'broker-answer-unreadable' }],
  [
    'a class that is none',
    400,
    { error_type: '<b>kk1234</b>', message: 'x' },
    { code: 'broker-refused', facts: { errorType: 'UnknownException' } },
  ],
])('%s', async (_what, status, body, expected) => {
  const server = closing.add(await answeringJson(status, body));
  const adapter = closing.add(adapterAt(server.url));
  await expect(adapter.funds(aSession(), NEVER)).rejects.toMatchObject(expected);
  expect(server.seen).toHaveLength(1);
});

it('damaged packing and pages of HTML', async () => {
  let packed = true;
  const server = closing.add(
    await answering((_request, response) => {
      if (packed) response.setHeader('content-encoding', 'gzip');
      response.end('<html>');
    }),
  );
  const adapter = closing.add(adapterAt(server.url));
  await expect(adapter.funds(aSession(), NEVER)).rejects.toMatchObject({ code: 'broker-answer-unreadable' });
  packed = false;
  await expect(adapter.funds(aSession(), NEVER)).rejects.toMatchObject({ code: 'broker-answer-unreadable' });
});

it('a broker that is not there, does not answer for seven seconds, or is given up', async () => {
  const gone = await listening(createServer());
  await gone.close();
  await expect(closing.add(adapterAt(gone.url)).funds(aSession(), NEVER)).rejects.toMatchObject({
    code: 'broker-unreachable',
    facts: { cause: 'connection', wire: 'ECONNREFUSED' },
  });

  const clock = new VirtualClock();
  const silent = closing.add(await answering(() => undefined));
  const adapter = closing.add(adapterAt(silent.url, { clock }));
  const waiting = adapter.funds(aSession(), NEVER);
  const failed = expect(waiting).rejects.toMatchObject({
    code: 'broker-unreachable',
    facts: { cause: 'timeout' },
  });
  await until(() => silent.seen.length === 1, 'the request arrives');
  await clock.advance(7_000);
  await failed;
  await expect(adapter.funds(aSession(), AbortSignal.abort())).rejects.toMatchObject({
    code: 'broker-unreachable',
    facts: { cause: 'aborted' },
  });
});

it('leaves from the address of the account', async () => {
  const from: (string | undefined)[] = [];
  const server = closing.add(
    await answering((_request, response) => {
      from.push(response.socket?.remoteAddress);
      response.end(JSON.stringify(funds));
    }),
  );
  const adapter = closing.add(adapterAt(server.url));
  for (const address of ['127.0.0.2', '127.0.0.3', '127.0.0.2']) {
    await adapter.funds(aSession({ egress: { kind: 'address', address } }), NEVER);
  }
  await adapter.funds(aSession(), NEVER);
  expect(from).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.2', '127.0.0.1']);
});
