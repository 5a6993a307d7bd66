/** Reading back trades, positions, holdings, funds and margins: exact to the unit. */
import { type MarginRequest, type PlaceOrder, type Price } from '@copydesk/core';
import { expect } from 'vitest';
import { anOrder } from '../../builders/orders.ts';
import { type BrokerBench, NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { expectTradingError } from '../expecting.ts';
import { below, lots, marketOrder, restingOrder } from './orders.ts';

const reading = casesOf('reading back');

export const readingBookCases: readonly BrokerCase[] = [
  reading('BC-620', 'I8: each execution is shown with its exact price, once', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const { tickSize } = option.instrument;
    const held = await bench.placed(trader, restingOrder(bench, { quantity: lots(option, 3) }));
    for (const step of [0, 1, 3]) {
      bench.venue.orders.fill(
        held.broker,
        held.orderId,
        lots(option),
        ((held.price ?? 0) - step * tickSize) as Price,
      );
    }
    await bench.rest();

    const trades = await bench.adapter.trades(trader.session, NEVER);

    expect(trades.map((trade) => [trade.quantity, trade.price])).toEqual(
      bench.venue.orders.trades(trader.client).map((trade) => [trade.quantity, trade.price]),
    );
    expect(new Set(trades.map((trade) => trade.tradeId)).size).toBe(3);
    expect(trades[0]).toMatchObject({
      brokerOrderId: held.orderId,
      listingKey: option.listing.key,
      side: 'BUY',
      product: 'D',
    });
  }),

  reading('BC-622', 'I8: a position tells quantity and the day’s exact values', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    await bench.placed(trader, marketOrder(bench, { quantity: lots(option, 3) }));
    await bench.placed(trader, marketOrder(bench, { side: 'SELL' }));

    const [row] = await bench.adapter.positions(trader.session, NEVER);
    const [held] = bench.venue.books.positions(trader.client);

    expect(row).toMatchObject({
      listingKey: option.listing.key,
      segment: option.listing.segment,
      product: 'D',
      quantity: lots(option, 2),
      carriedQuantity: 0,
      dayBuyQuantity: lots(option, 3),
      daySellQuantity: lots(option),
      dayBuyValue: held?.dayBuyValue,
      daySellValue: held?.daySellValue,
      lastPrice: held?.lastPrice,
    });
  }),

  reading('BC-623', 'a short position is negative', async (bench) => {
    const trader = await bench.trader();
    const future = bench.shelf.future();
    await bench.placed(trader, {
      ...anOrder().listedAs(future.listing).build(),
      side: 'SELL',
      quantity: lots(future),
    });

    expect((await bench.adapter.positions(trader.session, NEVER))[0]?.quantity).toBe(-lots(future));
  }),

  reading('BC-624', 'a position that was closed today stays listed, flat', async (bench) => {
    const trader = await bench.trader();
    await bench.placed(trader, marketOrder(bench));
    await bench.placed(trader, marketOrder(bench, { side: 'SELL' }));

    const [row] = await bench.adapter.positions(trader.session, NEVER);

    expect(row?.quantity).toBe(0);
    expect(row?.dayBuyQuantity).toBe(row?.daySellQuantity);
  }),

  reading('BC-625', 'what was carried from earlier days is told apart from today’s', async (bench) => {
    const option = bench.shelf.option();
    const trader = await bench.trader({
      positions: [
        {
          instrumentId: option.instrument.id,
          product: 'D',
          quantity: lots(option, 2),
          averagePrice: below(bench, option, 0.5),
        },
      ],
    });
    await bench.placed(trader, marketOrder(bench, { side: 'SELL' }));

    expect((await bench.adapter.positions(trader.session, NEVER))[0]).toMatchObject({
      quantity: lots(option),
      carriedQuantity: lots(option, 2),
      dayBuyQuantity: 0,
      daySellQuantity: lots(option),
    });
  }),

  reading('BC-626', 'products of one instrument are positions of their own', async (bench) => {
    const trader = await bench.trader();
    await bench.placed(trader, marketOrder(bench, { product: 'D' }));
    await bench.placed(trader, marketOrder(bench, { product: 'I' }));

    const rows = await bench.adapter.positions(trader.session, NEVER);

    expect(rows.map((row) => row.product).sort()).toEqual(['D', 'I']);
  }),

  reading(
    'BC-630',
    'holdings tell what is there, what is on its way, and whose share it is',
    async (bench) => {
      const share = bench.shelf.share();
      const trader = await bench.trader({
        holdings: [
          {
            instrumentId: share.instrument.id,
            quantity: 7,
            t1Quantity: 3,
            averagePrice: below(bench, share, 0.8),
          },
        ],
      });

      expect(await bench.adapter.holdings(trader.session, NEVER)).toEqual([
        expect.objectContaining({
          isin: share.instrument.isin,
          listingKey: share.listing.key,
          product: 'D',
          quantity: 7,
          t1Quantity: 3,
          usedQuantity: 0,
          averagePrice: below(bench, share, 0.8),
        }),
      ]);
    },
  ),

  reading('BC-632', 'funds are what the venue says, to the paisa', async (bench) => {
    const trader = await bench.trader();
    await bench.placed(trader, marketOrder(bench));
    await bench.placed(trader, restingOrder(bench));

    const funds = await bench.adapter.funds(trader.session, NEVER);
    const held = bench.venue.books.funds(trader.client);

    expect(near(funds.available, held.available), `${funds.available} is ${held.available}`).toBe(true);
    expect(funds.used).toBeGreaterThan(0n);
    if (funds.opening !== undefined) expect(near(funds.opening, held.opening)).toBe(true);
  }),

  reading(
    'BC-634',
    'the margin of an order is told beforehand',
    async (bench) => {
      const { session } = await bench.trader();
      const future = bench.shelf.future();
      const one = { ...marginRequest(bench), listing: future.listing, quantity: lots(future) };
      const two = { ...one, quantity: lots(future, 2) };

      const margins = [
        await bench.adapter.requiredMargin(session, [one], NEVER),
        await bench.adapter.requiredMargin(session, [two], NEVER),
      ];

      expect(margins[0]).toBeGreaterThan(0n);
      expect(margins[1]).toBeGreaterThan(margins[0] ?? 0n);
    },
    { counts: (capabilities) => capabilities.marginPreview },
  ),

  reading(
    'BC-635',
    'asking for a margin that the broker does not tell is an error, not a guess',
    async (bench) => {
      if (bench.adapter.capabilities.marginPreview) return;
      const { session } = await bench.trader();

      await expectTradingError(
        bench.adapter.requiredMargin(session, [marginRequest(bench)], NEVER),
        'not-supported',
      );
    },
  ),
];

/** The same to the paisa: brokers print two places. */
function near(a: bigint, b: bigint): boolean {
  const difference = a - b;
  return difference < 100n && difference > -100n;
}

function marginRequest(bench: BrokerBench): MarginRequest {
  const { listing, side, quantity, orderType, product, price, triggerPrice }: PlaceOrder = marketOrder(bench);
  return { listing, side, quantity, orderType, product, price, triggerPrice };
}
