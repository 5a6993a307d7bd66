import { describe, expect, it } from 'vitest';
import { childOf, clientOf, collectAlerts, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, logIn, openBench, placeAndSettle } from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick } from './told-prices.ts';

const toldOf = (alerts: readonly string[]) => alerts.filter((code) => code === 'protection-without');

/** A master and two children with two lots each at ₹200, all of whose loss is limited together. */
async function openProtected(): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [{}, {}] });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2));
  const scope = { kind: 'group', groupId: bench.group.id } as const;
  await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: -rs(1_000) }));
  return bench;
}

async function logOutFirst(bench: DeskBench): Promise<void> {
  bench.venue.sessions.expire(clientOf(childOf(bench)));
  await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'over'));
}

describe('a group’s loss stop while one of its children is logged out', () => {
  it('I7: takes the others out, and says once whom it counts as it was known last, who follows at its login', async () => {
    const bench = await openProtected();
    const alerts = collectAlerts(bench);
    await logOutFirst(bench);
    const { lotSize } = bench.instrument;
    for (const price of [199, 199, 199, 199]) {
      tick(bench, price);
      await bench.clock.advance(3_000);
    }
    expect(toldOf(alerts)).toHaveLength(1);
    for (const price of [190, 150]) {
      tick(bench, price);
      await bench.clock.advance(3_000);
    }
    expect(venueNets(bench)).toEqual([0, 2 * lotSize, 0]);
    expect(toldOf(alerts)).toHaveLength(1);
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('waits a moment for a login, and then acts', async () => {
    const bench = await openProtected();
    await logOutFirst(bench);
    tick(bench, 150);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)[0]).not.toBe(0);
    await bench.clock.advance(5_000);
    expect([venueNets(bench)[0], venueNets(bench)[2]]).toEqual([0, 0]);
  });
});
