import { settle } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { ChildLink, CopyGroup, GroupDraft } from '../../src/index.ts';
import {
  BELOW_RESTING,
  childOf,
  clientOf,
  outcomeOf,
  RESTING,
  SELL,
  slowDownGroups,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
} from '../bench/desk-bench.ts';

const draftOf = ({ group }: DeskBench): GroupDraft => {
  const { id: _id, userId: _userId, version: _version, armed: _armed, ...draft } = group;
  return draft;
};

describe('changes of a group while another one is being stored', () => {
  it('keep a disarming', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    slowDownGroups(bench);

    const change = groups.change(ANN, bench.group.id, bench.group.version, { name: 'Other' });
    const disarm = groups.disarm(ANN, bench.group.id);
    await bench.clock.drive(Promise.all([change, disarm]));

    expect(groups.get(ANN, bench.group.id)).toMatchObject({ name: 'Other', armed: false });
    expect(await bench.repositories.groups.all()).toMatchObject([{ name: 'Other', armed: false }]);
  });

  it('are refused as stale when they were made of what has been replaced', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    slowDownGroups(bench);

    const attempts = ['One', 'Two'].map((name) =>
      outcomeOf(groups.change(ANN, bench.group.id, bench.group.version, { name })),
    );
    const outcomes = await bench.clock.drive(Promise.all(attempts));

    expect(outcomes).toEqual(['done', 'stale-version']);
    expect(groups.get(ANN, bench.group.id).name).toBe('One');
  });

  it('never put one account into two groups', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    await groups.remove(ANN, bench.group.id);
    slowDownGroups(bench);

    const attempts = [1, 2].map(() => outcomeOf(groups.create(ANN, draftOf(bench))));
    const outcomes = await bench.clock.drive(Promise.all(attempts));

    expect(outcomes).toEqual(['done', 'account-in-a-group']);
    expect(groups.listFor(ANN)).toHaveLength(1);
  });

  it('I5: do not strand a child that is taken out while an order is on its way', async () => {
    const bench = await openBench({ links: [{}, {}] });
    slowDownGroups(bench);
    const stays = bench.group.children[1] as ChildLink;

    const change = outcomeOf(
      bench.desk.groups.change(ANN, bench.group.id, bench.group.version, { children: [stays] }),
    );
    await settle();
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
    await bench.clock.advance(3_000);
    await Promise.all([change, placing]);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });
});

describe('an order that is on its way when the group changes', () => {
  const open = (bench: DeskBench): unknown[] => [...bench.desk.divergences.list(ANN)];
  const fillResting = async (bench: DeskBench): Promise<void> => {
    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(10_000);
  };

  it('I4: is not expected of a child that joins before it fills', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const { groups } = bench.desk;
    const [first] = bench.group.children;
    const { version } = await bench.clock.drive(
      groups.change(ANN, bench.group.id, bench.group.version, { children: [first as ChildLink] }),
    );
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    const { children } = bench.group;
    await bench.clock.drive(groups.change(ANN, bench.group.id, version, { children }));

    await fillResting(bench);
    expect([venueNets(bench), open(bench)]).toEqual([[150, 150, 0], []]);

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(10_000);
    expect([venueNets(bench), open(bench)]).toEqual([[225, 225, 75], []]);
  });

  it('I4: is not expected of the children of another group that its master has joined since', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    await bench.clock.drive(groups.remove(ANN, bench.group.id));
    const made = await bench.clock.drive(groups.create(ANN, draftOf(bench)));
    await bench.clock.drive(groups.arm(ANN, made.id));

    await fillResting(bench);
    expect([venueNets(bench), open(bench)]).toEqual([[150, 0], []]);
  });
});

describe('a change of a group that is stored when the desk is killed', () => {
  it('I4: is in the journal after the restart, so that what a child misses is a divergence', async () => {
    const bench = await openBench({ links: [{}], armed: false, copyOutsideOrders: true });
    const { groups } = bench.repositories;
    const save = groups.save.bind(groups);
    groups.save = async (group) => {
      await save(group);
      await kill(bench);
    };
    void bench.desk.groups.arm(ANN, bench.group.id).catch(() => undefined);
    await settle();
    expect(await groups.all()).toMatchObject([{ armed: true }]);
    expect((await journaledGroups(bench)).at(-1)).toMatchObject({ armed: false });
    groups.save = save;

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(6_000);
    const after = await restart(bench);
    await bench.clock.advance(10_000);

    expect((await journaledGroups(bench)).at(-1)).toMatchObject({ armed: true });
    expect(venueNets(bench)).toEqual([75, 0]);
    expect(after.desk.divergences.list(ANN)).toMatchObject([{ expected: 75, actual: 0 }]);
  });
});

/** Every change of a group that is durably journaled. */
async function journaledGroups({ journal }: DeskBench): Promise<readonly (CopyGroup | undefined)[]> {
  const entries = await journal.readAfter(ANN, 0, 1_000);
  return entries.flatMap(({ event }) => (event.type === 'group-changed' ? [event.group] : []));
}
