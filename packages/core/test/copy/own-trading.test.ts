/** Decision 0003: an order that is meant for one account alone is that account's own trading. */
import { describe, expect, it } from 'vitest';
import { childOf, fullExitOf, SELL, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle } from '../bench/desk-bench.ts';

const ALONE = { copy: false } as const;

describe('a master’s order for its own account alone', () => {
  it('takes own quantity first when it closes, so that the fraction of the children’s next exit stays what it was', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, ALONE));

    await placeAndSettle(bench, anOrderOf(bench, 4, { ...SELL, ...ALONE }));
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));

    expect(venueNets(bench)).toEqual([150, 150]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('is no exit of the group, even where it takes what was copied; the next exit takes the children out whole', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));

    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, ...ALONE }));
    expect(venueNets(bench)).toEqual([225, 300]);
    await placeAndSettle(bench, anOrderOf(bench, 3, SELL));

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a child’s exit by hand at the desk', () => {
  it('takes what was copied first, and nothing is bought back', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, { ...ALONE, accountId: child.id }));

    await bench.clock.drive(bench.desk.trader.exit(ANN, { ...fullExitOf(bench, child), fraction: 500_000 }));
    await bench.clock.advance(3_000);
    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));

    expect(venueNets(bench)).toEqual([0, 300]);
  });
});
