import { describe, expect, it } from 'vitest';
import { childOf, tradeByHand } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, kill, openBench, placeAndSettle, restart, venueNet } from '../bench/desk-bench.ts';

describe('a position book that is ahead of the order book', () => {
  it('I4: is explained once, by the order when that shows, and not by a correction as well', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 1_000 });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(5_000);
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 6_000, client: child.clientId });
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: child.clientId });
    tradeByHand(bench, child, 'BUY', 75);
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(5_000);
    bench.venue.gate.clearFaults();
    await bench.clock.advance(60_000);
    const shown = after.desk.positions.list(ANN).find((one) => one.accountId === child.id)?.netQuantity;
    expect([shown, venueNet(bench, child)]).toEqual([150, 150]);
  });
});
