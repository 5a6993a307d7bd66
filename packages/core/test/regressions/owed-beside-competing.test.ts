/** What a child owes while exits of its master compete there (domain §4.3). */
import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/index.ts';
import { childOf, fillByHand, RESTING_SALE, venueNets } from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  viewOf,
} from '../bench/desk-bench.ts';
import { LOT, openYoung, rest, STOP, sales } from '../exit/young-entries.ts';

const AT_STOP = 960_000 as Price;

/** The master's stop, its third order, fills so many lots. */
async function fillStop(bench: DeskBench, lots: number): Promise<void> {
  fillByHand(bench, bench.master, { place: 2, quantity: lots * LOT, price: AT_STOP });
  await bench.clock.advance(300);
}

describe('a master’s stop that fills in parts beside a target, while its child’s entry is young', () => {
  it('I5: leaves what the child owes by the first part alone when the next one fills', async () => {
    const bench = await openYoung(4);
    const target = await rest(bench, 4);
    const stop = await rest(bench, 4, STOP);
    setPrice(bench, AT_STOP);
    await bench.clock.advance(300);
    fillByHand(bench, bench.master, { place: 2, quantity: 2 * LOT, price: AT_STOP });
    fillByHand(bench, childOf(bench), { place: 0, quantity: 4 * LOT });
    await bench.clock.advance(1_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);

    await fillStop(bench, 1);
    await bench.clock.advance(2_000);
    expect(sales(bench, childOf(bench))).toEqual([
      ['open', 2 * LOT],
      ['open', LOT],
    ]);

    await fillStop(bench, 1);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(
      [target, stop].map((id) => viewOf(bench, id).children.some(({ status }) => status === 'held')),
    ).toEqual([false, false]);
  });
});

describe('a master’s stop that fills beside its target and the child’s own', () => {
  it('makes the copy of the target go, and not what the child’s own person lets rest', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, { accountId: child.id }));
    await placeAndSettle(bench, anOrderOf(bench, 4, { ...RESTING_SALE, accountId: child.id }));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 4, STOP));
    setPrice(bench, AT_STOP);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 4 * LOT]);
    expect(sales(bench, child)).toEqual([
      ['open', 4 * LOT],
      ['cancelled', 4 * LOT],
      ['complete', 0],
    ]);
  });
});
