/** An account that is removed while something else of it is under way: the desk of everybody else goes on (domain §4.9). */
import { describe, expect, it } from 'vitest';
import { type Account, type PlaceOutcome, sleep } from '../../src/index.ts';
import { childOf, interceptPlacements, outcomeOf } from '../bench/bench-moves.ts';
import {
  ANN,
  addAccount,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  SOUTH,
} from '../bench/desk-bench.ts';
import { convert } from '../conversion/conversion-moves.ts';

const REFUSED: PlaceOutcome = { kind: 'refused', code: 'other', brokerText: 'RMS: blocked' };

/** A group of a master and a child, and beside it an account of nobody's group. */
async function withSolo(): Promise<{ readonly bench: DeskBench; readonly solo: Account }> {
  const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
  const draft = { address: 'SOLO:s1', brokerId: SOUTH, clientId: 'CC0001' };
  const solo = await addAccount(bench, bench.desk, draft);
  await bench.clock.advance(2_500);
  return { bench, solo };
}

/** Master and child still trade, also after a restart. */
async function expectToGoOn(bench: DeskBench): Promise<void> {
  await bench.clock.advance(30_000);
  expect((await placeAndSettle(bench, anOrderOf(bench, 1))).children[0]?.status).toBe('filled');
  await kill(bench);
  const after = await restart(bench);
  await after.clock.advance(20_000);
  expect((await placeAndSettle(after, anOrderOf(after, 1))).children[0]?.status).toBe('filled');
}

describe('I7: an account that is removed', () => {
  it('joins no group that is changed in the same moment', async () => {
    const { bench, solo } = await withSolo();
    const { id, version, children } = bench.group;
    const newcomers = children.map((link) => ({ ...link, accountId: solo.id }));
    const removal = outcomeOf(bench.desk.accounts.remove(solo.id));
    const change = { children: [...newcomers, ...children] };
    const joining = outcomeOf(bench.desk.groups.change(ANN, id, version, change));
    expect(await bench.clock.drive(Promise.all([removal, joining]))).toEqual(['done', 'account-not-found']);
    await expectToGoOn(bench);
  });

  it('has no session by a login that is being stored in the same moment', async () => {
    const { bench, solo } = await withSolo();
    const { sessions } = bench.repositories;
    const save = sessions.save.bind(sessions);
    sessions.save = async (session) => {
      await sleep(bench.clock, 50);
      await save(session);
    };
    const login = outcomeOf(logIn(bench, bench.desk, solo));
    await bench.clock.advance(20);
    await bench.clock.drive(bench.desk.accounts.remove(solo.id));
    expect(await bench.clock.drive(login)).toBe('account-not-found');
    expect(bench.desk.accounts.sessionOf(solo.id)).toBeUndefined();
    expect((await sessions.all()).map(({ accountId }) => accountId)).not.toContain(solo.id);
    await expectToGoOn(bench);
  });

  it('stays when it could not be taken out of what is stored', async () => {
    const { bench, solo } = await withSolo();
    bench.repositories.accounts.remove = async () => Promise.reject(new Error('The disk is full.'));
    await expect(bench.desk.accounts.remove(solo.id)).rejects.toThrow('The disk is full.');
    expect(bench.desk.accounts.find(ANN, 'SOLO:s1').id).toBe(solo.id);
  });

  it('leaves no divergence open, also when it left its group just before', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const [leaver, stays] = [childOf(bench), childOf(bench, 1)];
    interceptPlacements(bench, leaver, () => async () => REFUSED);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(bench.desk.divergences.list(ANN).map(({ accountId }) => accountId)).toEqual([leaver.id]);
    const { id, version, children } = bench.desk.groups.get(ANN, bench.group.id);
    const left = children.filter(({ accountId }) => accountId === stays.id);
    await bench.clock.drive(bench.desk.groups.change(ANN, id, version, { children: left }));
    await bench.clock.drive(bench.desk.accounts.remove(leaver.id));
    await expectToGoOn(bench);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('ends the search for what became of its conversion', async () => {
    const { bench, solo } = await withSolo();
    await placeAndSettle(bench, anOrderOf(bench, 2, { accountId: solo.id, product: 'I' }));
    const { clientId: client } = solo;
    bench.venue.gate.addFault({ on: 'convert', fault: 'reset-before', times: 1, client });
    await convert(bench, 1, solo);
    expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('uncertain');
    await bench.clock.drive(bench.desk.accounts.remove(solo.id));
    await expectToGoOn(bench);
  });
});
