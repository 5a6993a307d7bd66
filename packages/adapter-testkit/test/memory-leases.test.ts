import { describeLeaseContract, MemoryLeases } from '@copydesk/adapter-testkit';
import type { AccountId } from '@copydesk/core';
import { expect, it } from 'vitest';

describeLeaseContract({
  name: 'memory',
  start: async () => {
    const leases = new MemoryLeases();
    return {
      holder: async (name) => leases.portOf(name),
      kill: async (name) => leases.die(name),
      close: async () => {},
    };
  },
});

it('a holder whose lease is broken learns it, and the account is free', async () => {
  const leases = new MemoryLeases();
  const account = 'account-1' as AccountId;
  const lease = await leases.portOf('ann').take(account);
  if ('heldBy' in lease) throw new Error('not given');

  leases.break(account);

  expect(lease.lost.aborted).toBe(true);
  expect(await leases.portOf('bob').take(account)).toHaveProperty('fence', lease.fence + 1);
});
