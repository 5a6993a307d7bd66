/** A group that is removed and made anew with the same accounts: what children owe and lack there. */
import { describe, expect, it } from 'vitest';
import type { GroupDraft } from '../../src/index.ts';
import { childOf, clientOf, SELL, tradeByHand, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;

/** Everybody traded the instrument in a group that is gone, and is flat; the same accounts are in another group now. */
async function inAnotherGroup(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  await placeAndSettle(bench, anOrderOf(bench, 2));
  await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
  await bench.clock.drive(bench.desk.groups.remove(ANN, bench.group.id));
  return madeAnew(bench);
}

/** The group again, with the same accounts, after it was removed. */
async function madeAnew(bench: DeskBench): Promise<DeskBench> {
  const { id: _id, userId: _userId, version: _version, armed: _armed, ...draft } = bench.group;
  const { groups } = bench.desk;
  const made = await bench.clock.drive(groups.create(ANN, draft satisfies GroupDraft));
  const group = await bench.clock.drive(groups.arm(ANN, made.id));
  return { ...bench, group };
}

const differences = (bench: DeskBench) =>
  bench.desk.divergences.list(ANN).map(({ expected, actual }) => [expected, actual]);

describe('accounts that are in another group than before', () => {
  it('I5: a child’s exit that a crash cut off goes after the restart', async () => {
    const bench = await inAnotherGroup();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    void bench.desk.trader.place(ANN, anOrderOf(bench, 2, SELL)).catch(() => undefined);
    await bench.clock.advance(100);
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(150_000);
    expect(venueNets(after)).toEqual([0, 0]);
  });

  it('I4: an entry that a child missed is a divergence', async () => {
    const bench = await inAnotherGroup();
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.clock.advance(20_000);
    expect([venueNets(bench), differences(bench)]).toEqual([[2 * LOT, 0], [[2 * LOT, 0]]]);
  });
});

/** The child is out by hand, so the group could be removed while its master holds two lots. */
async function removedWhileHeld(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  await placeAndSettle(bench, anOrderOf(bench, 2));
  tradeByHand(bench, childOf(bench), 'SELL', 2 * LOT);
  await bench.clock.advance(150_000);
  await bench.clock.drive(bench.desk.groups.remove(ANN, bench.group.id));
  return bench;
}

describe('a master that holds from a group that is gone', () => {
  it('I4: gives its next entry to the child, and nothing of what it held before', async () => {
    const bench = await madeAnew(await removedWhileHeld());
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(20_000);
    expect([venueNets(bench), differences(bench)]).toEqual([[3 * LOT, LOT], []]);
  });
});

describe('a master that went flat between two groups', () => {
  it('I4: its next entry stays in the child', async () => {
    const before = await removedWhileHeld();
    await placeAndSettle(before, anOrderOf(before, 2, SELL));
    const bench = await madeAnew(before);

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(20_000);

    const sides = venueOrders(bench, childOf(bench)).map(({ side }) => side);
    expect(sides).toEqual(['BUY', 'SELL', 'BUY']);
    expect(venueNets(bench)).toEqual([LOT, LOT]);
  });
});
