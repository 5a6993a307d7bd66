import path from 'node:path';
import type { JournalAudit, JournalEntry, JournalHead, UserId } from '@copydesk/core';
import { auditJournal } from './journal/audit.ts';
import { entryOf, JournalRows } from './journal/journal-rows.ts';
import type { DatabaseLocation } from './open-persistence.ts';

/** The journals of a database, to look at and no more: it takes no lease, migrates nothing and writes nothing. */
export interface JournalArchive {
  users(): Promise<readonly UserId[]>;
  /** The entries of one user after `eventId`, oldest first, at most `limit`. */
  readAfter(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]>;
  /** What each account that is still there is called, by its id. */
  accountNames(): Promise<ReadonlyMap<string, string>>;
  /** Walks the user's chain. `noted` are heads that were kept elsewhere, which the chain must lead to. */
  audit(userId: UserId, noted?: readonly JournalHead[]): Promise<JournalAudit>;
  close(): Promise<void>;
}

/** Opens the journals beside whoever writes them. Rejects when there is no database, or one of before the chain. */
export async function openJournalArchive(location: DatabaseLocation): Promise<JournalArchive> {
  const { client, turns } = await openForReading(location);
  try {
    await client.journalRow.findFirst({ select: { hash: true } });
  } catch (cause) {
    await client.$disconnect();
    throw new Error(NO_JOURNAL, { cause });
  }
  const rows = new JournalRows(client, turns);
  return {
    users: () => rows.users(),
    readAfter: async (userId, eventId, limit) => (await rows.after(userId, eventId, limit)).map(entryOf),
    accountNames: () =>
      turns.run(async () => {
        const accounts = await client.accountRow.findMany({ select: { id: true, address: true } });
        return new Map(accounts.map(({ id, address }) => [id, address]));
      }),
    audit: (userId, noted) => auditJournal(rows, userId, noted),
    close: () => turns.run(() => client.$disconnect()),
  };
}

const NO_JOURNAL =
  'There is no journal with a chain in this database. Start this version of the desk on it once, and look again.';

/** Only the client that is used is loaded: each carries a compiler of its own. */
async function openForReading(location: DatabaseLocation) {
  if ('file' in location) {
    const { openSqliteForReading } = await import('./database/sqlite.ts');
    return openSqliteForReading(path.resolve(location.file));
  }
  const { openPostgresForReading } = await import('./database/postgres.ts');
  return openPostgresForReading(location.url);
}
