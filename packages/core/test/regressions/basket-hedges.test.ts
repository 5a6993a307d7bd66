/** A child's hedge of a basket stays while the child is short of what it covers, whatever it owes that short for (domain §4.12). */
import { describe, expect, it } from 'vitest';
import { type PlaceOutcome, type Price, quantityOf } from '../../src/index.ts';
import {
  aBasket,
  allHeld,
  basketOf,
  instrumentsOf,
  largestNaked,
  legsHeld,
  placeBasket,
} from '../basket/basket-bench.ts';
import { childOf, interceptPlacements, SELL } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, openBench, placeAndSettle } from '../bench/desk-bench.ts';

const LOT = 75;
const REFUSED: PlaceOutcome = { kind: 'refused', code: 'other', brokerText: 'RMS: blocked' };
/** Rests: far above the price of an option. */
const NEVER_SOLD = 9_000_000 as Price;

/** The child's broker refuses one side, or none, as the test says. */
function spoilChild(bench: DeskBench): { refuses: 'BUY' | 'SELL' | undefined } {
  const spoilt: { refuses: 'BUY' | 'SELL' | undefined } = { refuses: undefined };
  interceptPlacements(
    bench,
    childOf(bench),
    (_, placeOrder) => async (session, order, signal) =>
      order.side === spoilt.refuses ? REFUSED : placeOrder(session, order, signal),
  );
  return spoilt;
}

describe('a hedge in a child whose broker refuses to buy its short back', () => {
  it('stays when its master buys more of the same short back after the basket that closes both', async () => {
    const bench = await openBench({ links: [{}] });
    const two = { quantity: quantityOf(2 * LOT) };
    await placeBasket(bench, aBasket(bench, { hedge: two, sold: two }));
    const spoilt = spoilChild(bench);
    spoilt.refuses = 'BUY';
    await placeBasket(bench, aBasket(bench, { hedge: SELL, sold: { side: 'BUY' } }));
    const { sold } = instrumentsOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, { instrumentId: sold, side: 'BUY' }));
    await bench.clock.advance(20_000);
    expect(legsHeld(bench, childOf(bench))).toEqual([2 * LOT, -2 * LOT]);
    spoilt.refuses = undefined;
    await bench.clock.advance(120_000);
    expect(allHeld(bench)).toEqual([
      [LOT, 0],
      [LOT, 0],
    ]);
    expect(largestNaked(bench, childOf(bench))).toBe(0);
  });

  it('stays when its master undoes a basket of which an earlier short never reached the child', async () => {
    const bench = await openBench({ links: [{}] });
    const spoilt = spoilChild(bench);
    const { sold, hedge } = instrumentsOf(bench);
    spoilt.refuses = 'SELL';
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, instrumentId: sold }));
    spoilt.refuses = undefined;
    const { legs, ...basket } = aBasket(bench);
    const third = bench.venue.instruments.all.find(
      ({ id, kind, underlying }) => kind === 'OPT' && underlying === 'NIFTY' && id !== sold && id !== hedge,
    );
    const resting = legs
      .slice(0, 1)
      .map(
        (leg) =>
          ({ ...leg, instrumentId: third?.id ?? sold, orderType: 'LIMIT', price: NEVER_SOLD }) as const,
      );
    const { intent } = await placeBasket(bench, { ...basket, legs: [...legs, ...resting] });
    expect(legsHeld(bench, childOf(bench))).toEqual([LOT, -LOT]);
    spoilt.refuses = 'BUY';
    await bench.clock.drive(bench.desk.baskets.cancel(ANN, intent.basketId));
    await bench.clock.advance(30_000);
    expect(legsHeld(bench, childOf(bench))).toEqual([LOT, -LOT]);
    spoilt.refuses = undefined;
    await bench.clock.advance(120_000);
    expect(legsHeld(bench, childOf(bench))).toEqual([0, 0]);
    expect(largestNaked(bench, childOf(bench))).toBe(0);
    expect(basketOf(bench, intent.basketId).ended).toBe('incomplete');
  });
});
