/** An entry part that waited, and goes while its master's order has filled in part only. */
import { describe, expect, it } from 'vitest';
import { type Price, quantityOf } from '../../src/index.ts';
import { aBasket, allHeld, basketOf } from '../basket/basket-bench.ts';
import {
  childOf,
  clientOf,
  fillByHand,
  RESTING_SALE,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle, venueOrders } from '../bench/desk-bench.ts';

const LOT = 75;

describe('an entry part that waited and goes when its master’s order has filled in part', () => {
  it('I4: of a reversal is of the whole order, as the master fills the rest afterwards', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    const limit = { ...SELL, orderType: 'LIMIT', price: 2_100_000 as Price } as const;
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 6, limit)));
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT });
    fillByHand(bench, childOf(bench), { place: 1, quantity: 2 * LOT });
    await bench.clock.advance(500);
    // One lot beyond zero: the child's entry goes.
    fillByHand(bench, bench.master, { place: 1, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(3);
    fillByHand(bench, bench.master, { place: 1, quantity: 3 * LOT });
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([-4 * LOT, -4 * LOT]);
  });

  it('I4: of a reversal is of the whole order, also beside another copy that rests as its master’s does', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    const limit = { ...SELL, orderType: 'LIMIT', price: 2_100_000 as Price } as const;
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 6, limit)));
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 2, quantity: 2 * LOT });
    fillByHand(bench, childOf(bench), { place: 2, quantity: 2 * LOT });
    await bench.clock.advance(500);
    fillByHand(bench, bench.master, { place: 2, quantity: LOT });
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([-4 * LOT, -4 * LOT]);
  });

  it('I4: of a basket is of the whole leg, and the basket is not complete without it', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const quantity = quantityOf(4 * LOT);
    const placing = bench.desk.baskets.place(
      ANN,
      aBasket(bench, { hedge: { quantity }, sold: { quantity }, completeWithinMs: 600_000 }),
    );
    await bench.clock.advance(3_500);
    const id = await placing;
    fillByHand(bench, bench.master, { place: 0, quantity });
    await bench.clock.advance(1_000);
    // The master's sold leg has one lot of four when the child's hedge is there.
    fillByHand(bench, bench.master, { place: 1, quantity: LOT });
    await bench.clock.advance(500);
    fillByHand(bench, childOf(bench), { place: 0, quantity });
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 3 * LOT });
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(60_000);
    expect(basketOf(bench, id).ended).toBe('complete');
    expect(allHeld(bench)).toEqual([
      [4 * LOT, -4 * LOT],
      [4 * LOT, -4 * LOT],
    ]);
  });

  it('I4: of a reversal is of what is left of the order where the master has left what it had filled', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    const limit = { ...SELL, orderType: 'LIMIT', price: 2_100_000 as Price } as const;
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 6, limit)));
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 3 * LOT });
    await bench.clock.advance(500);
    // The lot beyond zero is bought back before the child is through zero.
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    fillByHand(bench, bench.master, { place: 2, quantity: LOT });
    await bench.clock.advance(500);
    fillByHand(bench, childOf(bench), { place: 1, quantity: 2 * LOT });
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 3 * LOT });
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([-3 * LOT, -3 * LOT]);
  });

  it('I2: is no whole leg of a basket where it was made smaller than the child’s share', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const quantity = quantityOf(4 * LOT);
    const placing = bench.desk.baskets.place(
      ANN,
      aBasket(bench, { hedge: { quantity }, sold: { quantity } }),
    );
    await bench.clock.advance(3_500);
    const id = await placing;
    for (const account of [bench.master, childOf(bench)]) fillByHand(bench, account, { place: 0, quantity });
    await bench.clock.advance(1_000);
    // Whoever owns the child makes its sold leg smaller in the broker’s own app.
    const sold = venueOrders(bench, childOf(bench))[1];
    bench.venue.orders.modify(clientOf(childOf(bench)), sold?.orderId ?? '', { quantity: LOT });
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity });
    fillByHand(bench, childOf(bench), { place: 1, quantity: LOT });
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(60_000);
    expect(basketOf(bench, id).ended).toBe('incomplete');
    expect(allHeld(bench)).toEqual([
      [4 * LOT, -4 * LOT],
      [0, 0],
    ]);
  });
});
