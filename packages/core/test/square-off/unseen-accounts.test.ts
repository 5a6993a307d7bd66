/** A square-off of accounts that are away: what they hold, nobody knows. */
import { describe, expect, it } from 'vitest';
import {
  childOf,
  clientOf,
  collectAlerts,
  placeByHand,
  tradeByHand,
  venueNets,
  waitForNextMorning,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';

/** A child that holds nothing as far as the desk knows is logged out, and somebody buys two lots there. */
async function childAway(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  const child = childOf(bench);
  await placeAndSettle(bench, anOrderOf(bench, 1));
  await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL' }));
  bench.venue.sessions.expire(clientOf(child));
  await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'over'));
  tradeByHand(bench, child, 'BUY', 150);
  placeByHand(bench, child, { side: 'BUY', quantity: 75, orderType: 'LIMIT', price: 1_000_000 as never });
  await bench.clock.advance(1_000);
  return bench;
}

const squareOff = (bench: DeskBench) =>
  bench.clock.drive(bench.desk.squareOff.run(ANN, { scope: { kind: 'all' } }));

describe('a square-off of an account that is not logged in', () => {
  it.each([false, true])(
    'lists it, and closes what it finds after the login (restart: %s)',
    async (crash) => {
      const bench = await childAway();
      const child = childOf(bench);
      const report = await squareOff(bench);
      expect(report.unreached).toMatchObject([{ accountId: child.id, reason: 'no-session' }]);
      if (crash) await kill(bench);
      const after = crash ? await restart(bench) : bench;
      await after.clock.advance(5_000);
      expect(after.desk.squareOff.report(report.id).unreached).toMatchObject([{ accountId: child.id }]);
      await logIn(after, after.desk, child);
      await after.clock.advance(20_000);
      expect(venueNets(after)).toEqual([0, 0]);
      expect(venueOrders(after, child).filter(({ state }) => state === 'open')).toEqual([]);
      expect(after.desk.squareOff.report(report.id).unreached).toEqual([]);
    },
  );

  it('leaves what is opened after that alone', async () => {
    const bench = await childAway();
    const child = childOf(bench);
    await squareOff(bench);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(20_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, { accountId: child.id }));
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([0, 75]);
  });

  it('tells a person when it comes back on another day, and sells nothing then', async () => {
    const bench = await childAway();
    const child = childOf(bench);
    const { id } = await squareOff(bench);
    await waitForNextMorning(bench);
    const alerts = collectAlerts(bench);
    const before = venueOrders(bench, child).length;
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(60_000);
    expect(alerts.filter((code) => code === 'square-off-unseen')).toHaveLength(1);
    expect(venueOrders(bench, child)).toHaveLength(before);
    expect(bench.desk.squareOff.report(id).unreached).toEqual([]);
  });
});
