import { describe, expect, it } from 'vitest';
import type { Quantity } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  hidePlacement,
  RESTING,
  RESTING_SALE,
  SELL,
  stopMatching,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

/** Open divergences: why, what should be held, what is held. */
const differences = (bench: DeskBench): readonly unknown[] =>
  bench.desk.divergences.list(ANN).map((one) => [one.cause.code, one.expected, one.actual]);

describe('a difference between a master and its child', () => {
  it("I4: is told when the child filled an entry that the master's broker refused", async () => {
    const bench = await openBench({ links: [{}], copyWhen: 'simultaneous' });
    bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate');

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(10_000);

    expect(differences(bench)).toEqual([['filled-beyond-master', 0, 75]]);
    expect(venueNets(bench)).toEqual([0, 75]);
  });

  it("I4: is told when the child is out of what the master's broker refused to sell", async () => {
    const bench = await openBench({ links: [{}], copyWhen: 'simultaneous' });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate');

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(2_000);

    expect(differences(bench)).toEqual([['filled-beyond-master', 75, 0]]);
    expect(venueNets(bench)).toEqual([75, 0]);
  });

  it('I4: is told when the master buys in the broker’s own app, which is not copied', async () => {
    const bench = await openBench({ links: [{}] });
    const alerts = collectAlerts(bench);

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(20_000);

    expect(alerts).toEqual(['outside-not-copied']);
    expect(venueNets(bench)).toEqual([75, 0]);
  });

  it('I4: is told when the master sells in the broker’s own app what its child still holds', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const alerts = collectAlerts(bench);

    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(20_000);

    expect(alerts).toEqual(['outside-not-copied']);
    expect(venueNets(bench)).toEqual([0, 75]);
  });
});

describe('a master that turns round', () => {
  it('I6: takes the entry of its child out of the market before the child turns round', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(500);

    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, SELL)));
    await bench.clock.advance(200);
    fillByHand(bench, bench.master, { place: 1, quantity: 150 });
    await bench.clock.advance(3_000);

    expect(venueOrders(bench, child).map((order) => [order.side, order.state, order.quantity])).toEqual([
      ['BUY', 'cancelled', 75],
      ['SELL', 'open', 75],
    ]);
    fillByHand(bench, child, { place: 1, quantity: 75 });
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([-75, -75]);
  });

  it('I6: takes the copies of an order that it has left already with that order when it ends, made smaller', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    const sale = await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(500);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2)));
    await bench.clock.advance(200);
    fillByHand(bench, bench.master, { place: 1, quantity: 150 });
    await bench.clock.advance(3_000);

    await bench.clock.drive(bench.desk.trader.modify(ANN, sale.intent.orderId, { quantity: 75 as Quantity }));
    await bench.clock.advance(3_000);

    expect(venueOrders(bench, child)[0]).toMatchObject({
      side: 'SELL',
      state: 'cancelled',
      filledQuantity: 0,
    });
  });

  it('I6: has the copy of an order of which it left a part bring no more than it keeps of that order', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 150 });
    await bench.clock.advance(500);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, SELL)));
    await bench.clock.advance(200);
    fillByHand(bench, bench.master, { place: 1, quantity: 75 });
    await bench.clock.advance(500);

    fillByHand(bench, bench.master, { place: 0, quantity: 150 });
    await bench.clock.advance(3_000);

    expect(venueOrders(bench, child)[0]).toMatchObject({ side: 'BUY', state: 'open', quantity: 225 });
  });

  it('I6: has a child taken out that is found late on the other side', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 60_000 });
    hidePlacement(bench, childOf(bench), 20_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(venueNets(bench)).toEqual([75, 75]);

    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await bench.clock.advance(120_000);

    // What it held on the old side is gone first; the age of its entry on the new one counts from then.
    expect(venueNets(bench)).toEqual([-75, -75]);
  });
});
