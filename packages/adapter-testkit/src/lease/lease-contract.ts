/**
 * What every `LeasePort` must keep: one writer per account, and a fencing number by which a late one is recognised.
 */
import type { AccountId, Lease, LeasePort } from '@copydesk/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What an implementer gives: several holders on one storage. */
export interface LeaseBench {
  /** The port as a further holder has it; each call is another holder. */
  holder(name: string): Promise<LeasePort>;
  /** Called before leases of these accounts are taken, for storage that wants the accounts to exist. */
  addAccounts?(accountIds: readonly AccountId[]): Promise<void>;
  /**
   * Kills a holder on this host without letting it give anything back: what the system releases at a process's death
   * (its file lock, its connection) is released, nothing else is. Absent: holders cannot die alone.
   */
  kill?(name: string): Promise<void>;
  close(): Promise<void>;
}

/** How to run the contract. */
export interface LeaseContract {
  readonly name: string;
  start(): Promise<LeaseBench>;
}

const FIRST = 'account-1' as AccountId;
const SECOND = 'account-2' as AccountId;

/** Runs the contract of the lease port as vitest cases. */
export function describeLeaseContract(contract: LeaseContract): void {
  describe(`lease contract: ${contract.name}`, () => {
    let bench: LeaseBench;

    beforeEach(async () => {
      bench = await contract.start();
      await bench.addAccounts?.([FIRST, SECOND]);
    });
    afterEach(() => bench.close());

    it('LC-101: a free account is given, with a living lease', async () => {
      const ann = await bench.holder('ann');

      const lease = granted(await ann.take(FIRST));

      expect(lease.accountId).toBe(FIRST);
      expect(lease.fence).toBeGreaterThan(0);
      expect(lease.lost.aborted).toBe(false);
    });

    it('LC-102: a second holder is refused and told who has it', async () => {
      const ann = await bench.holder('ann');
      const bob = await bench.holder('bob');
      granted(await ann.take(FIRST));

      const answer = await bob.take(FIRST);

      expect(answer).toHaveProperty('heldBy');
      expect('heldBy' in answer && answer.heldBy.length).toBeGreaterThan(0);
    });

    it('LC-103: a holder that asks twice is refused too: two writers in one process are two writers', async () => {
      const ann = await bench.holder('ann');
      const lease = granted(await ann.take(FIRST));

      expect(await ann.take(FIRST)).toHaveProperty('heldBy');
      expect(lease.lost.aborted).toBe(false);
    });

    it('LC-104: leases of different accounts do not touch each other', async () => {
      const ann = await bench.holder('ann');
      const bob = await bench.holder('bob');
      granted(await ann.take(FIRST));

      expect(granted(await bob.take(SECOND)).accountId).toBe(SECOND);
    });

    it('LC-201: what was given back can be taken, with a higher fence', async () => {
      const ann = await bench.holder('ann');
      const bob = await bench.holder('bob');
      const first = granted(await ann.take(FIRST));
      await first.release();

      const second = granted(await bob.take(FIRST));

      expect(second.fence).toBeGreaterThan(first.fence);
    });

    it('LC-202: giving back twice, or after somebody else took it, takes nothing from anybody', async () => {
      const ann = await bench.holder('ann');
      const bob = await bench.holder('bob');
      const first = granted(await ann.take(FIRST));
      await first.release();
      const second = granted(await bob.take(FIRST));

      await first.release();

      expect(second.lost.aborted).toBe(false);
      expect(await ann.take(FIRST)).toHaveProperty('heldBy');
    });

    it('LC-203: the fence grows through many changes of holder', async () => {
      const holders = [await bench.holder('ann'), await bench.holder('bob')];
      let last = 0;

      for (let round = 0; round < 10; round += 1) {
        const lease = granted(await (holders[round % 2] as LeasePort).take(FIRST));
        expect(lease.fence).toBeGreaterThan(last);
        last = lease.fence;
        await lease.release();
      }
    });

    it('LC-301: of many that ask at once exactly one is given it', async () => {
      const holders = await Promise.all(
        Array.from({ length: 6 }, (_, index) => bench.holder(`holder-${index}`)),
      );

      const answers = await Promise.all(holders.map((holder) => holder.take(FIRST)));

      expect(answers.filter((answer) => 'fence' in answer)).toHaveLength(1);
    });

    it('LC-401: a dead holder on the same host does not count', async (context) => {
      if (bench.kill === undefined) return context.skip('holders cannot die alone');
      const ann = await bench.holder('ann');
      const bob = await bench.holder('bob');
      const first = granted(await ann.take(FIRST));
      await bench.kill('ann');

      const second = granted(await bob.take(FIRST));

      expect(second.fence).toBeGreaterThan(first.fence);
    });
  });
}

function granted(answer: Lease | { readonly heldBy: string }): Lease {
  if ('heldBy' in answer) throw new Error(`Not given: held by ${answer.heldBy}`);
  return answer;
}
