import { describe, expect, it } from 'vitest';
import {
  childOf,
  collectAlerts,
  hidePlacement,
  SELL,
  venueNets,
  waitForNextMorning,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  viewOf,
} from '../bench/desk-bench.ts';

describe('a restart', () => {
  it('I5: knows what was copied, and takes the child out', async () => {
    const bench = await openBench({ links: [{}] });
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(1_500);

    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(20_000);
    await placeAndSettle(after, anOrderOf(after, 1, SELL));
    await bench.clock.advance(30_000);

    expect(venueNets(after)).toEqual([0, 0]);
  });

  it('I5: does not take stale positions for a sale by hand', async () => {
    const bench = await openBench({ links: [{}] });
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(1_500);
    const client = childOf(bench).clientId;
    bench.venue.gate.addFault({ on: 'positions', fault: 'stale', ms: 8_000, client });

    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(20_000);
    bench.venue.gate.clearFaults();
    await placeAndSettle(after, anOrderOf(after, 1, SELL));
    await bench.clock.advance(30_000);

    expect(venueNets(after)).toEqual([0, 0]);
  });
});

describe('the next morning', () => {
  it("I2: does not call an order denied whose outcome only yesterday's books knew", async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    hidePlacement(bench, child, 100_000);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(2_000);
    expect(viewOf(bench, id).children[0]?.status).toBe('uncertain');

    await kill(bench);
    bench.venue.gate.clearFaults();
    await waitForNextMorning(bench);
    const after = await restart(bench);
    const alerts = collectAlerts(after);
    await logIn(after, after.desk, after.master);
    await logIn(after, after.desk, child);
    await bench.clock.advance(200_000);

    expect(viewOf(after, id).children[0]?.status).toBe('uncertain');
    expect(alerts).toContain('outcome-out-of-reach');
    expect(venueNets(after)).toEqual([75, 75]);
  });
});
