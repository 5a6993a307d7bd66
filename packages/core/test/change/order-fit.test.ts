import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type OrderView, type Price, quantityOf } from '../../src/index.ts';
import type { Order } from '../../src/order/order.ts';
import {
  childOf,
  fillByHand,
  interceptPlacements,
  RESTING,
  RESTING_SALE,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const shown = (bench: DeskBench, account = bench.master): readonly unknown[] =>
  venueOrders(bench, account).map((order) => [order.state, order.quantity, order.filledQuantity]);

async function change(bench: DeskBench, order: OrderView, terms: object): Promise<void> {
  await bench.clock.drive(bench.desk.trader.modify(ANN, order.intent.orderId, terms));
  await bench.clock.advance(3_000);
}

describe('an order that is made larger', () => {
  it('gets another slice when it is partly filled, and its child follows by its own size', async () => {
    const bench = await openBench({ links: [{ sizing: times(2) }] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);

    await change(bench, order, { quantity: quantityOf(225) });

    expect(shown(bench)).toEqual([
      ['open', 150, 75],
      ['open', 75, 0],
    ]);
    expect(shown(bench, childOf(bench))).toEqual([['open', 450, 0]]);
    expect(viewOf(bench, order.intent.orderId).quantity).toBe(225);
  });

  it('gets further slices beyond the freeze quantity, each with a tag of its own', async () => {
    const bench = await openBench({ links: [] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 24, RESTING));
    await change(bench, order, { quantity: quantityOf(3_750) });
    expect(shown(bench)).toEqual([
      ['open', 1_800, 0],
      ['open', 1_800, 0],
      ['open', 150, 0],
    ]);
    const tags = venueOrders(bench, bench.master).map((one) => one.tag);
    expect(new Set(tags).size).toBe(3);
  });

  it('I6: is cut by a figure that only a refusal of today told', async () => {
    const told = 600;
    const bench = await openBench({ links: [], listed: { freezeQuantity: undefined } });
    interceptPlacements(bench, bench.master, (_, placeOrder) => async (session, order, signal) => {
      if (order.quantity <= told) return placeOrder(session, order, signal);
      const figures = { freezeQuantity: quantityOf(told) };
      return { kind: 'refused', code: 'freeze', brokerText: `At most ${told}.`, figures };
    });
    await placeAndSettle(bench, anOrderOf(bench, 10, RESTING));
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    await change(bench, order, { quantity: quantityOf(900) });
    expect(shown(bench)).toEqual([
      ['open', 300, 0],
      ['open', 600, 0],
    ]);
    const changing = bench.desk.trader.modify(ANN, order.intent.orderId, { quantity: quantityOf(67_500) });
    await expect(bench.clock.drive(changing)).rejects.toMatchObject({
      code: 'quantity-too-large',
      facts: { largest: 100 * told },
    });
  });

  it('does not make its child larger when the master’s broker did not take the change', async () => {
    const bench = await openBench({ links: [{}] });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
    await bench.clock.advance(0);
    const [order] = bench.desk.orders.list({ userId: ANN });
    const id = order?.intent.orderId as OrderView['intent']['orderId'];
    const changing = bench.desk.trader.modify(ANN, id, { quantity: quantityOf(525) });
    await bench.clock.drive(Promise.allSettled([placing, changing]));
    await bench.clock.advance(10_000);
    const [master, child] = venueNets(bench);
    expect(child).toBe(master);
  });
});

describe('an order that is made smaller', () => {
  it('loses its last slices first, and replaces the one of which a part stays', async () => {
    const bench = await openBench({ links: [] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 50, RESTING));
    await change(bench, order, { quantity: quantityOf(1_875) });
    expect(shown(bench)).toEqual([
      ['open', 1_800, 0],
      ['cancelled', 1_800, 0],
      ['cancelled', 150, 0],
      ['open', 75, 0],
    ]);
    expect(viewOf(bench, order.intent.orderId).quantity).toBe(1_875);
  });

  it('replaces a partly filled rest only when its cancellation is confirmed, and counts what filled meanwhile', async () => {
    const bench = await openBench({ links: [], latencyMs: 200 });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 8, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    const changing = bench.desk.trader.modify(ANN, order.intent.orderId, { quantity: quantityOf(300) });
    await bench.clock.advance(150);
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.drive(changing);
    await bench.clock.advance(5_000);
    expect(shown(bench)).toEqual([
      ['cancelled', 600, 150],
      ['open', 150, 0],
    ]);
  });

  it('goes on after a crash while the cancellation was on its way', async () => {
    const bench = await openBench({ links: [], latencyMs: 200, absenceAfterMs: 10_000 });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 8, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    void bench.desk.trader.modify(ANN, order.intent.orderId, { quantity: quantityOf(300) });
    await bench.clock.advance(5);
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(30_000);
    const open = venueOrders(bench, bench.master).filter((one) => one.state === 'open');
    expect(open.map((one) => one.quantity)).toEqual([225]);
    expect(viewOf(after, order.intent.orderId).quantity).toBe(300);
  });

  it('I6: stays an exit whole, with its child, where it filled before it could be taken away', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 200 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    fillByHand(bench, bench.master, { place: 1, quantity: 75 });
    await bench.clock.advance(1_000);
    const changing = bench.desk.trader.modify(ANN, order.intent.orderId, { quantity: quantityOf(150) });
    await bench.clock.advance(150);
    fillByHand(bench, bench.master, { place: 1, quantity: 150 });
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.drive(changing);
    await bench.clock.advance(5_000);
    const { terms, exitQuantity, exitRule } = bench.desk.orders.get(order.intent.orderId) as Order;
    expect([terms.quantity, exitQuantity, exitRule?.masterKeeps]).toEqual([225, 225, 75]);
    expect(venueNets(bench)).toEqual([75, 75]);
  });

  it('ends when it is made as small as what has filled', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    await change(bench, order, { quantity: quantityOf(75) });
    expect([shown(bench), shown(bench, childOf(bench))]).toEqual([
      [['cancelled', 300, 75]],
      [['cancelled', 300, 75]],
    ]);
  });
});

