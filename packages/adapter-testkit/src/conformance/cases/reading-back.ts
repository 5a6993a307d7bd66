/** Reading back: the books as the venue keeps them, exactly, and errors where there is nothing to read. */
import {
  type AccountId,
  type BrokerOrder,
  type BrokerOrderId,
  type MarginRequest,
  type PlaceOrder,
  type Price,
  quantityOf,
} from '@copydesk/core';
import { expect } from 'vitest';
import { aClientOrderId, anOrder } from '../../builders/orders.ts';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { expectTradingError } from '../expecting.ts';
import { above, below, lots, marketOrder, restingOrder, stopOrder } from './orders.ts';

const reading = casesOf('reading back');

export const readingBackCases: readonly BrokerCase[] = [
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

  reading('BC-640', 'I1: a book that lags does not show an order yet, and shows it later', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    bench.fault(trader, 'book', 'stale', { ms: 20_000 });
    await bench.placed(trader, order);

    expect(await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER)).toEqual([]);

    await bench.clock.advance(21_000);
    expect(await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER)).toHaveLength(
      1,
    );
  }),

  ...(
    [
      ['BC-650', '500', ['broker-unreachable', 'broker-refused', 'broker-answer-unreadable']],
      ['BC-651', 'html', ['broker-answer-unreadable', 'broker-unreachable']],
      ['BC-652', 'reset-before', ['broker-unreachable']],
      ['BC-653', 'reset-after', ['broker-unreachable']],
      ['BC-654', '429', ['rate-limited']],
    ] as const
  ).map(([id, fault, codes]) =>
    reading(
      id,
      `a read under "${fault}" is an error that says what to do, never an empty book`,
      async (bench) => {
        const trader = await bench.trader();
        await bench.placed(trader, marketOrder(bench));
        for (const target of ['book', 'trades', 'positions'] as const) {
          bench.fault(trader, target, fault, { effect: false });
        }

        for (const read of reads(bench, trader)) await expectTradingError(read(), ...codes);

        bench.venue.gate.clearFaults();
        await bench.clock.advance(2_000);
        expect(await bench.adapter.orders(trader.session, NEVER)).toHaveLength(1);
      },
    ),
  ),

  reading('BC-656', 'a read with a dead session says so', async (bench) => {
    const trader = await bench.trader();
    bench.venue.sessions.expire(trader.client);

    for (const read of reads(bench, trader)) await expectTradingError(read(), 'session-expired');
    await expectTradingError(bench.adapter.funds(trader.session, NEVER), 'session-expired');
    await expectTradingError(bench.adapter.holdings(trader.session, NEVER), 'session-expired');
  }),

  reading('BC-657', 'a read that is not answered ends on the clock', async (bench) => {
    const trader = await bench.trader();
    bench.fault(trader, 'book', 'delay', { ms: 3_600_000 });

    const call = bench.start(bench.adapter.orders(trader.session, NEVER));
    call.result.catch(() => {});
    await bench.eventually(call.done, 'the read gives up', 120_000);

    await expectTradingError(call.result, 'broker-unreachable');
  }),

  reading('BC-658', 'a read that the caller gives up ends at once', async (bench) => {
    const trader = await bench.trader();
    const stop = new AbortController();
    bench.fault(trader, 'book', 'delay', { ms: 3_600_000 });

    const call = bench.start(bench.adapter.orders(trader.session, stop.signal));
    call.result.catch(() => {});
    await bench.rest();
    stop.abort();
    await bench.eventually(call.done, 'the read ends', 1_000);

    await expect(call.result).rejects.toBeInstanceOf(Error);
  }),

  reading('BC-660', 'reading needs nothing that the placing process remembered', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    await bench.placed(trader, order);
    const { accessToken } = trader.session;

    const session = await bench.adapter.adoptToken(
      { ...bench.callbackOf(trader.client), accountId: 'another-desk' as AccountId, accessToken },
      NEVER,
    );
    const found = await bench.adapter.findByClientOrderId(session, order.clientOrderId, NEVER);

    expect(found.map((row) => row.clientOrderId)).toEqual([order.clientOrderId]);
  }),
];

function reads(bench: BrokerBench, { session }: Trader): readonly (() => Promise<unknown>)[] {
  return [
    () => bench.adapter.orders(session, NEVER),
    () => bench.adapter.findByClientOrderId(session, aClientOrderId(3), NEVER),
    () => bench.adapter.trades(session, NEVER),
    () => bench.adapter.positions(session, NEVER),
  ];
}

async function only(bench: BrokerBench, trader: Trader): Promise<BrokerOrder> {
  const rows = await bench.adapter.orders(trader.session, NEVER);
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`Not one order but ${rows.length}`);
  return row;
}

/** The same to the paisa: brokers print two places. */
function near(a: bigint, b: bigint): boolean {
  const difference = a - b;
  return difference < 100n && difference > -100n;
}

function marginRequest(bench: BrokerBench): MarginRequest {
  const { listing, side, quantity, orderType, product, price, triggerPrice }: PlaceOrder = marketOrder(bench);
  return { listing, side, quantity, orderType, product, price, triggerPrice };
}
