/** Reading back orders: the book as the venue keeps it, found by tag, with every status and moment. */
import { type BrokerOrder, type BrokerOrderId } from '@copydesk/core';
import { expect } from 'vitest';
import { aClientOrderId } from '../../builders/orders.ts';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { below, lots, marketOrder, restingOrder, stopOrder } from './orders.ts';

const reading = casesOf('reading back');

export const readingOrderCases: readonly BrokerCase[] = [
  reading('BC-601', 'an account without business has empty books', async (bench) => {
    const { session } = await bench.trader();

    expect(await bench.adapter.orders(session, NEVER)).toEqual([]);
    expect(await bench.adapter.trades(session, NEVER)).toEqual([]);
    expect(await bench.adapter.positions(session, NEVER)).toEqual([]);
    expect(await bench.adapter.holdings(session, NEVER)).toEqual([]);
    expect(await bench.adapter.findByClientOrderId(session, aClientOrderId(1), NEVER)).toEqual([]);
  }),

  reading('BC-602', 'a resting limit order is shown with all its terms', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    const held = await bench.placed(trader, order);

    expect(await bench.adapter.orders(trader.session, NEVER)).toEqual([
      expect.objectContaining({
        brokerOrderId: held.orderId,
        clientOrderId: order.clientOrderId,
        listingKey: order.listing.key,
        side: 'BUY',
        orderType: 'LIMIT',
        protectedMarket: false,
        product: 'D',
        validity: 'DAY',
        quantity: order.quantity,
        filledQuantity: 0,
        price: order.price,
        triggerPrice: undefined,
        averagePrice: undefined,
        status: { kind: 'known', status: 'working' },
        afterMarket: false,
        placedByOther: false,
      }),
    ]);
  }),

  reading('BC-603', 'times are moments, not the local time of the broker', async (bench) => {
    const trader = await bench.trader();
    await bench.clock.advance(1_500);
    const now = bench.venue.clock.now();
    const held = await bench.placed(trader, marketOrder(bench));

    const row = await only(bench, trader);
    const [trade] = await bench.adapter.trades(trader.session, NEVER);

    for (const at of [row.placedAt, row.updatedAt, trade?.at]) {
      expect(Math.abs((at ?? 0) - now), `${at} is about ${now}`).toBeLessThan(2_000);
    }
    expect(row.brokerOrderId).toBe(held.orderId);
  }),

  reading('BC-604', 'a resting stop is working, with its trigger', async (bench) => {
    const trader = await bench.trader();
    const order = stopOrder(bench);
    await bench.placed(trader, order);

    expect(await only(bench, trader)).toMatchObject({
      orderType: 'SL',
      price: order.price,
      triggerPrice: order.triggerPrice,
      status: { kind: 'known', status: 'working' },
    });
  }),

  reading('BC-605', 'a part that has filled shows as partly filled, with its average', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench));
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    await bench.rest();

    expect(await only(bench, trader)).toMatchObject({
      status: { kind: 'known', status: 'partly-filled' },
      quantity: held.quantity,
      filledQuantity: lots(option),
      averagePrice: held.price,
    });
  }),

  reading(
    'BC-606',
    'a filled market order is filled, whatever type the broker shows it as',
    async (bench) => {
      const trader = await bench.trader();
      const order = marketOrder(bench);
      const held = await bench.placed(trader, order);

      const row = await only(bench, trader);

      expect(row).toMatchObject({
        clientOrderId: order.clientOrderId,
        status: { kind: 'known', status: 'filled' },
        quantity: order.quantity,
        filledQuantity: order.quantity,
      });
      expect(row.averagePrice).toBe(bench.venue.orders.trades(trader.client)[0]?.price);
      if (row.orderType === 'LIMIT') expect([row.protectedMarket, held.orderType]).toContain('LIMIT');
    },
  ),

  reading('BC-607', 'a cancelled order keeps what it had filled', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench));
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    bench.venue.orders.cancel(trader.client, held.orderId);
    await bench.rest();

    expect(await only(bench, trader)).toMatchObject({
      status: { kind: 'known', status: 'cancelled' },
      filledQuantity: lots(option),
    });
  }),

  reading('BC-608', 'a rejected order tells the reason in the broker’s words', async (bench) => {
    const trader = await bench.trader();
    bench.venue.orders.rejectNext(trader.client, 'margin', 'exchange');
    await bench.place(trader, restingOrder(bench));

    const row = await only(bench, trader);

    expect(row.status).toEqual({ kind: 'known', status: 'rejected' });
    expect(row.statusText?.length).toBeGreaterThan(0);
  }),

  reading('BC-610', 'I1: an order is found by its tag, and only this one', async (bench) => {
    const trader = await bench.trader();
    const orders = [restingOrder(bench), restingOrder(bench), marketOrder(bench)];
    for (const order of orders) await bench.placed(trader, order);

    for (const order of orders) {
      const found = await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER);
      expect(found.map((row) => row.clientOrderId)).toEqual([order.clientOrderId]);
      expect(found[0]?.brokerOrderId).toBe(bench.heldFor(trader, order)[0]?.orderId);
    }
    expect(await bench.adapter.findByClientOrderId(trader.session, aClientOrderId(2), NEVER)).toEqual([]);
  }),

  reading('BC-611', 'I1: two orders that carry one tag are both found', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    await bench.placed(trader, order);
    await bench.placed(trader, order);

    const found = await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER);

    expect(new Set(found.map((row) => row.brokerOrderId)).size).toBe(2);
  }),

  reading('BC-612', 'an order from the broker’s own app is shown, without a tag', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    bench.venue.orders.placeOutside(trader.client, {
      instrument: option.instrument,
      side: 'BUY',
      quantity: lots(option),
      orderType: 'LIMIT',
      price: below(bench, option, 0.9),
      product: 'D',
    });
    await bench.rest();

    expect(await only(bench, trader)).toMatchObject({
      clientOrderId: undefined,
      placedByOther: false,
      status: { kind: 'known', status: 'working' },
    });
  }),

  reading('BC-613', 'an order that somebody else placed for the client is marked as such', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    bench.venue.orders.placeOutside(trader.client, {
      instrument: option.instrument,
      side: 'BUY',
      quantity: lots(option),
      orderType: 'MARKET',
      product: 'I',
      placedBy: 'DEALER7',
    });
    await bench.rest();

    expect((await only(bench, trader)).placedByOther).toBe(true);
  }),

  reading('BC-615', "I7: nobody reads another client's books", async (bench) => {
    const owner = await bench.trader();
    const other = await bench.trader();
    const order = marketOrder(bench);
    await bench.placed(owner, order);

    expect(await bench.adapter.orders(other.session, NEVER)).toEqual([]);
    expect(await bench.adapter.trades(other.session, NEVER)).toEqual([]);
    expect(await bench.adapter.positions(other.session, NEVER)).toEqual([]);
    expect(await bench.adapter.findByClientOrderId(other.session, order.clientOrderId, NEVER)).toEqual([]);
  }),

  reading('BC-617', 'the history of an order runs from its first state to its last', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench));
    await bench.clock.advance(1_000);
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    await bench.clock.advance(1_000);
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    await bench.rest();

    const history = await bench.adapter.orderHistory(trader.session, held.orderId as BrokerOrderId, NEVER);

    expect(history.length).toBeGreaterThan(1);
    expect(history.every((row) => row.brokerOrderId === held.orderId)).toBe(true);
    expect(history.at(-1)).toMatchObject({
      status: { kind: 'known', status: 'filled' },
      filledQuantity: held.quantity,
    });
    const filled = history.map((row) => row.filledQuantity);
    expect(filled).toEqual([...filled].sort((a, b) => a - b));
    expect(history.every((row) => row.status.kind === 'known')).toBe(true);
  }),
];

async function only(bench: BrokerBench, trader: Trader): Promise<BrokerOrder> {
  const rows = await bench.adapter.orders(trader.session, NEVER);
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`Not one order but ${rows.length}`);
  return row;
}
