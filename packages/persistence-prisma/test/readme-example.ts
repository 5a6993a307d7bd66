import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { instantOf, type UserId } from '@copydesk/core';
import { openPersistence } from '@copydesk/persistence-prisma';

/** Opens a file, writes one line to a journal and reads it back, as after a restart. */
export async function writeAndReadBack(file: string): Promise<readonly string[]> {
  const secretKeys = [randomBytes(32)];
  const desk = await openPersistence({ file, secretKeys, hostId: os.hostname() });
  const userId = 'user-1' as UserId;
  await desk.journal.append([
    {
      userId,
      eventId: 1,
      at: instantOf(Date.now()),
      monotonicMs: performance.now(),
      event: { type: 'alert-raised', code: 'hello', accountId: undefined, text: 'Good morning.' },
    },
  ]);
  await desk.close();

  const again = await openPersistence({ file, secretKeys, hostId: os.hostname() });
  const seen: string[] = [];
  for await (const batch of again.journal.readAll()) seen.push(...batch.map(({ event }) => event.type));
  await again.close();
  return seen;
}
