/** Catalogue 4: a modification before the acknowledgement, and a cancel that races a fill. */
import { describe, expect, it } from 'vitest';
import { type Price, quantityOf } from '../../src/index.ts';
import { childOf, fillByHand, RESTING, stopMatching, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle, venueOrders } from '../bench/desk-bench.ts';

describe('a modification before the acknowledgement', () => {
  it('reaches the master and its child as it was asked for', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 200 });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 2, RESTING));
    await bench.clock.advance(50);
    const id = bench.desk.orders.list({ userId: ANN })[0]?.intent.orderId as never;
    const terms = { quantity: quantityOf(75), price: 1_010_000 as Price };
    await bench.clock.drive(Promise.all([placing, bench.desk.trader.modify(ANN, id, terms)]));
    await bench.clock.advance(10_000);
    const shown = [bench.master, childOf(bench)].map((account) =>
      venueOrders(bench, account).map((order) => [order.state, order.quantity, order.price]),
    );
    expect(shown).toEqual([[['open', 75, 1_010_000]], [['open', 75, 1_010_000]]]);
  });
});

describe('a cancel that races a fill', () => {
  it('counts the fill that was faster, in the child too, and says what differs', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 100 });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    const cancelling = bench.desk.trader.cancel(ANN, order.intent.orderId);
    await bench.clock.advance(50);
    fillByHand(bench, childOf(bench), { place: 0, quantity: 150 });
    await bench.clock.drive(cancelling);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 150]);
    expect(bench.desk.divergences.list(ANN).map((one) => [one.cause.code, one.expected, one.actual])).toEqual(
      [['filled-beyond-master', 0, 150]],
    );
  });

  it('leaves nothing behind when the master’s fill was faster', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 100 });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    const cancelling = bench.desk.trader.cancel(ANN, order.intent.orderId);
    await bench.clock.advance(50);
    fillByHand(bench, bench.master, { place: 0, quantity: 150 });
    await bench.clock.drive(cancelling);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([150, 0]);
    expect(bench.desk.divergences.list(ANN).map((one) => [one.cause.code, one.expected, one.actual])).toEqual(
      [['filled-less', 150, 0]],
    );
  });
});
