import { describe, expect, it } from 'vitest';
import { placeByHand, RESTING_SALE, SELL, tradeByHand, venueNets } from '../bench/bench-moves.ts';
import { anOrderOf, openBench, placeAndSettle } from '../bench/desk-bench.ts';

describe('the fraction of an exit', () => {
  it("I6: is not cut by the master's orders in the broker's app that nobody copies", async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    tradeByHand(bench, bench.master, 'BUY', 150);
    placeByHand(bench, bench.master, { quantity: 150, ...RESTING_SALE });
    await bench.clock.advance(20_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));

    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(20_000);

    expect(exit.intent.exitRule).toMatchObject({ masterHeld: 225, masterKeeps: 150 });
    expect(venueNets(bench)).toEqual([375, 225]);
  });
});
