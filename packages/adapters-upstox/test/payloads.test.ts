/** The broker's own published samples, decoded through the adapter and compared field by field. */
import { instantOf, TradingError } from '@copydesk/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderFrom } from '../src/map/order.ts';
import { readFrame } from '../src/stream/frames.ts';
import { aDesk, CLIENT, type Desk, NEVER } from './support/desk.ts';
import { type RawServer, startRawServer } from './support/raw-server.ts';
import { MISSING_PAYLOADS, payload } from './support/real-data.ts';

/** A moment in Indian time. */
const ist = (text: string) => instantOf(Date.parse(`${text}+05:30`));

describe.skipIf(MISSING_PAYLOADS !== undefined)(`published samples ${MISSING_PAYLOADS ?? ''}`, () => {
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

  it('get-order-book.1: a filled share order, in a bare array as the page shows it', async () => {
    server.answer('/v2/order/retrieve-all', `[${payload('get-order-book.1')}]`);

    expect(await desk.adapter.orders(desk.session, NEVER)).toEqual([
      {
        brokerOrderId: '231019025057849',
        clientOrderId: undefined,
        listingKey: 'BSE_EQ|INE220J01025',
        side: 'BUY',
        orderType: 'LIMIT',
        protectedMarket: false,
        product: 'D',
        validity: 'DAY',
        quantity: 1,
        filledQuantity: 1,
        price: 8_000,
        triggerPrice: undefined,
        averagePrice: 8_000,
        status: { kind: 'known', status: 'filled' },
        statusText: undefined,
        afterMarket: false,
        placedByOther: true,
        placedAt: ist('2023-10-19T09:23:23'),
        updatedAt: ist('2023-10-19T09:23:23'),
      },
    ]);
  });

  it('get-order-book.2: a rejected stop, in the envelope', async () => {
    server.answer('/v2/order/retrieve-all', `{"status":"success","data":[${payload('get-order-book.2')}]}`);

    expect(await desk.adapter.orders(desk.session, NEVER)).toEqual([
      {
        brokerOrderId: '231019025000398',
        clientOrderId: undefined,
        listingKey: 'NSE_FO|52567',
        side: 'SELL',
        orderType: 'SL-M',
        protectedMarket: false,
        product: 'I',
        validity: 'DAY',
        quantity: 1_500,
        filledQuantity: 0,
        price: undefined,
        triggerPrice: 5_700_000,
        averagePrice: undefined,
        status: { kind: 'known', status: 'rejected' },
        statusText: 'You need to add Rs. 138385.27 in your account to place this trade.',
        refusal: { code: 'margin' },
        afterMarket: false,
        placedByOther: true,
        placedAt: ist('2023-10-19T09:15:00'),
        updatedAt: ist('2023-10-19T09:15:00'),
      },
    ]);
  });

  it('get-order-history: the states of one order, oldest first', async () => {
    server.answer('/v2/order/history', payload('get-order-history'));

    const rows = await desk.adapter.orderHistory(desk.session, '231019025564798' as never, NEVER);

    expect(server.asked.at(-1)?.url).toBe('/v2/order/history?order_id=231019025564798');
    expect(rows.map((row) => [row.status, row.filledQuantity, row.averagePrice])).toEqual([
      [{ kind: 'known', status: 'accepted' }, 0, undefined],
      [{ kind: 'known', status: 'accepted' }, 0, undefined],
      [{ kind: 'known', status: 'accepted' }, 0, undefined],
      [{ kind: 'known', status: 'working' }, 0, undefined],
      [{ kind: 'known', status: 'filled' }, 1, undefined],
      [{ kind: 'known', status: 'filled' }, 1, 5_714_000],
    ]);
    expect(rows[0]).toMatchObject({
      brokerOrderId: '231019025564798',
      side: 'SELL',
      price: 5_713_500,
      quantity: 1,
      updatedAt: ist('2023-10-19T13:25:56'),
    });
  });

  it('get-order-details: the same row with an order of a GTT', () => {
    const row = readFrame(
      Buffer.from(JSON.stringify({ ...JSON.parse(payload('get-order-details')).data, update_type: 'order' })),
    );
    if (row.kind !== 'order') throw new Error(row.kind);
    expect(orderFrom(row.row, CLIENT)).toMatchObject({
      brokerOrderId: '231019025562880',
      listingKey: 'NSE_EQ|INE062A01020',
      price: 5_710_000,
      averagePrice: 5_709_500,
      filledQuantity: 1,
    });
  });

  it('get-trade-history: a trade with its times written out', async () => {
    server.answer('/v2/order/trades/get-trades-for-day', payload('get-trade-history'));

    expect(await desk.adapter.trades(desk.session, NEVER)).toEqual([
      {
        tradeId: '50091502',
        brokerOrderId: '221013001021539',
        listingKey: '151064324',
        side: 'BUY',
        product: 'D',
        quantity: 1,
        price: 2_994_000,
        at: ist('2017-08-03T15:03:42'),
      },
    ]);
  });

  it('get-positions: carried, bought today, commodity, currency and flat', async () => {
    server.answer('/v2/portfolio/short-term-positions', payload('get-positions'));
    server.answer('/v3/portfolio/mtf-positions', '{"status":"success","data":null}');

    expect(await desk.adapter.positions(desk.session, NEVER)).toEqual([
      {
        listingKey: 'NSE_FO|52618',
        symbol: 'BANKNIFTY23OCT38000PE',
        segment: 'NFO',
        product: 'D',
        quantity: 15,
        carriedQuantity: 15,
        averagePrice: 26_500,
        lastPrice: 17_500,
        previousClose: 19_500,
        dayBuyQuantity: 0,
        dayBuyValue: 0n,
        daySellQuantity: 0,
        daySellValue: 0n,
      },
      {
        listingKey: 'BSE_EQ|INE220J01025',
        symbol: 'FCONSUMER',
        segment: 'BSE',
        product: 'D',
        quantity: 1,
        carriedQuantity: 0,
        averagePrice: 8_000,
        lastPrice: 8_100,
        previousClose: 8_000,
        dayBuyQuantity: 1,
        dayBuyValue: 8_000n,
        daySellQuantity: 0,
        daySellValue: 0n,
      },
      {
        listingKey: 'MCX_FO|259711',
        symbol: 'GOLDPETAL23DECFUT',
        segment: 'MCX',
        product: 'D',
        quantity: 1,
        carriedQuantity: 1,
        averagePrice: 58_670_000,
        lastPrice: 60_050_000,
        previousClose: 60_050_000,
        dayBuyQuantity: 0,
        dayBuyValue: 0n,
        daySellQuantity: 0,
        daySellValue: 0n,
      },
      {
        listingKey: 'NCD_FO|13177',
        symbol: 'USDINR23OCT85.5CE',
        segment: 'CDS',
        product: 'D',
        quantity: 1,
        carriedQuantity: 1,
        averagePrice: 50,
        lastPrice: 25,
        previousClose: 25,
        dayBuyQuantity: 0,
        dayBuyValue: 0n,
        daySellQuantity: 0,
        daySellValue: 0n,
      },
      {
        listingKey: 'NSE_EQ|INE062A01020',
        symbol: 'SBIN',
        segment: 'NSE',
        product: 'D',
        quantity: 0,
        carriedQuantity: 0,
        averagePrice: undefined,
        lastPrice: 5_712_000,
        previousClose: 5_726_500,
        dayBuyQuantity: 1,
        dayBuyValue: 5_709_500n,
        daySellQuantity: 1,
        daySellValue: 5_714_000n,
      },
    ]);
  });

  it('get-holdings: two holdings', async () => {
    server.answer('/v2/portfolio/long-term-holdings', payload('get-holdings'));

    expect(await desk.adapter.holdings(desk.session, NEVER)).toEqual([
      {
        isin: 'INE528G01035',
        symbol: 'YESBANK',
        listingKey: 'NSE_EQ|INE528G01035',
        product: 'D',
        quantity: 36,
        t1Quantity: 0,
        usedQuantity: 0,
        averagePrice: 187_500,
        lastPrice: 170_500,
      },
      {
        isin: 'INE036A01016',
        symbol: 'RELINFRA',
        listingKey: 'NSE_EQ|INE036A01016',
        product: 'D',
        quantity: 1,
        t1Quantity: 0,
        usedQuantity: 0,
        averagePrice: 1_925_500,
        lastPrice: 1_748_500,
      },
    ]);
  });

  it('get-user-fund-margin: the former funds, when v3 is not routed', async () => {
    const gone = '{"status":"error","errors":[{"errorCode":"UDAPI100060","message":"Resource not Found."}]}';
    server.answer('/v3/user/get-funds-and-margin', { status: 404, body: gone });
    server.answer('/v2/user/get-funds-and-margin', payload('get-user-fund-margin'));

    expect(await desk.adapter.funds(desk.session, NEVER)).toEqual({
      available: 155_074_600n,
      used: 8_000n,
      opening: undefined,
      collateral: undefined,
    });
  });

  it('margin.1: the margin of a basket', async () => {
    server.answer('/v2/charges/margin', payload('margin.1'));
    const order = {
      listing: { key: 'NSE_EQ|INE669E01016', segment: 'NSE', symbol: 'IDEA', feedToken: '' },
      side: 'BUY',
      quantity: 5,
      orderType: 'MARKET',
      product: 'D',
      price: undefined,
      triggerPrice: undefined,
    } as never;

    expect(await desk.adapter.requiredMargin(desk.session, [order], NEVER)).toBe(336_000n);
    expect(JSON.parse(server.asked.at(-1)?.body ?? '')).toEqual({
      instruments: [
        { instrument_key: 'NSE_EQ|INE669E01016', quantity: 5, product: 'D', transaction_type: 'BUY' },
      ],
    });
  });

  it('get-profile: products and segments in our words', async () => {
    server.answer('/v2/user/profile', payload('get-profile'));

    expect(await desk.adapter.profile(desk.session, NEVER)).toEqual({
      clientId: '******',
      name: '******',
      products: ['I', 'D'],
      segments: ['NSE', 'NFO', 'BSE', 'CDS', 'BFO', 'BCD'],
      sellAuthorisation: 'each-day',
    });
  });

  it('v3/place-order, v3/modify-order, v3/cancel-order: ids', () => {
    expect(JSON.parse(payload('v3__place-order')).data.order_ids).toHaveLength(3);
    expect(JSON.parse(payload('v3__modify-order')).data.order_id).toMatch(/^\d+$/);
    expect(JSON.parse(payload('v3__cancel-order')).data.order_id).toMatch(/^\d+$/);
  });

  it('get-portfolio-stream-feed.1: an order message', () => {
    const message = readFrame(Buffer.from(payload('get-portfolio-stream-feed.1')));
    if (message.kind !== 'order') throw new Error(message.kind);
    expect(orderFrom(message.row, '******')).toEqual({
      brokerOrderId: '240221025997024',
      clientOrderId: undefined,
      listingKey: 'NSE_EQ|INE848E01016',
      side: 'BUY',
      orderType: 'MARKET',
      protectedMarket: false,
      product: 'D',
      validity: 'DAY',
      quantity: 1,
      filledQuantity: 0,
      price: undefined,
      triggerPrice: undefined,
      averagePrice: undefined,
      status: { kind: 'known', status: 'accepted' },
      statusText: undefined,
      afterMarket: false,
      placedByOther: false,
      placedAt: ist('2024-02-21T14:40:02'),
      updatedAt: ist('2024-02-21T14:40:02'),
    });
  });

  it('get-portfolio-stream-feed.4 and webhook: which book to read', () => {
    expect(readFrame(Buffer.from(payload('get-portfolio-stream-feed.4')))).toMatchObject({
      kind: 'changed',
      what: 'positions',
    });
    expect(readFrame(Buffer.from(payload('webhook')))).toMatchObject({ kind: 'changed', what: 'orders' });
  });

  it('response-structure and cancel-multi-order.4: an error is told with its code', async () => {
    server.answer('/v2/portfolio/long-term-holdings', {
      status: 400,
      body: payload('cancel-multi-order.4'),
    });

    const failed = await desk.adapter.holdings(desk.session, NEVER).catch((error: unknown) => error);

    expect(TradingError.is(failed)).toBe(true);
    expect(failed).toMatchObject({
      code: 'broker-refused',
      facts: { call: 'holdings', status: 400, errorCodes: ['UDAPI1109'] },
    });
  });
});
