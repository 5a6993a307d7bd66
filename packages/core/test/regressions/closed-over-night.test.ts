/** What nobody can hold on the next day is not sold in the morning (domain §4.3: an exit opens no opposite position). */
import { describe, expect, it } from 'vitest';
import type { Product } from '../../src/index.ts';
import { childOf, fullExitOf, outcomeOf, venueNets, waitForNextMorning } from '../bench/bench-moves.ts';
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
import { byHand, LOT } from '../conversion/conversion-moves.ts';
import { rs, ToldPrices, tick } from '../protection/told-prices.ts';

/** Master and child bought two lots of product `I` at ₹200, protected at ₹190 in the master; then the desk died, and the brokers closed the day. */
async function overNight(before: (bench: DeskBench) => unknown = () => undefined): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], livePrices: new ToldPrices() });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2, { product: 'I', protection: { stop: rs(190) } }));
  await kill(bench);
  before(bench);
  await waitForNextMorning(bench);
  return await restart(bench);
}

/** Everybody logs in, at this price. */
async function logInAt(bench: DeskBench, rupees: number, ms: number): Promise<void> {
  tick(bench, rupees);
  for (const account of [bench.master, ...bench.children]) await logIn(bench, bench.desk, account);
  for (let passed = 0; passed < ms; passed += 500) {
    tick(bench, rupees);
    await bench.clock.advance(500);
  }
}

const netOf = (bench: DeskBench, product: Product) =>
  [bench.master, childOf(bench)].map(({ id }) => bench.desk.positions.net(id, bench.instrument.id, product));
const sentTo = (bench: DeskBench) =>
  [bench.master, childOf(bench)].flatMap((account) => venueOrders(bench, account));

describe('I6: an intraday position that the broker closed while the desk was down', () => {
  it('is no more when the books are read first, and its stop does not act on the morning’s price', async () => {
    const bench = await overNight();
    await logInAt(bench, 180, 10_000);
    expect([netOf(bench, 'I'), sentTo(bench), venueNets(bench)]).toEqual([[0, 0], [], [0, 0]]);
    expect(bench.desk.protections.list(ANN)).toEqual([]);
  });

  it('is not exited by a person who does so at once', async () => {
    const bench = await overNight();
    await logInAt(bench, 200, 0);
    const exit = { ...fullExitOf(bench, bench.master), product: 'I' } as const;
    expect(await bench.clock.drive(outcomeOf(bench.desk.trader.exit(ANN, exit)))).toBe('nothing-to-exit');
    const scope = { kind: 'group', groupId: bench.group.id } as const;
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
    await bench.clock.advance(10_000);
    expect([sentTo(bench), venueNets(bench)]).toEqual([[], [0, 0]]);
  });

  it('is not sold beside what was converted in the broker’s own app before that', async () => {
    const bench = await overNight((dead) => {
      for (const account of [dead.master, childOf(dead)]) byHand(dead, account, 2 * LOT);
    });
    await logInAt(bench, 180, 10_000);
    expect([netOf(bench, 'I'), netOf(bench, 'D')]).toEqual([
      [0, 0],
      [2 * LOT, 2 * LOT],
    ]);
    expect([sentTo(bench), venueNets(bench)]).toEqual([[], [2 * LOT, 2 * LOT]]);
  });
});

describe('I6: a contract that expired while the desk was down', () => {
  it('is no more when the books are read first', async () => {
    const bench = await openBench({ links: [{}], livePrices: new ToldPrices() });
    tick(bench, 200);
    await placeAndSettle(bench, anOrderOf(bench, 2, { protection: { stop: rs(190) } }));
    await kill(bench);
    await waitForNextMorning(bench);
    await waitForNextMorning(bench);
    const again = await restart(bench);
    await logInAt(again, 180, 10_000);
    expect([netOf(again, 'D'), sentTo(again)]).toEqual([[0, 0], []]);
  });
});
