/** Accounts that leave a group, come back to it, or change their roles in it. */
import { describe, expect, it } from 'vitest';
import type { ChildLink } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  hidePlacement,
  outcomeOf,
  SELL,
  tradeByHand,
  venueNets,
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
} from '../bench/desk-bench.ts';

const LOT = 75;

/** A person carries out the plan of every divergence that is open. */
async function resyncAll(bench: DeskBench): Promise<void> {
  const { repair } = bench.desk.divergences;
  for (const { id } of bench.desk.divergences.list(ANN)) {
    const { planId } = repair.plan(ANN, id);
    await bench.clock.drive(repair.resync(ANN, id, planId));
    await bench.clock.advance(5_000);
  }
}

async function change(bench: DeskBench, draft: object): Promise<string> {
  const { id, version } = bench.desk.groups.get(ANN, bench.group.id);
  return outcomeOf(bench.clock.drive(bench.desk.groups.change(ANN, id, version, draft)));
}

describe('a child that missed an entry, left its group, and came back when its master was flat', () => {
  it('I4: is expected to hold nothing, and nothing is bought for it', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const [first] = bench.group.children;
    const away = childOf(bench, 1);
    await bench.clock.drive(bench.desk.accounts.endSession(away.id, 'test'));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(await change(bench, { children: [first] })).toBe('done');
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await logIn(bench, bench.desk, away);
    await bench.clock.advance(5_000);
    expect(await change(bench, { children: bench.group.children })).toBe('done');
    await bench.clock.advance(20_000);
    await resyncAll(bench);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });
});

describe('a child that missed an entry and left its group', () => {
  async function leftLacking(): Promise<DeskBench> {
    const bench = await openBench({ links: [{}, {}] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench, 1)), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(20_000);
    expect(bench.desk.divergences.list(ANN)).toMatchObject([{ expected: LOT, actual: 0 }]);
    return bench;
  }
  const leave = (bench: DeskBench) => change(bench, { children: bench.group.children.slice(0, 1) });

  it('I6: is bought nothing by a divergence that was open', async () => {
    const bench = await leftLacking();
    const { repair } = bench.desk.divergences;
    const [open] = bench.desk.divergences.list(ANN);
    const { planId } = repair.plan(ANN, open?.id ?? '');
    expect(await leave(bench)).toBe('done');
    const resync = repair.resync(ANN, open?.id ?? '', planId);
    expect(await outcomeOf(bench.clock.drive(resync))).toBe('divergence-not-found');
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([LOT, LOT, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I4: differs by nothing after a restart that came before anybody looked', async () => {
    const bench = await leftLacking();
    expect(await leave(bench)).toBe('done');
    expect(bench.desk.divergences.list(ANN)).toHaveLength(1);
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(20_000);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('a child whose entry is found filled after it left and came back', () => {
  it('I5: is out with its master, which was flat before it came back', async () => {
    const bench = await openBench({ links: [{}, {}], absenceAfterMs: 10_000 });
    await bench.clock.advance(12_000);
    hidePlacement(bench, childOf(bench, 1), 60_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(15_000);
    expect(await change(bench, { children: bench.group.children.slice(0, 1) })).toBe('done');
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(await change(bench, { children: bench.group.children })).toBe('done');
    expect(bench.desk.positions.copied(childOf(bench, 1).id, bench.instrument.id, 'D')).toBe(0);
    expect(venueNets(bench)).toEqual([0, 0, LOT]);
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('a master and a child that change their roles while they hold', () => {
  it('I6: are refused, or follow the right way round', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const link = bench.group.children[0] as ChildLink;
    const children = [{ ...link, accountId: bench.master.id }];
    const outcome = await change(bench, { masterId: childOf(bench).id, children });
    if (outcome !== 'done') return expect(outcome).toBe('child-not-flat');
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, accountId: childOf(bench).id }));
    await bench.clock.advance(20_000);
    await resyncAll(bench);
    return expect(venueNets(bench)).toEqual([LOT, LOT]);
  });
});

describe('a master and a child that change their roles while they are flat', () => {
  it('I4: follow the new way round', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await bench.clock.advance(20_000);
    const link = bench.group.children[0] as ChildLink;
    const [accountId, children] = [childOf(bench).id, [{ ...link, accountId: bench.master.id }]];
    expect(await change(bench, { masterId: accountId, children })).toBe('done');
    await placeAndSettle(bench, anOrderOf(bench, 2, { accountId }));
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, accountId }));
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([LOT, LOT]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('an account that led a group, which is gone, and follows in another one', () => {
  it('I4: what it holds is a difference, and nothing is sold for it', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    await placeAndSettle(bench, anOrderOf(bench, 1));
    tradeByHand(bench, childOf(bench), 'SELL', LOT);
    await bench.clock.advance(150_000);
    const { id, userId: _userId, version: _version, armed: _armed, ...draft } = bench.group;
    await bench.clock.drive(groups.remove(ANN, id));
    const link = bench.group.children[0] as ChildLink;
    const children = [{ ...link, accountId: bench.master.id }];
    await bench.clock.drive(groups.create(ANN, { ...draft, masterId: childOf(bench).id, children }));
    await bench.clock.advance(20_000);
    expect(venueNets(bench)).toEqual([LOT, 0]);
    expect(bench.desk.divergences.list(ANN)).toMatchObject([{ expected: 0, actual: LOT }]);
  });
});
