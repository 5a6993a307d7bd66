import {
  describeJournalContract,
  describeLeaseContract,
  describeRepositoriesContract,
  type StoredChain,
} from '@copydesk/adapter-testkit';
import type { LeasePort, UserId } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { openJournalArchive, openPersistence, type Persistence } from '../src/index.ts';
import { type OpenLeases, openLeases } from './open-leases.ts';
import { type Storage, TEST_KEY } from './storage.ts';

/** Runs the contracts of everything that this package implements, on one kind of storage. */
export function describeStorageContracts(name: string, newStorage: () => Promise<Storage>): void {
  describeJournalContract({
    name,
    start: async () => {
      const { storage, open, reopen, close } = await aStore(newStorage);
      const first = await open();
      return {
        journal: first.journal,
        another: async () => (await open()).journal,
        reopen: async () => (await reopen()).journal,
        leases: first.leases,
        chain: chainIn(storage),
        close: async () => {
          await close();
          await storage.remove();
        },
      };
    },
  });

  describeRepositoriesContract({
    name,
    start: async () => {
      const { storage, open, reopen, close } = await aStore(newStorage);
      const { users, access, accounts, brokerSessions, groups } = await open();
      return {
        users,
        access,
        accounts,
        brokerSessions,
        groups,
        rawBytes: storage.rawBytes,
        reopen,
        close: async () => {
          await close();
          await storage.remove();
        },
      };
    },
  });

  describe(`preferences: ${name}`, () => {
    it('are kept per user over a restart, and a writer that did not see the last write is refused', async () => {
      const { storage, open, reopen, close } = await aStore(newStorage);
      const [ann, bob] = ['user-ann' as UserId, 'user-bob' as UserId];
      const { preferences } = await open();
      expect(await preferences.find(ann)).toBeUndefined();
      const first = await Promise.all([1, 2, 3].map((one) => preferences.replace(ann, 0, { one })));
      expect(first.filter(Boolean)).toHaveLength(1);
      expect(await preferences.replace(ann, 1, { look: 'dark', '₹': [1] })).toBe(true);
      expect(await preferences.replace(ann, 1, { look: 'light' })).toBe(false);
      expect(await preferences.replace(bob, 1, {})).toBe(false);

      const again = (await reopen()).preferences;
      expect(await again.find(ann)).toEqual({ version: 2, document: { look: 'dark', '₹': [1] } });
      expect(await again.find(bob)).toBeUndefined();
      await close();
      await storage.remove();
    });
  });

  describeLeaseContract({
    name,
    start: async () => {
      const storage = await newStorage();
      const holders = new Map<string, OpenLeases>();
      return {
        holder: async (holder): Promise<LeasePort> => {
          const opened = await openLeases(storage.location, holder);
          holders.set(holder, opened);
          return opened.leases;
        },
        kill: async (holder) => {
          await holders.get(holder)?.die();
          holders.delete(holder);
        },
        close: async () => {
          for (const opened of holders.values()) await opened.close();
          await storage.remove();
        },
      };
    },
  });
}

/** Looks through an archive of its own, as an auditor does, and forges with plain SQL. */
function chainIn(storage: Storage): StoredChain {
  const at = 'WHERE "user_id" = ? AND "event_id" = ?';
  return {
    audit: async (userId, noted) => {
      const archive = await openJournalArchive(storage.location);
      try {
        return await archive.audit(userId, noted);
      } finally {
        await archive.close();
      }
    },
    forge: async (userId, eventId, change) => {
      const columns: [string, string | number][] = [
        ...(change.at === undefined ? [] : [['at', change.at] as [string, number]]),
        ...(change.monotonicMs === undefined
          ? []
          : [['monotonic_ms', change.monotonicMs] as [string, number]]),
        ...(change.event === undefined
          ? []
          : ([
              ['type', change.event.type],
              ['event', JSON.stringify(change.event)],
            ] as [string, string][])),
        ...(change.eventId === undefined ? [] : [['event_id', change.eventId] as [string, number]]),
      ];
      const set = columns.map(([column]) => `"${column}" = ?`).join(', ');
      const values = columns.map(([, value]) => value);
      await storage.execute(`UPDATE "journal" SET ${set} ${at}`, [...values, userId, eventId]);
    },
    remove: (userId, eventId) => storage.execute(`DELETE FROM "journal" ${at}`, [userId, eventId]),
  };
}

/** A storage that can be opened several times; all that was opened is closed at the end. */
async function aStore(newStorage: () => Promise<Storage>) {
  const storage = await newStorage();
  let opened: Persistence[] = [];
  const open = async (): Promise<Persistence> => {
    const persistence = await openPersistence({
      ...storage.location,
      secretKeys: [TEST_KEY],
      hostId: 'test',
    });
    opened.push(persistence);
    return persistence;
  };
  const close = async (): Promise<void> => {
    for (const persistence of opened) await persistence.close();
    opened = [];
  };
  const reopen = async (): Promise<Persistence> => {
    await close();
    return open();
  };
  return { storage, open, reopen, close };
}
