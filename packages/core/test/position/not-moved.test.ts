/** What cannot be taken along over night is a divergence: seen, kept over a restart, wanted or over. */
import { describe, expect, it } from 'vitest';
import type { Divergence } from '../../src/index.ts';
import { adjustedLists, changeLists, nextMorning } from '../bench/adjusted-lists.ts';
import { childOf, collectAlerts, waitForNextMorning } from '../bench/bench-moves.ts';
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

const openOf = (bench: DeskBench): readonly Divergence[] => bench.desk.divergences.list(ANN);
const tellOf = ({ accountId, instrumentId, expected, actual, cause }: Divergence) => [
  accountId,
  instrumentId,
  expected,
  actual,
  cause.code,
];

/** The morning after: the contract has another strike, and no record says that it is the same. */
async function openUnmoved() {
  const { state, lists } = adjustedLists();
  const bench = await openBench({ links: [{}], lists });
  await placeAndSettle(bench, anOrderOf(bench, 2));
  await nextMorning(bench, () => changeLists(bench, state.list));
  return { bench, state };
}

/** The record has come: what was one contract is the other. */
async function renewLists({ bench, state }: Awaited<ReturnType<typeof openUnmoved>>): Promise<void> {
  changeLists(bench, state.list, (id) => (id === state.from ? state.to : undefined));
  bench.desk.listsChanged('sandbox');
  await bench.clock.advance(5_000);
}

describe('what could not be taken along over night', () => {
  it('I4: is one divergence of the child, with what it holds by the books', async () => {
    const { bench, state } = await openUnmoved();
    expect(openOf(bench).map(tellOf)).toEqual([
      [childOf(bench).id, state.from, 150, 150, 'position-not-moved'],
    ]);
    // Longer than a book may be late: what is missing in it is not taken for sold.
    await bench.clock.advance(130_000);
    expect(openOf(bench)).toHaveLength(1);
    const { positions } = bench.desk;
    expect([bench.master, childOf(bench)].map(({ id }) => positions.copied(id, state.from, 'D'))).toEqual([
      150, 150,
    ]);
  });

  it('ends by itself when a list says what became of it', async () => {
    const unmoved = await openUnmoved();
    await renewLists(unmoved);
    const { bench, state } = unmoved;
    expect(openOf(bench)).toEqual([]);
    expect(bench.desk.divergences.list(ANN, 'all')).toMatchObject([{ instrumentId: state.to, actual: 150 }]);
    expect(bench.desk.positions.copied(childOf(bench).id, state.to, 'D')).toBe(150);
  });

  it('is of the child also while only its master’s account was compared', async () => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await kill(bench);
    await waitForNextMorning(bench);
    changeLists(bench, state.list);

    const after = await restart(bench);
    await logIn(after, after.desk, after.master);
    await after.clock.advance(10_000);

    expect(openOf(after).map(tellOf)).toEqual([
      [childOf(after).id, state.from, 150, 150, 'position-not-moved'],
    ]);
  });

  it('is not over after a restart because nobody has compared it again', async () => {
    const { bench } = await openUnmoved();
    for (const { id } of [bench.master, childOf(bench)])
      await bench.clock.drive(bench.desk.accounts.endSession(id, 'test'));
    await kill(bench);
    const after = await restart(bench);
    const { id, version } = after.group;
    await after.clock.drive(after.desk.groups.change(ANN, id, version, { name: 'another name' }));
    await after.clock.advance(5_000);
    expect(openOf(after)).toHaveLength(1);
  });

  it('is the same one after a restart, before and after its account is read', async () => {
    const { bench } = await openUnmoved();
    const [before] = openOf(bench);
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(1_500);
    expect(openOf(after).map(({ id }) => id)).toEqual([before?.id]);
    for (const account of [after.master, ...after.children]) await logIn(after, after.desk, account);
    await after.clock.advance(30_000);
    expect(openOf(after).map(({ id }) => id)).toEqual([before?.id]);
    expect(after.desk.divergences.list(ANN, 'all')).toHaveLength(1);
  });

  it('is over, and stays so, when a person leaves it as it is', async () => {
    const { bench, state } = await openUnmoved();
    const [open] = openOf(bench);
    await bench.clock.drive(bench.desk.divergences.repair.accept(ANN, open?.id ?? ''));
    const alerts = collectAlerts(bench);
    await bench.clock.advance(60_000);
    expect(openOf(bench)).toEqual([]);
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(60_000);
    expect(openOf(after)).toEqual([]);
    expect(alerts).toEqual([]);

    // It is another difference when it happens again.
    await renewLists({ bench: after, state });
    expect(after.desk.positions.copied(childOf(after).id, state.to, 'D')).toBe(150);
  });
});
