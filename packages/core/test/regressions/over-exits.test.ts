/** Exits that are more than what is left, at the moments at which nobody would send them again. */
import { describe, expect, it } from 'vitest';
import { closableNow } from '../../src/exit/exit-now.ts';
import type { Order } from '../../src/index.ts';
import { NONE } from '../../src/money/quantity.ts';
import {
  ABOVE_RESTING_SALE,
  childOf,
  fillByHand,
  hidePlacement,
  losePlacement,
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
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';

/** The master, and its child, hold 300, and a target of 300 rests. */
async function withTarget(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
  return bench;
}

/** Asks for all of it at the market, without waiting for the broker's word. */
async function exitAtMarket(bench: DeskBench): Promise<void> {
  void bench.desk.trader.place(ANN, anOrderOf(bench, 4, SELL));
  await bench.clock.advance(100);
}

/** The target fills 75 while the exit at the market is on its way. */
async function fillTarget(bench: DeskBench): Promise<void> {
  bench.venue.market.change({ matching: 'manual' });
  fillByHand(bench, bench.master, { place: 1, quantity: 75 });
  await bench.clock.advance(100);
  bench.venue.market.change({ matching: 'auto' });
}

const sales = (bench: DeskBench): readonly unknown[] =>
  venueOrders(bench, bench.master)
    .filter(({ side }) => side === 'SELL')
    .map(({ state, quantity, filledQuantity }) => [state, quantity, filledQuantity]);

describe('a master’s exit at the market, while the target beside it fills in part', () => {
  it('I5: goes with what is left when it waited in its lane', async () => {
    const bench = await withTarget();
    bench.venue.gate.addFault({ on: 'place', fault: '429', times: 1, client: bench.master.clientId });
    await exitAtMarket(bench);
    await fillTarget(bench);
    await bench.clock.advance(30_000);
    expect(sales(bench)).toEqual([
      ['cancelled', 300, 75],
      ['complete', 225, 225],
    ]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: goes with what is left when its answer was lost and it is proven absent', async () => {
    const bench = await withTarget();
    losePlacement(bench, bench.master);
    await exitAtMarket(bench);
    await fillTarget(bench);
    await bench.clock.advance(60_000);
    expect(sales(bench)).toEqual([
      ['cancelled', 300, 75],
      ['complete', 225, 225],
    ]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: I6: is replaced by what is left when its answer was lost and it is found working', async () => {
    const bench = await withTarget();
    await bench.clock.advance(12_000);
    stopMatching(bench);
    hidePlacement(bench, bench.master, 5_000);
    await exitAtMarket(bench);
    bench.venue.gate.clearFaults();
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 5_000, client: bench.master.clientId });
    fillByHand(bench, bench.master, { place: 1, quantity: 75 });
    await bench.clock.advance(12_000);
    expect(sales(bench)).toEqual([
      ['open', 300, 75],
      ['cancelled', 300, 0],
      ['open', 225, 0],
    ]);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(30_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a copied exit that rests at a child with shares of its own', () => {
  it('I6: goes when the owner has sold as much as was copied, and the own shares stay', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    tradeByHand(bench, child, 'BUY', 300);
    await bench.clock.advance(10_000);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    expect(venueNets(bench)).toEqual([300, 600]);
    await placeAndSettle(bench, anOrderOf(bench, 4, { ...SELL, accountId: child.id }));
    expect(venueNets(bench)).toEqual([300, 300]);
    const copy = bench.desk.orders
      .list({ userId: ANN })
      .flatMap((order) => bench.desk.orders.childrenOf(order))
      .find(({ intent }) => intent.part === 'exit') as Order;
    // What of it had not left by now would find nothing to close.
    expect(closableNow({ ...bench.desk, owedBy: () => NONE, instrumentsOf: () => bench.lookup }, copy)).toBe(
      0,
    );

    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([0, 300]);
  });

  it('I6: keeps as much as is copied still, and the own shares stay', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    tradeByHand(bench, child, 'BUY', 300);
    await bench.clock.advance(10_000);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, accountId: child.id }));
    await bench.clock.advance(5_000);
    const open = venueOrders(bench, child).filter(({ state }) => state === 'open');
    expect(open.map(({ quantity }) => quantity)).toEqual([225]);

    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([0, 300]);
  });

  it('leaves alone what the master sells of its own', async () => {
    const bench = await openBench({ links: [{}] });
    tradeByHand(bench, bench.master, 'BUY', 300);
    await bench.clock.advance(10_000);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 6, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(5_000);
    const open = venueOrders(bench, bench.master).filter(({ state }) => state === 'open');
    expect(open.map(({ quantity }) => quantity)).toEqual([375]);
  });
});
