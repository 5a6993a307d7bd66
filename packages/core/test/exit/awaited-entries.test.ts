/** A master's exit that comes while the entries of its children are on their way (domain §4.3). */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { Divergence, Order, Price, Quantity } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  fillByHand,
  hidePlacement,
  losePlacement,
  RESTING_SALE,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  openBench,
  placeAndSettle,
  setPrice,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';
import {
  enter,
  exitPart,
  fillChild,
  fillLast,
  HIGHER,
  LOT,
  openYoung,
  RESTING_BUY,
  rest,
  STOP,
  sales,
} from './young-entries.ts';

describe('a resting exit of a master that comes while an entry of its child is on its way', () => {
  it('I5: is held, visibly, and rests at the child as soon as the entry has filled', async () => {
    const bench = await openYoung(2);
    const id = await rest(bench, 2);
    expect(exitPart(bench, id)).toEqual(['held']);
    await fillChild(bench, 2 * LOT);
    expect(exitPart(bench, id)).toEqual(['working']);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
    expect(viewOf(bench, id).children[0]?.quantity).toBe(2 * LOT);
  });

  it('I6: takes the fraction that its master leaves, by the link of the child', async () => {
    const bench = await openYoung(4, { links: [{ sizing: times(2) }] });
    const id = await rest(bench, 1);
    await fillChild(bench, 8 * LOT);
    expect(exitPart(bench, id)).toEqual(['working']);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });

  it('I6: goes for what has come, and grows as one order with what comes later', async () => {
    const bench = await openYoung(4);
    const id = await rest(bench, 2);
    await fillChild(bench, 2 * LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    await fillChild(bench, 2 * LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
    expect(exitPart(bench, id)).toEqual(['working']);
  });

  it('I6: grows beside what of it has filled', async () => {
    const bench = await openYoung(4);
    await rest(bench, 4);
    await fillChild(bench, 2 * LOT);
    fillByHand(bench, childOf(bench), { place: 1, quantity: LOT, price: RESTING_SALE.price });
    await bench.clock.advance(500);
    await fillChild(bench, LOT);
    await fillChild(bench, LOT);
    const left = sales(bench, childOf(bench)) as readonly (readonly [string, number])[];
    const working = left
      .filter(([state]) => state === 'open')
      .reduce((sum, [, quantity]) => sum + quantity, 0);
    expect([venueNet(bench, childOf(bench)), working]).toEqual([3 * LOT, 3 * LOT]);
  });

  it('I5: leaves an exit in the market for what the child held before, and grows with the entry', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    await enter(bench, 2);
    await rest(bench, 4);
    await bench.clock.advance(3_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
    fillByHand(bench, childOf(bench), { place: 1, quantity: 2 * LOT });
    await bench.clock.advance(3_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', 4 * LOT]]);
  });

  it('I6: is of what the master had when it was placed, and not of what it entered later', async () => {
    const bench = await openYoung(2);
    await rest(bench, 2);
    await enter(bench, 2);
    fillByHand(bench, childOf(bench), { place: 1, quantity: 2 * LOT });
    await bench.clock.advance(500);
    expect(sales(bench, childOf(bench))).toEqual([]);
    await fillChild(bench, LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    await fillChild(bench, LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });

  it('does not grow with an entry that the master placed later', async () => {
    const bench = await openYoung(2);
    await rest(bench, 2);
    await fillChild(bench, 2 * LOT);
    await enter(bench, 2);
    fillByHand(bench, childOf(bench), { place: 2, quantity: 2 * LOT });
    await bench.clock.advance(3_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });

  it('does not grow with what mends a difference: that leaves at the market, as far as it is owed', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    await enter(bench, 2);
    await rest(bench, 4);
    await fillLast(bench, LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    const { repair } = bench.desk.divergences;
    const [difference] = bench.desk.divergences.list(ANN) as [Divergence];
    const { planId } = repair.plan(ANN, difference.id);
    await bench.clock.drive(repair.resync(ANN, difference.id, planId));
    await bench.clock.advance(500);
    const orders = venueOrders(bench, childOf(bench));
    fillByHand(bench, childOf(bench), { place: orders.length - 1, quantity: 2 * LOT });
    await bench.clock.advance(500);
    fillByHand(bench, childOf(bench), {
      place: orders.findIndex(({ side, state }) => side === 'BUY' && state === 'open'),
      quantity: LOT,
    });
    await bench.clock.advance(500);
    expect(venueNet(bench, childOf(bench))).toBe(4 * LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });

  it('is nothing to exit, and not held, where it has filled before anybody knew of it', async () => {
    const bench = await openYoung(1);
    hidePlacement(bench, bench.master, 3_000);
    const placed = bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING_SALE));
    await bench.clock.advance(500);
    fillByHand(bench, bench.master, { place: 1, quantity: LOT, price: RESTING_SALE.price });
    const id = await bench.clock.drive(placed);
    const seen: string[] = [];
    bench.desk.journal.subscribe(({ event }) => void seen.push(event.type));
    await bench.clock.advance(80_000);
    expect(exitPart(bench, id)).toEqual(['nothing-to-exit']);
    expect(seen).not.toContain('child-held');
    expect(venueOrders(bench, childOf(bench)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('is nothing to exit where the entry is refused', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 200 });
    stopMatching(bench);
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'exchange');
    await enter(bench, 1);
    const id = await rest(bench, 1);
    await bench.clock.advance(3_000);
    expect(exitPart(bench, id)).toEqual(['nothing-to-exit']);
    expect(sales(bench, childOf(bench))).toEqual([]);
  });

  it('waits for an unknown entry until it is certain, and is nothing to exit where it never was', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    stopMatching(bench);
    losePlacement(bench, childOf(bench));
    await enter(bench, 1);
    const id = await rest(bench, 1);
    await bench.clock.advance(10_000);
    expect(exitPart(bench, id)).toEqual(['held']);
    await bench.clock.advance(30_000);
    expect(exitPart(bench, id)).toEqual(['nothing-to-exit']);
  });
});

describe('what becomes of the master while the exit of its child is held', () => {
  it('cancelled: the child gets no exit, and keeps what its entry brings', async () => {
    const bench = await openYoung(2);
    const id = await rest(bench, 2);
    await bench.clock.drive(bench.desk.trader.cancel(ANN, id));
    fillByHand(bench, childOf(bench), { place: 0, quantity: 2 * LOT });
    await bench.clock.advance(5_000);
    expect(exitPart(bench, id)).toEqual(['master-ended']);
    expect(sales(bench, childOf(bench))).toEqual([]);
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
  });

  it('filled: the entry goes, and what it brings all the same leaves once, at the market', async () => {
    const bench = await openYoung(2);
    const id = await rest(bench, 2);
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT, price: RESTING_SALE.price });
    fillByHand(bench, childOf(bench), { place: 0, quantity: LOT });
    await bench.clock.advance(3_000);
    const orders = venueOrders(bench, childOf(bench));
    expect(orders.map(({ side, state, quantity }) => [side, state, quantity])).toEqual([
      ['BUY', 'cancelled', 2 * LOT],
      ['SELL', 'open', LOT],
    ]);
    expect(exitPart(bench, id)).toEqual(['working']);
    fillByHand(bench, childOf(bench), { place: 1, quantity: LOT });
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(2);
    expect(bench.desk.orders.childrenOf(bench.desk.orders.get(id) as Order)[0]?.intent.owed).toBe(true);
    expect(exitPart(bench, id)).toEqual(['filled']);
  });

  it('filled in part: what of it is gone leaves at the market first, then the rest is held at its price', async () => {
    const bench = await openYoung(4);
    const id = await rest(bench, 4);
    // Fast: the child's entry fills before its cancellation reaches it.
    fillByHand(bench, bench.master, { place: 1, quantity: LOT, price: RESTING_SALE.price });
    fillByHand(bench, childOf(bench), { place: 0, quantity: 4 * LOT });
    await bench.clock.advance(500);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    fillByHand(bench, childOf(bench), { place: 1, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(sales(bench, childOf(bench))).toEqual([
      ['complete', 0],
      ['open', 3 * LOT],
    ]);
    fillByHand(bench, bench.master, { place: 1, quantity: 3 * LOT, price: RESTING_SALE.price });
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(viewOf(bench, id).children.every(({ status }) => status === 'filled')).toBe(true);
  });

  it('changed: the child rests at the new price, with the new fraction', async () => {
    const bench = await openYoung(4);
    const id = await rest(bench, 4);
    await bench.clock.drive(
      bench.desk.trader.modify(ANN, id, { price: HIGHER, quantity: (2 * LOT) as Quantity }),
    );
    await bench.clock.advance(500);
    await fillChild(bench, 4 * LOT);
    const [sale] = venueOrders(bench, childOf(bench)).filter(({ side }) => side === 'SELL');
    expect([sale?.state, sale?.quantity, sale?.price]).toEqual(['open', 2 * LOT, HIGHER]);
  });

  it('a stop beside the target waits behind it, and each goes once', async () => {
    const bench = await openYoung(2);
    const target = await rest(bench, 2);
    const stop = await rest(bench, 2, {
      price: STOP.price,
      triggerPrice: STOP.triggerPrice,
      orderType: 'SL',
    });
    expect([...exitPart(bench, target), ...exitPart(bench, stop)]).toEqual(['held', 'held']);
    await fillChild(bench, 2 * LOT);
    expect([...exitPart(bench, target), ...exitPart(bench, stop)]).toEqual(['working', 'held']);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, 960_000 as Price);
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('a reversal takes the child out and round', async () => {
    const bench = await openYoung(2);
    await rest(bench, 4);
    await fillChild(bench, 2 * LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, 3_100_000 as Price);
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([-2 * LOT, -2 * LOT]);
  });
});

describe('an exit of what a reversal turned to', () => {
  it('is held while the child has not turned round itself, and rests there when it has', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    stopMatching(bench);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, { side: 'SELL' })));
    await bench.clock.advance(300);
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT });
    await bench.clock.advance(200);
    const id = await rest(bench, 1, RESTING_BUY);
    expect(exitPart(bench, id)).toEqual(['held']);
    fillByHand(bench, childOf(bench), { place: 1, quantity: LOT });
    await bench.clock.advance(500);
    expect(exitPart(bench, id)).toEqual(['held']);
    fillByHand(bench, childOf(bench), { place: 2, quantity: LOT });
    await bench.clock.advance(3_000);
    expect(exitPart(bench, id)).toEqual(['working']);
    const last = venueOrders(bench, childOf(bench)).at(-1);
    expect([last?.side, last?.state, last?.quantity]).toEqual(['BUY', 'open', LOT]);
    expect(venueNets(bench)).toEqual([-LOT, -LOT]);
  });
});

describe('an exit that goes together with its copies', () => {
  it('is held in the same way', async () => {
    const bench = await openYoung(2, { copyWhen: 'simultaneous' });
    const id = await rest(bench, 2);
    expect(exitPart(bench, id)).toEqual(['held']);
    await fillChild(bench, 2 * LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
    expect(exitPart(bench, id)).toEqual(['working']);
  });

  it('is over with a master that its broker refuses', async () => {
    const bench = await openYoung(2, { copyWhen: 'simultaneous' });
    bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'exchange');
    const id = await rest(bench, 2);
    await fillChild(bench, 2 * LOT);
    expect(exitPart(bench, id)).toEqual(['master-ended']);
    expect(sales(bench, childOf(bench))).toEqual([]);
  });
});
