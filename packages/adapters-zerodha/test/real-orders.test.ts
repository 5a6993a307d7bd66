/** The broker's own order books and histories, through the adapter, field by field. */
import type { BrokerOrderId, ClientOrderId } from '@copydesk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { aSession, Closing, NEVER } from './bench.ts';
import { ABSENT, kiteJson } from './real-data.ts';
import { at, known, REAL_ANSWERS, replay, replayFile, session } from './replay.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

describe.skipIf(ABSENT !== undefined)(REAL_ANSWERS, () => {
  it('the order book of the mocks', async () => {
    const { adapter } = await replayFile(closing, 'mocks/orders.json');

    const orders = await adapter.orders(session, NEVER);

    const common = {
      placedByOther: false,
      protectedMarket: false,
      validity: 'DAY',
      afterMarket: false,
      triggerPrice: undefined,
      statusText: undefined,
      clientOrderId: undefined,
    };
    expect(orders).toEqual([
      {
        ...common,
        brokerOrderId: '100000000000000',
        listingKey: 'CDS:USDINR21JUNFUT',
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'D',
        quantity: 1,
        filledQuantity: 0,
        price: 720_000,
        averagePrice: undefined,
        status: known('cancelled'),
        placedAt: at('2021-05-31 09:18:57'),
        updatedAt: at('2021-05-31 09:18:58'),
      },
      {
        ...common,
        brokerOrderId: '300000000000000',
        listingKey: 'NSE:IOC',
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'D',
        quantity: 1,
        filledQuantity: 1,
        price: 1_094_000,
        averagePrice: 1_094_000,
        status: known('filled'),
        placedAt: at('2021-05-31 15:20:28'),
        updatedAt: at('2021-05-31 15:20:28'),
      },
      {
        ...common,
        brokerOrderId: '500000000000000',
        listingKey: 'NSE:IOC',
        side: 'SELL',
        orderType: 'MARKET',
        product: 'D',
        quantity: 1,
        filledQuantity: 1,
        price: undefined,
        averagePrice: 1_093_500,
        status: known('filled'),
        placedAt: at('2021-05-31 15:20:51'),
        updatedAt: at('2021-05-31 15:20:52'),
      },
      {
        ...common,
        brokerOrderId: '220524001859672',
        clientOrderId: 'icebergord',
        listingKey: 'NSE:SBIN',
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'D',
        validity: 'DAY',
        quantity: 200,
        filledQuantity: 0,
        price: 4_630_000,
        averagePrice: undefined,
        status: known('rejected'),
        statusText:
          'Insufficient funds. Required margin is 95417.84 but available margin is 74251.80. Check the orderbook for open orders.',
        refusal: { code: 'margin' },
        placedAt: at('2022-05-24 12:26:52'),
        updatedAt: at('2022-05-24 12:26:52'),
      },
      {
        ...common,
        brokerOrderId: '700000000000000',
        clientOrderId: 'connect test order1',
        listingKey: 'MCX:GOLDPETAL21JUNFUT',
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'D',
        quantity: 1,
        filledQuantity: 1,
        price: 48_540_000,
        averagePrice: 48_520_000,
        status: known('filled'),
        placedAt: at('2021-05-31 16:00:36'),
        updatedAt: at('2021-05-31 16:00:36'),
      },
      {
        ...common,
        brokerOrderId: '9000000000000000',
        clientOrderId: 'connect test order2',
        listingKey: 'MCX:GOLDPETAL21JUNFUT',
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'D',
        quantity: 1,
        filledQuantity: 1,
        price: 48_540_000,
        averagePrice: 48_520_000,
        status: known('filled'),
        placedAt: at('2021-05-31 16:08:40'),
        updatedAt: at('2021-05-31 16:08:41'),
      },
      {
        ...common,
        brokerOrderId: '98000000000000000',
        auction: true,
        listingKey: 'NSE:BHEL',
        side: 'SELL',
        orderType: 'LIMIT',
        product: 'D',
        quantity: 60,
        filledQuantity: 0,
        price: 850_000,
        averagePrice: undefined,
        status: known('cancelled'),
        placedAt: at('2023-06-12 14:00:58'),
        updatedAt: at('2023-06-12 14:00:58'),
      },
      {
        ...common,
        brokerOrderId: '250117800776785',
        listingKey: 'NSE:SBIN',
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'MTF',
        quantity: 1,
        filledQuantity: 0,
        price: 7_020_000,
        averagePrice: undefined,
        status: known('cancelled'),
        placedAt: at('2025-01-17 11:49:45'),
        updatedAt: at('2025-01-17 11:49:45'),
      },
      {
        ...common,
        // A market order that Kite turned into a limit: told by its tags alone.
        brokerOrderId: '1953341975595868160',
        listingKey: 'NSE:TATASTEEL',
        protectedMarket: true,
        side: 'BUY',
        orderType: 'LIMIT',
        product: 'D',
        quantity: 1,
        filledQuantity: 1,
        price: 1_598_200,
        averagePrice: 1_567_000,
        status: known('filled'),
        placedAt: at('2025-08-07 11:56:33'),
        updatedAt: at('2025-08-07 11:56:33'),
      },
      {
        ...common,
        // Tags of Kite's own are no tag of anybody.
        brokerOrderId: '1953367517686685697',
        listingKey: 'NFO:NIFTY2580724400CE',
        side: 'BUY',
        orderType: 'MARKET',
        product: 'D',
        quantity: 150,
        filledQuantity: 150,
        price: undefined,
        averagePrice: 123_000,
        status: known('filled'),
        placedAt: at('2025-08-07 13:38:02'),
        updatedAt: at('2025-08-07 13:38:02'),
      },
    ]);
  });

  it('orders are found by either place where a tag can stand', async () => {
    const { adapter } = await replayFile(closing, 'mocks/orders.json');
    const find = async (tag: string) =>
      (await adapter.findByClientOrderId(session, tag as ClientOrderId, NEVER)).map(
        (order) => order.brokerOrderId,
      );
    expect(await find('icebergord')).toEqual(['220524001859672']);
    expect(await find('XXXXX')).toEqual(['9000000000000000']);
    expect(await find('CD00000000000000000')).toEqual([]);
  });

  it('eight histories of a live account', async () => {
    const histories = kiteJson('orders/order-histories-rejected-2025.json') as { data: unknown[] }[];
    expect(histories).toHaveLength(8);
    for (const history of histories) {
      const { adapter } = await replay(closing, history);
      const states = await adapter.orderHistory(aSession(), '250819600107217' as BrokerOrderId, NEVER);
      expect(states.map((state) => state.status)).toEqual([
        known('accepted'),
        known('accepted'),
        known('rejected'),
      ]);
      expect(states.map((state) => state.statusText)).toEqual([
        undefined,
        undefined,
        expect.stringMatching(/^Insufficient funds\. /) as string,
      ]);
      for (const state of states) {
        expect(state).toMatchObject({
          side: 'BUY',
          orderType: 'MARKET',
          product: 'D',
          filledQuantity: 0,
          placedByOther: false,
        });
        expect(state.price).toBeUndefined();
        expect(state.brokerOrderId).toMatch(/^\d{15,19}$/);
      }
    }
    const { adapter } = await replay(closing, histories[0]);
    const [first] = await adapter.orderHistory(aSession(), '250819600107217' as BrokerOrderId, NEVER);
    expect(first).toMatchObject({
      brokerOrderId: '250819600107217',
      listingKey: 'NSE:JSWHL',
      quantity: 1,
      placedAt: at('2025-08-19 12:08:36'),
    });
  });
});
