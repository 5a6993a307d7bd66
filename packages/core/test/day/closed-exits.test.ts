/** Exits of a child that wait for the market to open, while its master has left already. */
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/index.ts';
import { childOf, SELL, venueNets } from '../bench/bench-moves.ts';
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
import { workingDays } from './market-hours.ts';

async function moveTo(bench: DeskBench, date: string, time: string): Promise<void> {
  bench.venue.clock.set(instantOf(Date.parse(`${date}T${time}+05:30`)));
  bench.desk.timeChanged();
  await bench.clock.advance(3_000);
}

const differences = (bench: DeskBench) =>
  bench.desk.divergences.list(ANN).map(({ expected, actual, cause }) => [cause.code, expected, actual]);

/** The master has left just before the close; the child, which was not logged in, owes its part. */
async function leftAlone(): Promise<DeskBench> {
  const bench = await openBench({ calendar: workingDays(), links: [{}] });
  bench.venue.market.change({ open: 'calendar' });
  await moveTo(bench, '2026-11-23', '15:00:00');
  await placeAndSettle(bench, anOrderOf(bench, 2));
  await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'test'));
  await moveTo(bench, '2026-11-23', '15:29:00');
  await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
  await bench.clock.advance(3_000);
  expect(differences(bench)).toEqual([['no-session', 0, 150]]);
  return bench;
}

describe('I4: a child whose exit waits for the market to open', () => {
  it('still holds, and an open divergence says so until the exit has gone in the morning', async () => {
    const bench = await leftAlone();
    await moveTo(bench, '2026-11-23', '16:00:00');
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(5_000);
    expect(differences(bench)).toEqual([['market-closed', 0, 150]]);

    await kill(bench);
    const again = await restart(bench);
    // Until its absence is proven, what was written down before the crash may be there.
    await again.clock.advance(200_000);
    expect(differences(again)).toEqual([['market-closed', 0, 150]]);

    await moveTo(again, '2026-11-24', '08:00:00');
    for (const account of [again.master, childOf(again)]) await logIn(again, again.desk, account);
    await moveTo(again, '2026-11-24', '09:15:01');
    await again.clock.advance(10_000);
    expect([venueNets(again), differences(again)]).toEqual([[0, 0], []]);
  });

  it('is looked at when the market closes, also where nothing else happens then', async () => {
    const bench = await leftAlone();
    // It may send nothing before the close: its broker asks to slow down.
    bench.venue.gate.addFault({ on: 'place', fault: '429', client: childOf(bench).clientId });
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(3_000);
    expect(differences(bench)).toEqual([]);
    await moveTo(bench, '2026-11-23', '15:31:00');
    await bench.clock.advance(3_000);
    expect(differences(bench)).toEqual([['market-closed', 0, 150]]);
  });
});
