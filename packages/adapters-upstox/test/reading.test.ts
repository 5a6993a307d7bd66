/** What the broker may send instead of what it should. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, type Desk, NEVER } from './support/desk.ts';
import { type RawAnswer, type RawServer, startRawServer } from './support/raw-server.ts';

const ORDER = {
  order_id: '261123000000001',
  status: 'open',
  exchange: 'NFO',
  instrument_token: 'NSE_FO|50201',
  transaction_type: 'BUY',
  order_type: 'LIMIT',
  product: 'D',
  validity: 'DAY',
  quantity: 75,
  filled_quantity: 0,
  price: 100.05,
  trigger_price: 0,
  average_price: 0,
  order_timestamp: '2026-11-23 10:00:00',
};
const POSITION = {
  exchange: 'CDS',
  multiplier: 1000,
  instrument_token: 'NCD_FO|13177',
  trading_symbol: 'USDINR26DECFUT',
  product: 'D',
  quantity: 2,
  average_price: null,
  last_price: 85.01,
  close_price: 85,
  buy_price: 85.005,
  sell_price: '',
  overnight_quantity: 0,
  day_buy_quantity: 2,
  day_buy_price: 85.005,
  day_buy_value: 170.01,
  day_sell_quantity: 0,
  day_sell_price: '',
  day_sell_value: 0,
};
const EMPTY = '{"status":"success","data":null}';
const data = (value: unknown): string => JSON.stringify({ status: 'success', data: value });

describe('reading what should not be', () => {
  let server: RawServer;
  let desk: Desk;
  beforeAll(async () => {
    server = await startRawServer();
    desk = aDesk(server.endpoints);
  });
  afterAll(async () => {
    await desk.adapter.close();
    await server.close();
  });
  const orders = () => desk.adapter.orders(desk.session, NEVER);

  it('takes null for an empty list, and unknown fields for nothing', async () => {
    server.answer('/v2/order/retrieve-all', EMPTY);
    expect(await orders()).toEqual([]);
    server.answer('/v2/order/retrieve-all', data([{ ...ORDER, surprise: { deep: true } }]));
    expect(await orders()).toHaveLength(1);
  });

  it.each([
    ['a missing quantity', data([ORDER, { ...ORDER, quantity: undefined }]), '/data/1/quantity'],
    ['a quantity as text', data([{ ...ORDER, filled_quantity: '0' }]), '/data/0/filled_quantity'],
    ['half a share', data([{ ...ORDER, quantity: 0.5 }]), '/data/0/quantity'],
    ['a price as text', data([{ ...ORDER, price: '100.05' }]), '/data/0/price'],
    ['another side', data([{ ...ORDER, transaction_type: 'HOLD' }]), '/data/0/transaction_type'],
    ['another order type', data([{ ...ORDER, order_type: 'ICEBERG' }]), '/data/0/order_type'],
    ['an id that is a number', data([{ ...ORDER, order_id: 261123000000001 }]), '/data/0/order_id'],
    ['no list', data({ orders: [] }), '/data'],
    ['no data', '{"status":"success"}', '/data'],
    ['a time without a date', data([{ ...ORDER, order_timestamp: '10:00:00' }]), '/data/0/order_timestamp'],
  ])('names the place of %s', async (_what, body, path) => {
    server.answer('/v2/order/retrieve-all', body);
    await expect(orders()).rejects.toMatchObject({
      code: 'broker-answer-unreadable',
      facts: { call: 'orders', path },
    });
  });

  it('shows an unknown status, and the order with it', async () => {
    server.answer('/v2/order/retrieve-all', data([{ ...ORDER, status: 'frozen' }]));
    expect(await orders()).toMatchObject([{ status: { kind: 'unknown', raw: 'frozen' } }]);
  });

  it.each<[string, RawAnswer, string]>([
    ['401 with UDAPI100050', failure(401, 'UDAPI100050'), 'session-expired'],
    ['a 401 page', { status: 401, body: '<html>' }, 'session-expired'],
    ['429', failure(429, 'UDAPI10005'), 'rate-limited'],
    ['a 429 page of the gateway', { status: 429, body: '<html>slow</html>' }, 'rate-limited'],
    ['500', failure(500, 'UDAPI100500'), 'broker-unreachable'],
    ['a 502 page', { status: 502, body: '<html>bad gateway</html>' }, 'broker-unreachable'],
    ['423 at night', failure(423, 'UDAPI100072'), 'broker-refused'],
    ['a 403 page of the gateway', { status: 403, body: 'error code: 1010' }, 'broker-answer-unreadable'],
    [
      'a redirect',
      { status: 302, body: '', headers: { location: '/elsewhere' } },
      'broker-answer-unreadable',
    ],
    ['a page with 200', '<html>', 'broker-answer-unreadable'],
  ])('%s is %s', async (_what, answer, code) => {
    server.answer('/v2/order/retrieve-all', answer);
    await expect(orders()).rejects.toMatchObject({ code });
  });

  it('reads an error in either spelling alone', async () => {
    for (const name of ['errorCode', 'error_code']) {
      const body = JSON.stringify({ status: 'error', errors: [{ [name]: 'UDAPI100050', message: 'x' }] });
      server.answer('/v2/order/retrieve-all', { status: 400, body });
      await expect(orders()).rejects.toMatchObject({ code: 'session-expired' });
    }
  });

  it('puts the contract multiplier into the value of a currency position, once', async () => {
    server.answer('/v3/portfolio/mtf-positions', EMPTY);
    for (const day_buy_value of [170.01, 170_010]) {
      server.answer('/v2/portfolio/short-term-positions', data([{ ...POSITION, day_buy_value }]));
      expect(await desk.adapter.positions(desk.session, NEVER)).toMatchObject([
        {
          quantity: 2,
          averagePrice: 850_050,
          dayBuyQuantity: 2,
          dayBuyValue: 1_700_100_000n,
          daySellValue: 0n,
        },
      ]);
    }
  });

  it('adds the MTF book, and does without it only for an account without MTF', async () => {
    server.answer('/v2/portfolio/short-term-positions', data([POSITION]));
    server.answer('/v3/portfolio/mtf-positions', data([{ ...POSITION, product: 'MTF' }]));
    const both = await desk.adapter.positions(desk.session, NEVER);
    expect(both.map((position) => position.product)).toEqual(['D', 'MTF']);

    server.answer('/v3/portfolio/mtf-positions', failure(403, 'UDAPI1149'));
    await expect(desk.adapter.positions(desk.session, NEVER)).rejects.toMatchObject({
      code: 'broker-refused',
    });
    const without = { ...desk.session, products: ['I', 'D'] as const };
    expect(await desk.adapter.positions(without, NEVER)).toHaveLength(1);
  });

  it('names an exchange that it does not know', async () => {
    server.answer('/v2/portfolio/short-term-positions', data([{ ...POSITION, exchange: 'LSE' }]));
    server.answer('/v3/portfolio/mtf-positions', EMPTY);
    await expect(desk.adapter.positions(desk.session, NEVER)).rejects.toMatchObject({
      code: 'broker-answer-unreadable',
      facts: { path: '/data/0/exchange' },
    });
  });

  it('reads funds of v3 without the pledged part', async () => {
    server.answer(
      '/v3/user/get-funds-and-margin',
      data({
        available_to_trade: {
          total: 1000.5,
          cash_available_to_trade: { cash: { opening_balance: 1200 }, margin_used: { total: 199.5 } },
        },
      }),
    );
    expect(await desk.adapter.funds(desk.session, NEVER)).toEqual({
      available: 10_005_000n,
      used: 1_995_000n,
      opening: 12_000_000n,
      collateral: undefined,
    });
  });

  it('names where an amount stands that cannot be read exactly', async () => {
    server.answer('/v2/portfolio/short-term-positions', data([{ ...POSITION, day_buy_value: 1e21 }]));
    await expect(desk.adapter.positions(desk.session, NEVER)).rejects.toMatchObject({
      code: 'broker-answer-unreadable',
      facts: { path: '/data/0/day_buy_value', problem: 'not an amount of money' },
    });
  });

  it.each([
    ['live', { code: 'instruments-unusable', facts: { reason: 'too-few-rows', minimum: 20_000 } }],
    ['sandbox', undefined],
  ] as const)('takes a short instrument list for a cut one: %s', async (environment, failure) => {
    const share = {
      segment: 'NSE_EQ',
      name: 'RELIANCE INDUSTRIES',
      exchange: 'NSE',
      isin: 'INE002A01018',
      instrument_type: 'EQ',
      instrument_key: 'NSE_EQ|INE002A01018',
      lot_size: 1,
      freeze_quantity: 100_000,
      exchange_token: '2885',
      tick_size: 10,
      trading_symbol: 'RELIANCE',
    };
    server.answer('/market-quote/instruments/exchange/complete.json.gz', JSON.stringify([share]));
    const { adapter } = aDesk(server.endpoints, { environment });
    const reading = (async () => {
      let count = 0;
      for await (const { rows } of adapter.listings(NEVER)) count += rows.length;
      return count;
    })();
    if (failure !== undefined) await expect(reading).rejects.toMatchObject(failure);
    else expect(await reading).toBe(1);
    await adapter.close();
  });

  it('finds an order by its tag in the book when the history knows none, and groups mixed histories', async () => {
    const tag = 'CD0000000000000AB00';
    server.answer('/v2/order/history', failure(400, 'UDAPI100010'));
    server.answer('/v2/order/retrieve-all', data([ORDER, { ...ORDER, order_id: '2', tag }]));
    const inBook = await desk.adapter.findByClientOrderId(desk.session, tag as never, NEVER);
    expect(inBook.map((order) => order.brokerOrderId)).toEqual(['2']);

    const rows = [
      { ...ORDER, tag, order_id: '1', status: 'put order req received' },
      { ...ORDER, tag, order_id: '2', status: 'put order req received' },
      { ...ORDER, tag, order_id: '1', status: 'open' },
      { ...ORDER, tag, order_id: '2', status: 'rejected' },
    ];
    server.answer('/v2/order/history', data(rows));
    const found = await desk.adapter.findByClientOrderId(desk.session, tag as never, NEVER);
    expect(found.map((order) => [order.brokerOrderId, order.status])).toEqual([
      ['1', { kind: 'known', status: 'working' }],
      ['2', { kind: 'known', status: 'rejected' }],
    ]);
  });
});

function failure(status: number, code: string): RawAnswer {
  const entry = { errorCode: code, message: 'no', propertyPath: null, invalidValue: null, error_code: code };
  return { status, body: JSON.stringify({ status: 'error', errors: [entry] }) };
}
