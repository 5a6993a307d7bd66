/** Accounts that leave a group, come back to it, or change their roles in it. */
import { describe, expect, it } from 'vitest';
import type { ChildLink } from '../../src/index.ts';
import { childOf, outcomeOf, SELL, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, logIn, openBench, placeAndSettle } from '../bench/desk-bench.ts';

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
