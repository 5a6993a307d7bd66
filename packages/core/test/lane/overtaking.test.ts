/** An exit takes the unsent entries of its instrument out of the lane, when they were decided before it. */
import { describe, expect, it } from 'vitest';
import { childOf, losePlacement, RESTING, SELL } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueNet,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
const ABSENCE_MS = 2_000;
const FILLED = [['filled', undefined]];

/** Places for the master and looks on after half a second, when the child's own has left or waits. */
async function placeQuickly(
  bench: DeskBench,
  lots: number,
  changes: Parameters<typeof anOrderOf>[2] = {},
): Promise<Parameters<typeof viewOf>[1]> {
  const orderId = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, lots, changes)));
  await bench.clock.advance(500);
  return orderId;
}

function childStatus(bench: DeskBench, id: Parameters<typeof viewOf>[1]): readonly unknown[] {
  return viewOf(bench, id).children.map(({ status, reason }) => [status, reason?.code]);
}

describe('an exit that enters the lane', () => {
  it('leaves an entry alone that was decided after it, when it goes a second time (kill seed 7711)', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: ABSENCE_MS });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    losePlacement(bench, childOf(bench));
    const exit = await placeQuickly(bench, 1, SELL);
    losePlacement(bench, childOf(bench));
    const unknown = await placeQuickly(bench, 1);
    const resting = await placeQuickly(bench, 1, RESTING);
    await bench.clock.advance(20_000);
    expect(childStatus(bench, resting)).toEqual([['working', undefined]]);
    expect([childStatus(bench, exit), childStatus(bench, unknown)]).toEqual([FILLED, FILLED]);
    expect(venueNet(bench, childOf(bench))).toBe(2 * LOT);
  });

  it('takes an entry out that was decided before it', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: ABSENCE_MS });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    losePlacement(bench, childOf(bench));
    await placeQuickly(bench, 1);
    const waiting = await placeQuickly(bench, 1);
    expect(childStatus(bench, waiting)).toEqual([['journaled', undefined]]);
    await placeQuickly(bench, 4, SELL);
    expect(childStatus(bench, waiting)).toEqual([['cancelled', 'overtaken']]);
    await bench.clock.advance(20_000);
    expect(venueNet(bench, childOf(bench))).toBe(0);
  });
});