describe('a change across zero', () => {
  it('adds an entry part: the children turn round after their master', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    await change(bench, order, { quantity: quantityOf(150) });
    expect(viewOf(bench, order.intent.orderId).children.map((child) => child.status)).toContain('held');

    fillByHand(bench, bench.master, { place: 1, quantity: 150, price: RESTING_SALE.price });
    fillByHand(bench, childOf(bench), { place: 1, quantity: 75, price: RESTING_SALE.price });
    await bench.clock.advance(2_000);
    const last = venueOrders(bench, childOf(bench)).at(-1);
    expect([last?.side, last?.quantity]).toEqual(['SELL', 75]);
    fillByHand(bench, childOf(bench), { place: 2, quantity: 75, price: RESTING_SALE.price });
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([-75, -75]);
  });

  it('drops the entry part again', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await change(bench, order, { quantity: quantityOf(75) });
    fillByHand(bench, bench.master, { place: 1, quantity: 75, price: RESTING_SALE.price });
    fillByHand(bench, childOf(bench), { place: 1, quantity: 75, price: RESTING_SALE.price });
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([75, 75]);
    expect(bench.desk.orders.get(order.intent.orderId)?.held).toEqual([]);
  });
});

describe('an order that was changed as often as the broker allows', () => {
  it('is replaced by one at the new price', async () => {
    const bench = await openBench({ links: [] });
    const broker = bench.brokers.get(bench.master.brokerId);
    Object.assign(broker ?? {}, { capabilities: { ...broker?.capabilities, modificationsPerOrder: 1 } });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    await change(bench, order, { price: 1_010_000 as Price });
    await change(bench, order, { price: 1_020_000 as Price });
    expect(venueOrders(bench, bench.master).map((one) => [one.state, one.price])).toEqual([
      ['cancelled', 1_010_000],
      ['open', 1_020_000],
    ]);
  });
});

describe('an exit that is made larger', () => {
  it('I5: stays an exit in the child, however late it leaves', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    await change(bench, order, { quantity: quantityOf(225) });
    const child = bench.desk.orders.childrenOf(bench.desk.orders.get(order.intent.orderId) as never)[0];
    expect([child?.terms.quantity, child?.exitQuantity]).toEqual([225, 225]);
  });
});
