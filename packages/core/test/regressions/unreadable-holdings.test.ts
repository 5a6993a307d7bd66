/** Depository holdings that cannot be read at a start or a login. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/index.ts';
import { childOf, outcomeOf, SELL, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
} from '../bench/desk-bench.ts';

/** The broker answers every question of this account for its holdings with an error. */
function loseHoldings(bench: DeskBench, { brokerId, id }: Account): void {
  const broker = bench.brokers.get(brokerId) as ReferenceBroker;
  const holdings = broker.holdings.bind(broker);
  broker.holdings = (session, signal) =>
    session.accountId === id ? Promise.reject(new Error('503')) : holdings(session, signal);
}

describe('an account whose holdings cannot be read', () => {
  it('I5: follows its master out of an option after a restart', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);
    loseHoldings(bench, childOf(bench));
    const after = await restart(bench);
    await bench.clock.advance(10_000);
    await placeAndSettle(after, anOrderOf(after, 1, SELL));
    await bench.clock.advance(300_000);
    expect(venueNets(after)).toEqual([0, 0]);
  });

  it('I5: follows its master out of an option after a login', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    loseHoldings(bench, childOf(bench));
    await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'test'));
    await logIn(bench, bench.desk, childOf(bench));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(300_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: leaves an option by a command of its own', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);
    loseHoldings(bench, bench.master);
    const after = await restart(bench);
    await bench.clock.advance(60_000);
    const exit = after.desk.trader.place(ANN, anOrderOf(after, 1, SELL));
    expect(await outcomeOf(bench.clock.drive(exit))).toBe('done');
  });
});
