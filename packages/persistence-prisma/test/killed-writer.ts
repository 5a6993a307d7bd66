import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { anEntry } from '@copydesk/adapter-testkit';
import type { AccountId, JournalEntry, UserId } from '@copydesk/core';
import { expect, it } from 'vitest';
import { openPersistence } from '../src/index.ts';
import type { Storage } from './storage.ts';

const WRITER = fileURLToPath(new URL('writer-process.ts', import.meta.url));
const ANN = 'user-ann' as UserId;
const ACCOUNT = 'account-1' as AccountId;

/** A process that writes is killed in the middle of it; what it said it wrote must be there. */
export function itSurvivesKill(name: string, newStorage: () => Promise<Storage>): void {
  it(`${name}: I2: kill -9 loses no acknowledged entry, and the dead process holds no lease`, async () => {
    const storage = await newStorage();
    const { location } = storage;
    const place = 'file' in location ? location.file : location.url;
    const acknowledged = await writeUntilKilled(place, 200);

    const persistence = await openPersistence({
      ...location,
      secretKeys: [Buffer.alloc(32, 7)],
      hostId: 'test',
    });
    try {
      const lease = await persistence.leases.take(ACCOUNT);
      expect(lease).toMatchObject({ fence: 2 });

      const entries: JournalEntry[] = [];
      for await (const batch of persistence.journal.readAll()) entries.push(...batch);
      expect(acknowledged).toBeGreaterThanOrEqual(200);
      // One more may have been written and not yet announced.
      expect(entries.length - acknowledged).toBeGreaterThanOrEqual(0);
      expect(entries.length - acknowledged).toBeLessThanOrEqual(1);
      expect(entries.map((entry) => entry.eventId)).toEqual(entries.map((_, index) => index + 1));
      await persistence.journal.append([anEntry(ANN, entries.length + 1)]);
    } finally {
      await persistence.close();
      await storage.remove();
    }
  });
}

/** The last number that was acknowledged before the end. While the process lives, its lease is refused to others. */
async function writeUntilKilled(place: string, atLeast: number): Promise<number> {
  const writer = spawn(process.execPath, ['--conditions=@copydesk/source', WRITER, place, ANN, ACCOUNT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(writer, 'exit');
  let last = 0;
  try {
    for await (const line of createInterface({ input: writer.stdout })) {
      if (line.startsWith('fence')) {
        expect(line).toBe('fence 1');
        await expectRefused(place, writer.pid ?? 0);
        continue;
      }
      last = Number(line);
      if (last >= atLeast) writer.kill('SIGKILL');
    }
  } finally {
    writer.kill('SIGKILL');
  }
  await exited;
  return last;
}

async function expectRefused(place: string, processId: number): Promise<void> {
  const persistence = await openPersistence({
    ...(place.includes('://') ? { url: place } : { file: place }),
    secretKeys: [Buffer.alloc(32, 7)],
    hostId: 'test',
  });
  try {
    expect(await persistence.leases.take(ACCOUNT)).toEqual({ heldBy: `process ${processId} on writer` });
  } finally {
    await persistence.close();
  }
}
