/** The part of the journal contract about the chain: what was changed, taken out or cut off is found, and where. */
import type { JournalAudit, JournalEntry, JournalHead, UserId } from '@copydesk/core';
import { expect, it, type TestContext } from 'vitest';
import type { JournalBench } from './journal-contract.ts';
import { aFanOut, anAlert, anEntry, entriesOf } from './journal-entries.ts';

/** A stored journal as somebody who has the storage in hand sees it. */
export interface StoredChain {
  /** Walks the user's chain; `noted` are heads that were kept elsewhere. */
  audit(userId: UserId, noted?: readonly JournalHead[]): Promise<JournalAudit>;
  /** Changes a stored entry past the port, and leaves its hash as it was. */
  forge(userId: UserId, eventId: number, change: ForgedEntry): Promise<void>;
  /** Takes a stored entry out past the port. */
  remove(userId: UserId, eventId: number): Promise<void>;
}

/** What a forger puts in the place of what was written. */
export type ForgedEntry = Partial<Pick<JournalEntry, 'eventId' | 'at' | 'monotonicMs' | 'event'>>;

const ANN = 'user-ann' as UserId;
const BOB = 'user-bob' as UserId;

/** Adds the cases to the suite that runs. */
export function chainCases(bench: () => JournalBench): void {
  /** Ten entries of Ann, and the chain; undefined, and the case skipped, when entries are not chained. */
  async function tenEntries(context: TestContext): Promise<StoredChain> {
    const { chain, journal } = bench();
    if (chain === undefined) return context.skip('entries are not chained');
    await journal.append([...entriesOf(ANN, 1, 4), anEntry(ANN, 5, aFanOut(ANN, 2))]);
    await journal.append(entriesOf(ANN, 6, 10));
    return chain;
  }

  it('JC-701: the audit of an untouched journal counts it, dates it and gives its head', async (context) => {
    const chain = await tenEntries(context);

    const audit = await chain.audit(ANN);

    expect(audit).toEqual({
      userId: ANN,
      entries: 10,
      firstAt: anEntry(ANN, 1).at,
      lastAt: anEntry(ANN, 10).at,
      head: { eventId: 10, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      broken: undefined,
    });
    expect(await chain.audit(BOB)).toMatchObject({ entries: 0, head: undefined, broken: undefined });
  });

  it.each<[string, ForgedEntry]>([
    ['event', { event: anAlert(99) }],
    ['time', { at: anEntry(ANN, 6).at }],
    ['duration', { monotonicMs: 5.5 }],
    ['kind', { event: { ...anAlert(5), type: 'child-skipped' } as never }],
  ])('JC-702: an entry whose %s was changed is found, the ones before it stand', async (_, change) => {
    const { chain, journal } = bench();
    if (chain === undefined) return;
    await journal.append(entriesOf(ANN, 1, 10));

    await chain.forge(ANN, 5, change);

    expect(await chain.audit(ANN)).toMatchObject({
      entries: 4,
      head: { eventId: 4 },
      broken: { eventId: 5, problem: 'changed' },
    });
  });

  it('JC-703: an entry that was taken out leaves a gap, also the first one', async (context) => {
    const chain = await tenEntries(context);

    await chain.remove(ANN, 6);
    expect((await chain.audit(ANN)).broken).toEqual({ eventId: 6, problem: 'gap' });
    await chain.remove(ANN, 1);

    expect((await chain.audit(ANN)).broken).toEqual({ eventId: 1, problem: 'gap' });
  });

  it('JC-704: a gap that was closed by renumbering is found', async (context) => {
    const chain = await tenEntries(context);

    await chain.remove(ANN, 6);
    for (let number = 7; number <= 10; number += 1) await chain.forge(ANN, number, { eventId: number - 1 });

    expect((await chain.audit(ANN)).broken).toEqual({ eventId: 6, problem: 'changed' });
  });

  it('JC-705: two entries that changed places are found', async (context) => {
    const chain = await tenEntries(context);

    await chain.forge(ANN, 3, { eventId: 99 });
    await chain.forge(ANN, 4, { eventId: 3 });
    await chain.forge(ANN, 99, { eventId: 4 });

    expect((await chain.audit(ANN)).broken).toEqual({ eventId: 3, problem: 'changed' });
  });

  it('JC-706: an end that was cut off is found by a head that was noted elsewhere, and by nothing else', async (context) => {
    const chain = await tenEntries(context);
    const noted = (await chain.audit(ANN)).head as JournalHead;
    expect((await chain.audit(ANN, [noted])).broken).toBeUndefined();

    await chain.remove(ANN, 10);
    await chain.remove(ANN, 9);

    expect(await chain.audit(ANN)).toMatchObject({ entries: 8, broken: undefined });
    expect((await chain.audit(ANN, [noted])).broken).toEqual({ eventId: 9, problem: 'cut-off' });
  });

  it('JC-707: a chain that fits itself and not the head that was noted elsewhere is found', async (context) => {
    const chain = await tenEntries(context);

    const audit = await chain.audit(ANN, [{ eventId: 7, hash: 'ab'.repeat(32) }]);

    expect(audit.broken).toEqual({ eventId: 7, problem: 'other-past' });
  });

  it('JC-708: the chains of two users do not touch each other', async (context) => {
    const chain = await tenEntries(context);
    await bench().journal.append(entriesOf(BOB, 1, 3));

    await chain.forge(ANN, 5, { event: anAlert(99) });

    expect(await chain.audit(BOB)).toMatchObject({ entries: 3, broken: undefined });
  });

  it('JC-709: the same entries make the same chain, however they came: in one append, one by one, by two writers, over a restart', async (context) => {
    const { chain, journal, another, reopen } = bench();
    if (chain === undefined) return context.skip('entries are not chained');
    const hashes: (string | undefined)[] = [];
    for (let number = 1; number <= 6; number += 1) {
      const writer = another !== undefined && number === 3 ? await another() : journal;
      await writer.append([anEntry(ANN, number)]);
      hashes.push((await chain.audit(ANN)).head?.hash);
    }
    const after = (await reopen?.()) ?? journal;
    await after.append(entriesOf(ANN, 7, 9));

    const audit = await chain.audit(
      ANN,
      hashes.map((hash, at) => ({ eventId: at + 1, hash: hash ?? '' })),
    );

    expect(audit).toMatchObject({ entries: 9, broken: undefined });
    expect(new Set(hashes).size).toBe(6);
  });

  it('JC-710: figures and texts of every kind are hashed as they are stored', async (context) => {
    const { chain, journal } = bench();
    if (chain === undefined) return context.skip('entries are not chained');
    const text = 'रोहित “stop” 🙂 e\u0301 \\ \' " \t\n\u0001 \u2028 \ud800';
    const figures = [0, -0, 0.1, 1e-7, 86_399_999.123456, 1e21, 5e-324];
    await journal.append(
      figures.map((monotonicMs, at) => ({
        ...anEntry(ANN, at + 1, { type: 'alert-raised', code: 'test', accountId: undefined, text }),
        monotonicMs,
      })),
    );

    expect(await chain.audit(ANN)).toMatchObject({ entries: figures.length, broken: undefined });
  });
}
