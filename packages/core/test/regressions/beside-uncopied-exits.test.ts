/** A master's exit that is copied, beside one of its own that is not and was there first (domain §4.3, decision 0020). */
import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  childOf,
  fillByHand,
  placeByHand,
  RESTING_SALE,
  SELL,
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
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;
const HIGHER = 3_200_000 as Price;

/** Unfilled rests of the sales that live at the venue: the master's, the child's. */
function living(bench: DeskBench): readonly (readonly number[])[] {
  return [bench.master, childOf(bench)].map((account) =>
    venueOrders(bench, account)
      .filter(({ side, state }) => side === 'SELL' && (state === 'open' || state === 'trigger-pending'))
      .map(({ quantity, filledQuantity }) => quantity - filledQuantity),
  );
}

async function fillOwn(bench: DeskBench, lots: number): Promise<void> {
  fillByHand(bench, bench.master, { place: 1, quantity: lots * LOT });
  await bench.clock.advance(6_000);
}

/** Master and child hold four lots; an exit of all that nobody copies rests, and one beside it that is copied. */
async function withBoth(own: (bench: DeskBench) => unknown) {
  const bench = await openBench({ links: [{}] });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  await own(bench);
  await bench.clock.advance(10_000);
  await placeAndSettle(bench, anOrderOf(bench, 4, { ...RESTING_SALE, price: HIGHER }));
  expect(living(bench)).toEqual([[4 * LOT, 4 * LOT], [4 * LOT]]);
  return bench;
}

const OWN = [
  [
    'was not to be copied',
    (bench: DeskBench) => placeAndSettle(bench, anOrderOf(bench, 4, { ...RESTING_SALE, copy: false })),
  ],
  [
    'was placed in the broker’s app',
    (bench: DeskBench) => placeByHand(bench, bench.master, { ...RESTING_SALE, quantity: 4 * LOT }),
  ],
] as const;

describe('a copied exit beside one that is not', () => {
  it.each(OWN)(
    'I5: stays at what is left when the one that %s fills in part, and takes the child out',
    async (_, own) => {
      const bench = await withBoth(own);
      await fillOwn(bench, 1);
      expect(living(bench)).toEqual([[3 * LOT, 3 * LOT], [4 * LOT]]);
      expect(venueNets(bench)).toEqual([3 * LOT, 4 * LOT]);
      // The copied one fills first: the order that it is beside goes, and the child leaves with its master.
      fillByHand(bench, bench.master, { place: 2, quantity: 3 * LOT });
      await bench.clock.advance(10_000);
      expect(venueNets(bench)).toEqual([0, 0]);
    },
  );

  it('I6: ends with it when that takes all, and a divergence says what the child still holds', async () => {
    const bench = await withBoth(OWN[0][1]);
    await fillOwn(bench, 4);
    await bench.clock.advance(10_000);
    expect([venueNets(bench), living(bench)]).toEqual([
      [0, 4 * LOT],
      [[], []],
    ]);
    const found = bench.desk.divergences.list(ANN).map(({ actual, cause }) => [actual, cause.code]);
    expect(found).toEqual([[4 * LOT, 'outside-not-copied']]);
  });

  it('I5: is measured alone after a restart, too', async () => {
    const before = await withBoth(OWN[0][1]);
    await kill(before);
    const bench = await restart(before);
    await bench.clock.advance(5_000);
    await fillOwn(bench, 1);
    expect(living(bench)).toEqual([[3 * LOT, 3 * LOT], [4 * LOT]]);
  });

  it('I6: is measured with it where both fit into the position', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING_SALE, copy: false }));
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING_SALE, price: HIGHER }));
    placeByHand(bench, bench.master, { ...SELL, quantity: LOT });
    await bench.clock.advance(10_000);
    expect(living(bench)[0]).toEqual([2 * LOT, LOT]);
    setPrice(bench, (ABOVE_RESTING_SALE + 200_000) as Price);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)[0]).toBe(0);
  });

  it('I6: is measured with its like again when the one that nobody copies is gone', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const own = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, copy: false }));
    for (const lots of [2, 2])
      await placeAndSettle(bench, anOrderOf(bench, lots, { ...RESTING_SALE, price: HIGHER }));
    await bench.clock.drive(bench.desk.trader.cancel(ANN, own.intent.orderId));
    await bench.clock.advance(3_000);
    placeByHand(bench, bench.master, { ...SELL, quantity: LOT });
    await bench.clock.advance(10_000);
    expect(living(bench)[0]).toEqual([2 * LOT, LOT]);
  });
});
