/** The stream of facts: what happens at the venue arrives, disorder does no harm, a lost stream comes back by itself. */
import { type BrokerCapabilities, type BrokerOrder, type Price, quantityOf } from '@copydesk/core';
import { expect } from 'vitest';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { below, lots, marketOrder, restingOrder } from './orders.ts';

const cases = casesOf('stream');
const claimed = (capabilities: BrokerCapabilities): boolean => capabilities.orderStream !== 'never';

/** A case of the stream; an adapter without one lists them all. */
function stream(
  id: string,
  title: string,
  run: BrokerCase['run'],
  counts: BrokerCase['counts'] = claimed,
): BrokerCase {
  return cases(id, title, run, { counts });
}

export const streamCases: readonly BrokerCase[] = [
  stream('BC-701', 'begins with "up", so that whatever came before is read from the books', async (bench) => {
    const trader = await bench.trader();

    const reader = await bench.listening(trader);

    expect(reader.facts[0]).toEqual({ type: 'stream-up' });
  }),

  stream('BC-703', 'shows a fill, with our tag and the exact average', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    const order = marketOrder(bench);

    const held = await bench.placed(trader, order);
    await reader.seenOrder(isFilled, 'the order is filled');

    expect(reader.orders.find(isFilled)).toMatchObject({
      brokerOrderId: held.orderId,
      clientOrderId: order.clientOrderId,
      listingKey: order.listing.key,
      side: 'BUY',
      product: 'D',
      quantity: order.quantity,
      filledQuantity: order.quantity,
      averagePrice: bench.venue.orders.trades(trader.client)[0]?.price,
    });
  }),

  stream(
    'BC-704',
    'shows that an order rests',
    async (bench) => {
      const trader = await bench.trader();
      const reader = await bench.listening(trader);
      const order = restingOrder(bench);

      const held = await bench.placed(trader, order);
      await reader.seenOrder((seen) => statusOf(seen) === 'working', 'the order rests');

      expect(reader.orders.find((seen) => statusOf(seen) === 'working')).toMatchObject({
        brokerOrderId: held.orderId,
        clientOrderId: order.clientOrderId,
        price: order.price,
        quantity: order.quantity,
      });
    },
    (capabilities) => claimed(capabilities) && capabilities.streamShowsPlacement,
  ),

  stream('BC-705', 'shows fills in parts as they add up', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench, { quantity: lots(option, 3) }));

    for (const part of [1, 2, 3]) {
      bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
      await reader.seenOrder(
        (order) => order.filledQuantity === lots(option, part),
        `part ${part} is filled`,
      );
    }

    const filled = reader.ordersOf(held.orderId).map((order) => order.filledQuantity);
    expect(filled).toEqual([...filled].sort((a, b) => a - b));
    expect(reader.orders.some(isFilled)).toBe(true);
  }),

  stream('BC-706', 'shows a cancel, with what was filled before', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench));
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);

    bench.venue.orders.cancel(trader.client, held.orderId);
    await reader.seenOrder((order) => statusOf(order) === 'cancelled', 'the order is cancelled');

    expect(reader.ordersOf(held.orderId).at(-1)?.filledQuantity).toBe(lots(option));
  }),

  stream('BC-707', 'shows a rejection with the broker’s words', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    bench.venue.orders.rejectNext(trader.client, 'margin', 'exchange');

    await bench.place(trader, restingOrder(bench));
    await reader.seenOrder((order) => statusOf(order) === 'rejected', 'the order is rejected');

    expect(reader.orders.find((order) => statusOf(order) === 'rejected')?.statusText?.length).toBeGreaterThan(
      0,
    );
  }),

  stream('BC-708', 'shows what the client does in the broker’s own app', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    const option = bench.shelf.option();

    bench.venue.orders.placeOutside(trader.client, {
      instrument: option.instrument,
      side: 'BUY',
      quantity: lots(option),
      orderType: 'MARKET',
      product: 'D',
    });
    await reader.seenOrder(isFilled, 'the order is filled');

    expect(reader.orders.find(isFilled)?.clientOrderId).toBeUndefined();
  }),

  stream('BC-709', "I7: shows nothing of another client's", async (bench) => {
    const [mine, theirs] = [await bench.trader(), await bench.trader()];
    const [reader, other] = [await bench.listening(mine), await bench.listening(theirs)];

    await bench.placed(theirs, marketOrder(bench));
    await other.seenOrder(isFilled, 'the other order is filled');
    await bench.placed(mine, marketOrder(bench));
    await reader.seenOrder(isFilled, 'my order is filled');

    const ids = bench.venue.orders.list(mine.client).map((order) => order.orderId);
    expect(reader.orders.every((order) => ids.includes(order.brokerOrderId))).toBe(true);
  }),

  stream('BC-711', 'the stream and the book tell the same about an order', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    await bench.placed(trader, marketOrder(bench));
    await reader.seenOrder(isFilled, 'the order is filled');

    const [row] = await bench.adapter.orders(trader.session, NEVER);
    const told = reader.orders.findLast(isFilled);

    for (const field of [
      'brokerOrderId',
      'clientOrderId',
      'side',
      'product',
      'quantity',
      'status',
      'averagePrice',
    ] as const) {
      expect(told?.[field], field).toEqual(row?.[field]);
    }
  }),

  stream('BC-720', 'doubled frames do no harm: the last word is right', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    bench.fault(trader, 'stream', 'duplicate');

    const held = await bench.placed(trader, marketOrder(bench));
    await reader.seenOrder(isFilled, 'the order is filled');
    await bench.clock.advance(1_000);

    expect(reader.ordersOf(held.orderId).at(-1)).toMatchObject({
      status: { kind: 'known', status: 'filled' },
      filledQuantity: held.quantity,
    });
    expect(reader.count('unreadable')).toBe(0);
  }),

  stream('BC-721', 'frames out of order do no harm: each tells what it knew', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    const option = bench.shelf.option();
    bench.fault(trader, 'stream', 'reorder');
    const held = await bench.placed(trader, restingOrder(bench));

    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    await bench.rest();
    // A further order pushes out what the fault holds back.
    bench.venue.gate.clearFaults();
    await bench.placed(trader, marketOrder(bench));

    await reader.seenOrder(
      (order) => isFilled(order) && order.brokerOrderId === held.orderId,
      'the order is filled',
    );
    expect(reader.count('unreadable')).toBe(0);
    expect(reader.ordersOf(held.orderId).every((order) => order.filledQuantity <= held.quantity)).toBe(true);
  }),

  stream('BC-722', 'a lost frame is made good by the book, and the stream goes on', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    bench.fault(trader, 'stream', 'drop');
    const lost = await bench.placed(trader, marketOrder(bench));
    await bench.clock.advance(1_000);
    bench.venue.gate.clearFaults();

    const next = await bench.placed(trader, marketOrder(bench));
    await reader.seenOrder(
      (order) => isFilled(order) && order.brokerOrderId === next.orderId,
      'the next is filled',
    );

    expect(reader.ordersOf(lost.orderId)).toEqual([]);
    const rows = await bench.adapter.orders(trader.session, NEVER);
    expect(rows.map((row) => row.brokerOrderId)).toContain(lost.orderId);
    expect(reader.failure).toBeUndefined();
  }),

  stream('BC-723', 'a late frame is shown when it comes', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);
    bench.fault(trader, 'stream', 'delay', { ms: 3_000 });

    const held = await bench.placed(trader, marketOrder(bench));
    await reader.seenOrder(isFilled, 'the order is filled');

    expect(reader.orders.findLast(isFilled)?.filledQuantity).toBe(held.quantity);
  }),

  stream('BC-730', 'a connection that breaks is told, and comes back by itself', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);

    bench.cutStreams();
    await reader.seen((fact) => fact.type === 'stream-down' && !fact.final, 'the stream is down');
    await bench.eventually(() => reader.count('stream-up') === 2, 'the stream is up again');
    await bench.placed(trader, marketOrder(bench));
    await reader.seenOrder(isFilled, 'the order is filled');

    expect(reader.failure).toBeUndefined();
    expect(reader.isOver).toBe(false);
  }),

  stream('BC-731', 'a connection that breaks again and again comes back each time', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);

    for (const times of [2, 3, 4]) {
      bench.cutStreams();
      await bench.eventually(
        () => reader.count('stream-up') === times,
        `the stream is up for the ${times}. time`,
      );
    }

    expect(reader.isOver).toBe(false);
  }),

  stream(
    'BC-732',
    'a stream that cannot be opened is told as down and tried again, not in a hurry',
    async (bench) => {
      const trader = await bench.trader();
      bench.fault(trader, 'stream', '500', { effect: false });
      const before = bench.requests(trader).length;
      const tries = (): number => bench.requests(trader).length - before;
      const reader = bench.listen(trader);
      await reader.seen((fact) => fact.type === 'stream-down' && !fact.final, 'the stream is down');
      await bench.eventually(() => tries() >= 3, 'it was tried again', 300_000);
      await bench.clock.advance(10_000);
      expect(tries(), 'in a hurry').toBeLessThan(40);
      expect(reader.count('stream-up')).toBe(0);

      bench.venue.gate.clearFaults();
      await bench.eventually(() => reader.count('stream-up') === 1, 'the stream is up');
    },
  ),

  stream('BC-734', 'a session that ends is told, and is not knocked at for ever', async (bench) => {
    const trader = await bench.trader();
    const reader = await bench.listening(trader);

    bench.venue.sessions.expire(trader.client);
    await reader.seen((fact) => fact.type === 'session-lost', 'the session is lost');
    await bench.clock.advance(600_000);

    expect(reader.count('stream-up')).toBe(1);
    expect(reader.count('session-lost')).toBe(1);
  }),

  stream('BC-735', 'a stream with a dead session says so at once', async (bench) => {
    const trader = await bench.trader();
    bench.venue.sessions.expire(trader.client);
    const reader = bench.listen(trader);

    await reader.seen((fact) => fact.type === 'session-lost', 'the session is lost');

    expect(reader.count('stream-up')).toBe(0);
  }),

  stream(
    'BC-737',
    'an account whose plan has no stream says so, once, and is not knocked at for ever',
    async (bench) => {
      if (bench.adapter.capabilities.orderStream !== 'sometimes') return;
      const plan = bench.setup.planWithoutStream;
      if (plan === undefined) throw new Error('Name the plan without a stream as "planWithoutStream"');
      const trader = await bench.trader({ plan });
      const reader = bench.listen(trader);

      await reader.seen((fact) => fact.type === 'stream-not-in-plan', 'the plan has no stream');
      await bench.clock.advance(600_000);

      expect(reader.count('stream-up')).toBe(0);
      expect(reader.count('stream-not-in-plan')).toBe(1);
    },
    'broker',
  ),

  stream('BC-738', 'a listener that stops is let go', async (bench) => {
    const trader = await bench.trader();
    const stop = new AbortController();
    let facts = 0;
    const listening = (async () => {
      for await (const _fact of bench.adapter.streamFacts(trader.session, stop.signal)) facts += 1;
    })();
    const call = bench.start(listening);
    await bench.eventually(() => facts > 0, 'the stream is up');

    stop.abort();
    await bench.eventually(call.done, 'the iteration ends', 5_000);

    await call.result;
  }),

  stream(
    'BC-740',
    'I6: an order that was modified is shown with its new terms at the latest when it fills',
    async (bench) => {
      const trader = await bench.trader();
      const reader = await bench.listening(trader);
      const option = bench.shelf.option();
      const held = await bench.placed(trader, restingOrder(bench, { quantity: lots(option) }));
      const price = below(bench, option, 0.85);
      bench.venue.orders.modify(trader.client, held.orderId, {
        price,
        quantity: quantityOf(lots(option, 2)),
      });
      await bench.rest();

      bench.venue.orders.fill(held.broker, held.orderId, lots(option, 2), price as Price);
      await reader.seenOrder(isFilled, 'the order is filled');

      expect(reader.ordersOf(held.orderId).findLast(isFilled)).toMatchObject({
        price,
        quantity: lots(option, 2),
        averagePrice: price,
      });
    },
  ),
];

function isFilled(order: BrokerOrder): boolean {
  return statusOf(order) === 'filled';
}

function statusOf({ status }: BrokerOrder): string {
  return status.kind === 'known' ? status.status : status.raw;
}
