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

it.each([
  ['live', { code: 'instruments-unusable', facts: { reason: 'too-few-rows', minimum: 20_000 } }],
  ['sandbox', undefined],
] as const)('takes a short instrument list for a cut one: %s', async (environment, failure) => {
  const list = [
    'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange',
    '738561,2885,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE',
  ];
  const server = closing.add(await answering((_request, response) => response.end(`${list.join('\n')}\n`)));
  const adapter = closing.add(adapterAt(server.url, { environment }));
  const reading = (async () => {
    let count = 0;
    for await (const { rows } of adapter.listings(NEVER)) count += rows.length;
    return count;
  })();
  if (failure !== undefined) await expect(reading).rejects.toMatchObject(failure);
  else expect(await reading).toBe(1);
});

it('names where an amount stands that cannot be read exactly', async () => {
  const { equity } = funds.data;
  const answer = { status: 'success', data: { equity: { ...equity, net: 1e21 } } };
  const server = closing.add(await answeringJson(200, answer));
  const adapter = closing.add(adapterAt(server.url));
  await expect(adapter.funds(aSession(), NEVER)).rejects.toMatchObject({
    code: 'broker-answer-unreadable',
    facts: { path: '/data/equity/net', problem: 'not an amount of money' },
  });
});

it('keeps the client id as it is configured, and knows it in any spelling', async () => {
  const profile = { user_id: 'AB1234', user_name: 'A', exchanges: ['NSE'], products: ['CNC'], meta: {} };
  const row = {
    order_id: '1',
    status: 'OPEN',
    exchange: 'NSE',
    tradingsymbol: 'RELIANCE',
    transaction_type: 'BUY',
    order_type: 'LIMIT',
    product: 'CNC',
    quantity: 1,
    filled_quantity: 0,
    price: 2500,
    placed_by: 'AB1234',
  };
  const server = closing.add(
    await answering((request, response) =>
      response.end(JSON.stringify({ status: 'success', data: request.path === '/orders' ? [row] : profile })),
    ),
  );
  const adapter = closing.add(adapterAt(server.url));
  const session = await adapter.adoptToken({ ...aSession(), clientId: 'ab1234' }, NEVER);
  expect(session.clientId).toBe('ab1234');
  expect(await adapter.orders(session, NEVER)).toMatchObject([{ placedByOther: false }]);
});
