/** A retry of an entry that a rule skipped, when the master has left that entry, or some of it, and holds another one. */
import { describe, expect, it } from 'vitest';
import { fullExitOf, outcomeOf, SELL, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, openBench, placeAndSettle, viewOf } from '../bench/desk-bench.ts';

const LOT = 75;
type OrderId = Parameters<typeof viewOf>[1];

/** From now on the child enters again what its master enters. */
async function followAgain(bench: DeskBench): Promise<void> {
  const { id, version, children } = bench.group;
  const active = children.map((link) => ({ ...link, state: 'active' as const }));
  await bench.clock.drive(bench.desk.groups.change(ANN, id, version, { children: active }));
}

async function retry(bench: DeskBench, orderId: OrderId): Promise<string> {
  const childId = viewOf(bench, orderId).children[0]?.childId ?? '';
  const outcome = await outcomeOf(bench.clock.drive(bench.desk.decisions.retry(ANN, { orderId, childId })));
  await bench.clock.advance(10_000);
  return outcome;
}

describe('a retry of an entry that was skipped by a rule', () => {
  it('I6: gives no more than the master kept of that very order', async () => {
    const bench = await openBench({ links: [{ state: 'closeOnly' }] });
    const skipped = await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await followAgain(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(venueNets(bench)).toEqual([LOT, LOT]);

    expect(await retry(bench, skipped.intent.orderId)).toBe('nothing-to-retry');
    expect(venueNets(bench)).toEqual([LOT, LOT]);
  });

  it('I6: gives its part of what the master kept where that left some of all it held, and that is expected', async () => {
    const bench = await openBench({ links: [{ state: 'closeOnly' }] });
    const skipped = await placeAndSettle(bench, anOrderOf(bench, 2));
    await followAgain(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const half = { ...fullExitOf(bench, bench.master), fraction: 500_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, half));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([2 * LOT, LOT]);

    expect(await retry(bench, skipped.intent.orderId)).toBe('done');
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});
