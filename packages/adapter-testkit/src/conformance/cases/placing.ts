/** Placing: what is asked for arrives whole and once. */
import { type ClientOrderId, type OrderType, priceOfUnits, quantityOf } from '@copydesk/core';
import { expect } from 'vitest';
import { aClientOrderId, anOrder } from '../../builders/orders.ts';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { above, below, lots, marketOrder, restingOrder, stopOrder } from './orders.ts';

const placing = casesOf('placing');

export const placingCases: readonly BrokerCase[] = [
  placing(
    'BC-301',
    'an accepted order is at the venue once, field by field as it was asked for',
    async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);

      const outcome = await bench.place(trader, order);

      const held = bench.heldFor(trader, order);
      expect(held).toHaveLength(1);
      expect(outcome).toEqual({ kind: 'accepted', brokerOrderId: held[0]?.orderId });
      expect(held[0]).toMatchObject({
        instrument: bench.shelf.option().instrument,
        side: 'BUY',
        quantity: order.quantity,
        requestedType: 'LIMIT',
        product: 'D',
        validity: 'DAY',
        price: order.price,
        triggerPrice: undefined,
        tag: order.clientOrderId,
        state: 'open',
        origin: 'api',
      });
    },
  ),

  placing('BC-302', 'the id of an order is text to the last digit', async (bench) => {
    const trader = await bench.trader();

    const first = await bench.placed(trader, restingOrder(bench));
    const second = await bench.placed(trader, restingOrder(bench));

    expect(first.orderId).not.toBe(second.orderId);
    expect(bench.venue.orders.list(trader.client).map((order) => order.orderId)).toEqual([
      first.orderId,
      second.orderId,
    ]);
  }),

  ...(
    [
      ['BC-303', 'MARKET'],
      ['BC-304', 'LIMIT'],
      ['BC-305', 'SL'],
      ['BC-306', 'SL-M'],
    ] as const
  ).map(([id, orderType]) =>
    placing(
      id,
      `${orderType} arrives as such, with the prices that it needs and no others`,
      async (bench) => {
        const trader = await bench.trader();
        const share = bench.shelf.share();
        const order = {
          ...anOrder().listedAs(share.listing).product('I').build(),
          quantity: quantityOf(5),
          orderType,
          price:
            orderType === 'LIMIT'
              ? below(bench, share, 0.98)
              : limitOfStop(orderType, above(bench, share, 1.02)),
          triggerPrice: orderType.startsWith('SL') ? above(bench, share, 1.01) : undefined,
        };

        const held = await bench.placed(trader, order);

        expect(held.requestedType).toBe(orderType);
        expect(held.state).toBe(
          { MARKET: 'complete', LIMIT: 'open', SL: 'trigger-pending', 'SL-M': 'trigger-pending' }[orderType],
        );
        const [first] = bench.venue.orders.history(trader.client, held.orderId) ?? [];
        if (orderType === 'LIMIT' || orderType === 'SL') expect(first?.price).toBe(order.price);
        expect(first?.triggerPrice).toBe(order.triggerPrice);
        expect(held.marketProtection).toBe(
          orderType === 'MARKET' || orderType === 'SL-M' ? 'automatic' : undefined,
        );
      },
      { counts: (capabilities) => capabilities.orderTypes.includes(orderType) },
    ),
  ),

  placing('BC-308', 'a sale arrives as a sale', async (bench) => {
    const trader = await bench.trader();
    await bench.placed(trader, marketOrder(bench));

    const sold = await bench.placed(trader, marketOrder(bench, { side: 'SELL' }));

    expect(sold.side).toBe('SELL');
    expect(bench.venue.books.positions(trader.client)[0]?.quantity).toBe(0);
  }),

  ...(
    [
      ['BC-310', 'I'],
      ['BC-311', 'D'],
      ['BC-312', 'MTF'],
    ] as const
  ).map(([id, product]) =>
    placing(
      id,
      `product ${product} arrives as ${product}, for a share and where it exists for an option`,
      async (bench) => {
        const trader = await bench.trader();
        const share = bench.shelf.share();
        const order = { ...anOrder().listedAs(share.listing).build(), quantity: quantityOf(3), product };

        expect((await bench.placed(trader, order)).product).toBe(product);
        if (product === 'MTF') return;
        expect((await bench.placed(trader, marketOrder(bench, { product }))).product).toBe(product);
      },
      { counts: (capabilities) => capabilities.products.includes(product) },
    ),
  ),

  placing(
    'BC-314',
    'IOC arrives as IOC: what does not fill at once is cancelled',
    async (bench) => {
      const trader = await bench.trader();

      const held = await bench.placed(trader, restingOrder(bench, { validity: 'IOC' }));

      expect(held.validity).toBe('IOC');
      expect(held.state).toBe('cancelled');
    },
    { counts: (capabilities) => capabilities.validities.default.includes('IOC') },
  ),

  placing(
    'BC-316',
    'I8: a price arrives to the tick, at every tick that binary fractions cannot hold',
    async (bench) => {
      const trader = await bench.trader();
      const option = bench.shelf.option();
      const { tickSize } = option.instrument;
      const start = below(bench, option, 0.9);

      for (let step = 1; step <= 7; step += 1) {
        const price = priceOfUnits(start - step * tickSize);
        expect(
          (await bench.placed(trader, restingOrder(bench, { price, quantity: lots(option) }))).price,
        ).toBe(price);
        await bench.clock.advance(200);
      }
    },
  ),

  ...(
    [
      ['BC-317', 'CDS'],
      ['BC-318', 'MCX'],
      ['BC-319', 'NCO'],
    ] as const
  ).map(([id, segment]) =>
    placing(
      id,
      `I6: ${segment} takes lots: the quantity of an order is not multiplied, its price is exact`,
      async (bench) => {
        const shelved = bench.shelf.tradableIn(segment);
        if (shelved === undefined) return;
        const trader = await bench.trader({ segments: [segment], funds: 1_000_000_000_000_000n as never });
        const price = below(bench, shelved, 0.999);
        const order = { ...anOrder().listedAs(shelved.listing).build(), orderType: 'LIMIT' as const, price };

        const held = await bench.placed(trader, { ...order, quantity: quantityOf(2) });

        expect(held.quantity).toBe(2);
        expect(held.price).toBe(price);
      },
      { counts: (capabilities) => capabilities.segments.includes(segment) },
    ),
  ),

  placing('BC-321', 'I1: a tag of 20 characters arrives whole', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench, { clientOrderId: 'CD0123456789ABCDEFXY' as ClientOrderId });

    expect((await bench.placed(trader, order)).tag).toBe('CD0123456789ABCDEFXY');
  }),

  placing(
    'BC-323',
    'a market protection of 3.5 per cent arrives as the broker takes it: exactly, or rounded down',
    async (bench) => {
      const trader = await bench.trader();
      const whole = bench.adapter.capabilities.marketProtection?.wholePercent === true;

      const held = await bench.placed(trader, marketOrder(bench, { marketProtection: 3.5 }));

      expect(held.marketProtection).toBe(whole ? 300 : 350);
    },
    { counts: (capabilities) => capabilities.marketProtection !== undefined },
  ),

  placing(
    'BC-324',
    'a market protection of half a per cent arrives, or becomes the least that the broker takes, never none',
    async (bench) => {
      const trader = await bench.trader();
      const whole = bench.adapter.capabilities.marketProtection?.wholePercent === true;

      const held = await bench.placed(trader, marketOrder(bench, { marketProtection: 0.5 }));

      expect(held.marketProtection).toBe(whole ? 100 : 50);
    },
    { counts: (capabilities) => capabilities.marketProtection !== undefined },
  ),

  placing('BC-330', 'orders that are placed at once each get their own answer', async (bench) => {
    const trader = await bench.trader();
    const orders = Array.from({ length: 5 }, () => restingOrder(bench));

    const outcomes = await Promise.all(
      orders.map((order) => bench.adapter.placeOrder(trader.session, order, NEVER)),
    );
    await bench.rest();

    for (const [index, order] of orders.entries()) {
      const held = bench.heldFor(trader, order);
      expect(held).toHaveLength(1);
      expect(outcomes[index]).toEqual({ kind: 'accepted', brokerOrderId: held[0]?.orderId });
    }
  }),

  placing('BC-332', 'I7: orders of different clients do not mix', async (bench) => {
    const traders = [await bench.trader(), await bench.trader(), await bench.trader()];
    const orders = traders.map(() => restingOrder(bench));

    await Promise.all(
      traders.map((trader, index) =>
        bench.adapter.placeOrder(trader.session, orders[index] ?? restingOrder(bench), NEVER),
      ),
    );
    await bench.rest();

    for (const [index, trader] of traders.entries()) {
      expect(bench.venue.orders.list(trader.client).map((order) => order.tag)).toEqual([
        orders[index]?.clientOrderId,
      ]);
    }
  }),

  placing('BC-358', 'a stop whose trigger comes true fills', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.otherOption();
    const triggerPrice = above(bench, option, 1.05);
    const held = await bench.placed(
      trader,
      stopOrder(bench, {
        clientOrderId: aClientOrderId(900_358),
        listing: option.listing,
        quantity: lots(option),
        triggerPrice,
        price: priceOfUnits(triggerPrice + option.instrument.tickSize * 20),
      }),
    );
    expect(held.state).toBe('trigger-pending');

    bench.venue.market.setPrice(option.instrument, triggerPrice);
    await bench.clock.advance(1_000);

    expect(bench.held(trader, held.orderId).state).toBe('complete');
  }),
];

function limitOfStop(orderType: OrderType, limit: ReturnType<typeof priceOfUnits>) {
  return orderType === 'SL' ? limit : undefined;
}
