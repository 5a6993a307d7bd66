/** The broker's own response files but for orders, through the adapter, field by field. */
import type { BrokerOrderId, Instant } from '@copydesk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { adapterAt, anOrder, answering, aSession, Closing, NEVER } from './bench.ts';
import { ABSENT, kiteJson } from './real-data.ts';
import { at, REAL_ANSWERS, replay, replayFile, session } from './replay.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

describe.skipIf(ABSENT !== undefined)(REAL_ANSWERS, () => {
  it('the trades of the mocks', async () => {
    const { adapter } = await replayFile(closing, 'mocks/trades.json');
    const mcx = {
      listingKey: 'MCX:GOLDPETAL21JUNFUT',
      side: 'BUY',
      product: 'D',
      quantity: 1,
      price: 48_520_000,
    };
    expect(await adapter.trades(session, NEVER)).toEqual([
      {
        tradeId: '10000000',
        brokerOrderId: '200000000000000',
        listingKey: 'NSE:SBIN',
        side: 'BUY',
        product: 'D',
        quantity: 1,
        price: 4_206_500,
        at: at('2021-05-31 09:16:39'),
      },
      {
        tradeId: '40000000',
        brokerOrderId: '500000000000000',
        listingKey: 'CDS:USDINR21JUNFUT',
        side: 'BUY',
        product: 'I',
        quantity: 1,
        price: 727_550,
        at: at('2021-05-31 11:18:27'),
      },
      { ...mcx, tradeId: '70000000', brokerOrderId: '800000000000000', at: at('2021-05-31 16:00:36') },
      { ...mcx, tradeId: '90000000', brokerOrderId: '1100000000000000', at: at('2021-05-31 16:08:41') },
    ]);
  });

  it('the positions of the mocks: net rows, flat ones included, lots not multiplied', async () => {
    const { adapter } = await replayFile(closing, 'mocks/positions.json');
    expect(await adapter.positions(session, NEVER)).toEqual([
      {
        listingKey: 'MCX:LEADMINI17DECFUT',
        symbol: 'LEADMINI17DECFUT',
        segment: 'MCX',
        product: 'D',
        quantity: 1,
        carriedQuantity: 0,
        averagePrice: 1_610_500,
        lastPrice: 1_610_500,
        previousClose: undefined,
        dayBuyQuantity: 1,
        dayBuyValue: 1_610_500_000n,
        daySellQuantity: 0,
        daySellValue: 0n,
      },
      {
        listingKey: 'MCX:GOLDGUINEA17DECFUT',
        symbol: 'GOLDGUINEA17DECFUT',
        segment: 'MCX',
        product: 'D',
        quantity: 0,
        carriedQuantity: 3,
        averagePrice: undefined,
        lastPrice: 233_550_000,
        previousClose: 232_320_000,
        dayBuyQuantity: 1,
        dayBuyValue: 233_880_000n,
        daySellQuantity: 4,
        daySellValue: 933_600_000n,
      },
      {
        listingKey: 'NSE:SBIN',
        symbol: 'SBIN',
        segment: 'NSE',
        // A cover order's product of years ago is intraday.
        product: 'I',
        quantity: 0,
        carriedQuantity: 0,
        averagePrice: undefined,
        lastPrice: 3_084_000,
        previousClose: undefined,
        dayBuyQuantity: 1,
        dayBuyValue: 3_110_000n,
        daySellQuantity: 1,
        daySellValue: 3_090_000n,
      },
    ]);
  });

  it('the holdings of the mocks: what is financed on margin is a holding of its own', async () => {
    const { adapter } = await replayFile(closing, 'mocks/holdings.json');
    expect(await adapter.holdings(session, NEVER)).toEqual([
      {
        isin: 'INE721Z01010',
        symbol: 'AARON',
        listingKey: 'NSE:AARON',
        product: 'D',
        quantity: 1,
        t1Quantity: 0,
        usedQuantity: 0,
        authorisedQuantity: 0,
        averagePrice: 1_610_000,
        lastPrice: 3_529_500,
      },
      {
        isin: 'INE721Z01010',
        symbol: 'AARON',
        listingKey: 'NSE:AARON',
        product: 'MTF',
        quantity: 1_000,
        t1Quantity: 0,
        usedQuantity: 0,
        averagePrice: 1_000_000,
        lastPrice: 3_529_500,
      },
      {
        isin: 'INE062A01020',
        symbol: 'SBIN',
        listingKey: 'BSE:SBIN',
        product: 'D',
        quantity: 16,
        t1Quantity: 0,
        usedQuantity: 0,
        authorisedQuantity: 0,
        // 801.78125 rupees, rounded for display.
        averagePrice: 8_017_813,
        lastPrice: 7_624_500,
      },
    ]);
  });

  it('the funds of the mocks, by net and not by cash, without the noise', async () => {
    const { adapter } = await replayFile(closing, 'mocks/margins.json');
    expect(await adapter.funds(session, NEVER)).toEqual({
      available: 997_250_500n + 1_006_617_000n,
      used: 1_457_065_500n,
      opening: 2_454_316_000n + 1_006_617_000n,
      collateral: 0n,
    });
  });

  it('the funds of an older answer, which has no opening balance', async () => {
    const { adapter } = await replayFile(closing, 'sdk-fixtures/dotnet-margins_noturnover.json');
    expect(await adapter.funds(session, NEVER)).toEqual({
      available: 16_977_000n - 86_762_960n,
      used: 0n,
      opening: undefined,
      collateral: 0n,
    });
  });

  it('the margin of a basket, compact and in full', async () => {
    const { listing, side, quantity, orderType, product, price, triggerPrice } = anOrder();
    const asked = [{ listing, side, quantity, orderType, product, price, triggerPrice }];
    const compact = await replayFile(closing, 'sdk-fixtures/dotnet-basket_margins_compact.json');
    expect(await compact.adapter.requiredMargin(session, asked, NEVER)).toBe(225_302_281n);
    expect(compact.server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/margins/basket?consider_positions=true&mode=compact',
      headers: { 'content-type': 'application/json' },
    });
    const full = await replayFile(closing, 'mocks/basket_margins.json');
    const total = (kiteJson('mocks/basket_margins.json') as { data: { final: { total: number } } }).data.final
      .total;
    expect(await full.adapter.requiredMargin(session, asked, NEVER)).toBe(BigInt(Math.round(total * 10_000)));
  });

  it('the profile of the mocks', async () => {
    const { adapter } = await replayFile(closing, 'mocks/profile.json');
    expect(await adapter.profile(session, NEVER)).toEqual({
      clientId: 'AB1234',
      name: 'AxAx Bxx',
      products: ['D', 'I'],
      segments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'],
      sellAuthorisation: 'standing',
    });
  });

  it('the session of the mocks, proven by the profile', async () => {
    const server = closing.add(
      await answering((request, response) => {
        const file = request.path === '/session/token' ? 'mocks/generate_session.json' : 'mocks/profile.json';
        const body = kiteJson(file) as { data: Record<string, unknown> };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ...body, data: { ...body.data, user_id: 'XX0000' } }));
      }),
    );
    const adapter = closing.add(adapterAt(server.url));

    const { accountId, credentials, egress } = aSession();
    const login = {
      accountId,
      credentials,
      egress,
      clientId: 'xx0000',
      redirectUrl: 'http://localhost/auth',
    };
    const query = { type: 'login', status: 'success', request_token: 'rt5678', action: 'login' };
    const made = await adapter.completeLogin({ ...login, query }, NEVER);

    expect(made).toEqual({
      accountId,
      credentials,
      egress,
      brokerId: 'zerodha-sandbox',
      clientId: 'xx0000',
      accessToken: 'XXXXXX',
      issuedAt: at('2021-01-01 16:15:14') as Instant,
      expiresAt: at('2021-01-02 06:00:00') as Instant,
      products: ['D', 'I'],
      segments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'],
      orderStream: 'unknown',
      sellAuthorisation: 'standing',
    });
    expect(server.seen.map((request) => `${request.method} ${request.path}`)).toEqual([
      'POST /session/token',
      'GET /user/profile',
    ]);
  });

  it('the answers to writes', async () => {
    const placed = await replayFile(closing, 'mocks/order_response.json');
    expect(await placed.adapter.placeOrder(session, anOrder(), NEVER)).toEqual({
      kind: 'accepted',
      brokerOrderId: '151220000000000',
    });
    const sliced = await replayFile(closing, 'mocks/autoslice_response.json');
    expect(await sliced.adapter.placeOrder(session, anOrder(), NEVER)).toEqual({
      kind: 'accepted',
      brokerOrderId: '1914227164488687616',
    });
    const modified = await replayFile(closing, 'mocks/order_modify.json');
    const brokerOrderId = '151220000000000' as BrokerOrderId;
    expect(await modified.adapter.cancelOrder(session, { brokerOrderId, afterMarket: false }, NEVER)).toEqual(
      {
        kind: 'accepted',
      },
    );
    const out = await replayFile(closing, 'mocks/session_logout.json');
    await out.adapter.logout(session, NEVER);
    expect(out.server.seen[0]).toMatchObject({
      method: 'DELETE',
      path: '/session/token?api_key=kk1234&access_token=token-of-AB1234',
    });
  });

  it('an error envelope of the .NET fixtures', async () => {
    const { adapter } = await replayFile(closing, 'sdk-fixtures/dotnet-error.json');
    await expect(adapter.orders(session, NEVER)).rejects.toMatchObject({
      code: 'broker-refused',
      facts: { errorType: 'GeneralException', brokerText: 'Generic error message' },
    });
  });

  it('the postback of the mocks is refused: its secret is not ours', async () => {
    const { adapter } = await replayFile(closing, 'mocks/postback.json');
    const body = Buffer.from(JSON.stringify(kiteJson('mocks/postback.json')));
    const { credentials } = aSession();
    expect(adapter.readWebhook({ headers: {}, body }, () => credentials)).toEqual({
      kind: 'refused',
      reason: 'wrong checksum',
    });
    expect(adapter.readWebhook({ headers: {}, body }, () => undefined)).toEqual({
      kind: 'refused',
      reason: 'no such client',
    });
  });

  it('names the field that is missing or mistyped, wherever it stands', async () => {
    const cut = async (path: string, change: (row: Record<string, unknown>) => void) => {
      const body = structuredClone(kiteJson(path)) as { data: Record<string, unknown>[] };
      change(body.data[2] ?? {});
      return (await replay(closing, body)).adapter;
    };
    const pathOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'read',
        (error: unknown) => (error as { code: string; facts: { path: string } }).facts.path,
      );
    const missing = await cut('mocks/orders.json', (row) => delete row['filled_quantity']);
    expect(await pathOf(missing.orders(session, NEVER))).toBe('/data/2/filled_quantity');
    const mistyped = await cut('mocks/orders.json', (row) => Object.assign(row, { order_id: 500_000 }));
    expect(await pathOf(mistyped.orders(session, NEVER))).toBe('/data/2/order_id');
    const price = await cut('mocks/orders.json', (row) => Object.assign(row, { price: '12.5' }));
    expect(await pathOf(price.orders(session, NEVER))).toBe('/data/2/price');
    const time = await cut('mocks/trades.json', (row) => Object.assign(row, { fill_timestamp: 'yesterday' }));
    expect(await pathOf(time.trades(session, NEVER))).toBe('/data/2/fill_timestamp');
  });
});
