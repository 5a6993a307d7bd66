/** The part of the journal contract about fences: who has lost a lease writes nothing more about its account. */
import type { AccountId, JournalPort, Lease, LeasePort, UserId } from '@copydesk/core';
import { expect, it, type TestContext } from 'vitest';
import type { JournalBench } from './journal-contract.ts';
import { anEntry } from './journal-entries.ts';

const ANN = 'user-ann' as UserId;
const FIRST = 'account-1' as AccountId;
const SECOND = 'account-2' as AccountId;

/** Adds the cases to the suite that runs. */
export function fenceCases(bench: () => JournalBench): void {
  function leasesOf(context: TestContext): { readonly leases: LeasePort; readonly journal: JournalPort } {
    const { leases, journal } = bench();
    if (leases === undefined) return context.skip('no leases lie beside this journal');
    return { leases, journal };
  }

  it('JC-801: an append under leases that are held is written', async (context) => {
    const { leases, journal } = leasesOf(context);
    const held = [await granted(leases, FIRST), await granted(leases, SECOND)];

    await journal.append([anEntry(ANN, 1)], held);
    await journal.append([anEntry(ANN, 2)], held.slice(1));

    expect(await journal.readAfter(ANN, 0, 10)).toHaveLength(2);
  });

  it('JC-802: I1: an append under a lease that somebody else was given since is refused whole', async (context) => {
    const { leases, journal } = leasesOf(context);
    const old = await granted(leases, FIRST);
    const other = await granted(leases, SECOND);
    await journal.append([anEntry(ANN, 1)], [old, other]);
    await old.release();
    const taken = await granted(leases, FIRST);

    await expect(journal.append([anEntry(ANN, 2)], [old])).rejects.toThrow();
    await expect(journal.append([anEntry(ANN, 2)], [other, old])).rejects.toThrow();

    expect(await journal.readAfter(ANN, 0, 10)).toHaveLength(1);
    await journal.append([anEntry(ANN, 2)], [taken, other]);
    await journal.append([anEntry(ANN, 3)], [other]);
    expect(await journal.readAfter(ANN, 0, 10)).toHaveLength(3);
  });

  it('JC-803: I1: a fence of an account that was never given to anybody is refused', async (context) => {
    const { journal } = leasesOf(context);

    await expect(journal.append([anEntry(ANN, 1)], [{ accountId: FIRST, fence: 1 }])).rejects.toThrow();

    expect(await journal.readAfter(ANN, 0, 10)).toEqual([]);
  });

  it('JC-804: a lease that was given back and taken by nobody still lets its last holder finish writing', async (context) => {
    const { leases, journal } = leasesOf(context);
    const lease = await granted(leases, FIRST);
    await lease.release();

    await journal.append([anEntry(ANN, 1)], [lease]);

    expect(await journal.readAfter(ANN, 0, 10)).toHaveLength(1);
  });

  it('JC-805: I1: once a lease is given, nothing under the one before it is written any more, whatever was on its way', async (context) => {
    const { leases, journal } = leasesOf(context);
    let old = await granted(leases, FIRST);
    let written = 0;

    for (let round = 0; round < 10; round += 1) {
      const late = journal.append([anEntry(ANN, written + 1)], [old]).then(
        () => true,
        () => false,
      );
      await old.release();
      const next = await granted(leases, FIRST);
      const seen = (await journal.readAfter(ANN, 0, 100)).length;
      // What the new holder does not see now must never come.
      if (await late) written += 1;
      expect(written).toBe(seen);
      await expect(journal.append([anEntry(ANN, written + 1)], [old])).rejects.toThrow();
      old = next;
    }
  });
}

async function granted(leases: LeasePort, accountId: AccountId): Promise<Lease> {
  const answer = await leases.take(accountId);
  if ('heldBy' in answer) throw new Error(`Not given: held by ${answer.heldBy}`);
  return answer;
}
