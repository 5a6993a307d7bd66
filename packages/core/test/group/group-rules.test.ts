import { describe, expect, it } from 'vitest';
import {
  type AccountAddress,
  type ChildLink,
  type GroupDraft,
  type Lots,
  sleep,
  TradingError,
  type UserId,
} from '../../src/index.ts';
import { childOf, outcomeOf } from '../bench/bench-moves.ts';
import {
  ANN,
  addAccount,
  anOrderOf,
  type DeskBench,
  NORTH,
  openBench,
  placeAndSettle,
} from '../bench/desk-bench.ts';

const BOB = 'user-bob' as UserId;

const draftOf = ({ group }: DeskBench): GroupDraft => {
  const { id: _id, userId: _userId, version: _version, armed: _armed, ...draft } = group;
  return draft;
};

/** What becomes of a change of the bench's group, with the field that it is refused for. */
async function changed(bench: DeskBench, draft: Partial<GroupDraft>): Promise<string> {
  const { version } = bench.desk.groups.get(ANN, bench.group.id);
  try {
    await bench.clock.drive(bench.desk.groups.change(ANN, bench.group.id, version, draft));
    return 'done';
  } catch (error) {
    if (!TradingError.is(error)) throw error;
    return `${error.code} ${error.path ?? ''}`.trim();
  }
}

const linkOf = (bench: DeskBench, place = 0): ChildLink => bench.group.children[place] as ChildLink;

describe('the rules of a group', () => {
  it('show it to its owner only', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;

    expect(await outcomeOf(groups.arm(BOB, bench.group.id))).toBe('group-not-found');
    expect(await outcomeOf(groups.remove(ANN, 'grp-none'))).toBe('group-not-found');
    expect([groups.listFor(BOB), groups.listFor(ANN).length]).toEqual([[], 1]);
  });

  it('say whose protections children follow: their master’s or their own', async () => {
    const bench = await openBench({ links: [{}] });
    expect(await changed(bench, { protection: 'own' })).toBe('done');
    expect(bench.desk.groups.byId(bench.group.id)?.protection).toBe('own');
    expect(await changed(bench, { protection: 'follow' })).toBe('done');
  });

  it('refuse an account twice, one of another group, and one of somebody else', async () => {
    const bench = await openBench({ links: [{}] });
    const link = linkOf(bench);
    const stranger = await addAccount(bench, bench.desk, {
      address: 'CHILD:x1',
      brokerId: NORTH,
      clientId: 'XX0001',
    });
    const { master } = bench;

    expect(await changed(bench, { children: [link, link] })).toBe('account-in-a-group /children/1/account');
    expect(await changed(bench, { children: [{ ...link, accountId: master.id }] })).toBe(
      'account-in-a-group /children/0/account',
    );
    const alone = { ...draftOf(bench), children: [], masterId: childOf(bench).id };
    expect(await outcomeOf(bench.desk.groups.create(ANN, alone))).toBe('account-in-a-group');
    const bobs = { ...draftOf(bench), children: [], masterId: stranger.id };
    expect(await outcomeOf(bench.desk.groups.create(BOB, bobs))).toBe('account-not-found');
  });

  it('never mix sandbox and live money', async () => {
    const bench = await openBench({ links: [{}] });
    const live = await bench.desk.accounts.add(ANN, {
      address: 'CHILD:live' as AccountAddress,
      brokerId: NORTH,
      environment: 'live',
      clientId: 'LL0001',
      egress: { kind: 'default' },
      credentials: {},
    });

    expect(await changed(bench, { children: [{ ...linkOf(bench), accountId: live.id }] })).toBe(
      'environment-mixed /children/0/account',
    );
  });

  it('want a cap where capital sizes an entry', async () => {
    const bench = await openBench({ links: [{}] });
    const sizing = { kind: 'capital', declared: undefined, atLeastOneLot: false } as const;

    expect(
      await changed(bench, { children: [{ ...linkOf(bench), sizing: { ...sizing, capLots: undefined } }] }),
    ).toBe('not-supported /children/0/sizing/capLots');
    expect(
      await changed(bench, { children: [{ ...linkOf(bench), sizing: { ...sizing, capLots: 2 as Lots } }] }),
    ).toBe('done');
  });

  it('let a person end `stopped` by resuming only, and never set it', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const { groups } = bench.desk;
    const [link, other] = [linkOf(bench, 0), linkOf(bench, 1)];

    expect(await changed(bench, { children: [{ ...link, state: 'stopped' }, other] })).toBe(
      'not-supported /children/0/state',
    );
    expect(await outcomeOf(groups.resumeChild(ANN, bench.group.id, bench.master.id))).toBe(
      'account-not-found',
    );
    const resumed = await groups.resumeChild(ANN, bench.group.id, link.accountId);
    expect(resumed.children.map(({ state }) => state)).toEqual(['active', 'active']);
  });

  it('arm an armed group again without another version', async () => {
    const bench = await openBench({ links: [{}] });

    const again = await bench.desk.groups.arm(ANN, bench.group.id);

    expect(again.version).toBe(bench.group.version);
  });

  it('keep what was in force when a change or a new group cannot be stored', async () => {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    const other = await addAccount(bench, bench.desk, {
      address: 'MASTER:k9',
      brokerId: NORTH,
      clientId: 'XX0009',
    });
    const save = bench.repositories.groups.save.bind(bench.repositories.groups);
    bench.repositories.groups.save = () => Promise.reject(new Error('the disk is full'));

    await expect(groups.disarm(ANN, bench.group.id)).rejects.toThrow('the disk is full');
    const draft = { ...draftOf(bench), children: [], masterId: other.id };
    await expect(groups.create(ANN, draft)).rejects.toThrow('the disk is full');
    bench.repositories.groups.save = save;

    expect(groups.get(ANN, bench.group.id)).toMatchObject({ armed: true, version: bench.group.version });
    expect(groups.ledBy(other.id)).toBeUndefined();
    expect(groups.of(childOf(bench).id)?.id).toBe(bench.group.id);
    expect((await groups.create(ANN, draft)).masterId).toBe(other.id);
  });

  it('keep a link stopped that a guard stopped while a change could not be stored', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const { groups } = bench.desk;
    const { group, repositories, clock } = bench;
    const { save } = repositories.groups;
    repositories.groups.save = async () => {
      await sleep(clock, 50);
      throw new Error('the disk is full');
    };

    const changing = groups.change(ANN, group.id, group.version, { copyWhen: 'simultaneous' });
    const refused = expect(changing).rejects.toThrow('the disk is full');
    await clock.advance(10);
    groups.stopChild(group.id, childOf(bench, 1).id, "the day's loss");
    await clock.advance(100);
    await refused;
    repositories.groups.save = save;

    const now = groups.get(ANN, group.id);
    expect(now).toMatchObject({ copyWhen: group.copyWhen, armed: true });
    expect(now.children.map((child) => [child.state, child.stoppedBecause])).toEqual([
      ['active', undefined],
      ['stopped', "the day's loss"],
    ]);
    // A stale draft must not bring the link back: its version is older than the stop.
    expect(await outcomeOf(groups.change(ANN, group.id, group.version, {}))).toBe('stale-version');
  });

  it('let nobody leave who holds what was copied', async () => {
    const bench = await openBench({ links: [{}, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));

    expect(await changed(bench, { children: [linkOf(bench, 0)] })).toBe('child-not-flat');
    expect(await outcomeOf(bench.desk.groups.remove(ANN, bench.group.id))).toBe('child-not-flat');
  });
});
