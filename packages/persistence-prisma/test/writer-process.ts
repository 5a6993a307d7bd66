/**
 * A process of its own that writes a journal until it is killed. It prints the number of each entry once that is
 * acknowledged, and holds the lease of one account all the while.
 */
import process from 'node:process';
import { anEntry } from '@copydesk/adapter-testkit';
import type { AccountId, UserId } from '@copydesk/core';
import { openPersistence } from '../src/index.ts';

const [location = '', userId = '', accountId = ''] = process.argv.slice(2);
const persistence = await openPersistence({
  ...(location.includes('://') ? { url: location } : { file: location }),
  secretKeys: [Buffer.alloc(32, 7)],
  hostId: 'writer',
});
const lease = await persistence.leases.take(accountId as AccountId);
process.stdout.write(`${'fence' in lease ? `fence ${lease.fence}` : 'refused'}\n`);
for (let number = 1; ; number += 1) {
  await persistence.journal.append([anEntry(userId as UserId, number)]);
  process.stdout.write(`${number}\n`);
}
