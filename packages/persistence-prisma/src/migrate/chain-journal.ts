/**
 * Chains the rows that were written before the journal had a chain, in the transaction of the migration that adds its
 * column: SQL alone cannot, for SQLite has no SHA-256. It happens once; a row without a hash that turns up later is
 * never chained in silence, an audit reports it.
 */
import { CHAIN_START, hashOf, type StoredRow } from '../journal/chain.ts';

/** The table `journal` as the migration finds it. */
export interface UnchainedJournal {
  users(): Promise<readonly string[]>;
  /** Rows of a user after `eventId`, oldest first. */
  after(userId: string, eventId: number, limit: number): Promise<readonly StoredRow[]>;
  write(userId: string, hashes: readonly RowHash[]): Promise<void>;
}

/** What one row gets. */
export interface RowHash {
  readonly eventId: number;
  readonly hash: string;
}

/** The migration by whose name the step is known. */
const CHAINS = /_chain_the_journal$/;

/** Rows of one read. */
const BATCH = 1_000;

/** Whether the rows that are there have to be chained after this migration. */
export function chainsTheJournal(migrationName: string): boolean {
  return CHAINS.test(migrationName);
}

/** Gives every row its hash. */
export async function chainJournal(journal: UnchainedJournal): Promise<void> {
  for (const userId of await journal.users()) {
    let previous = CHAIN_START;
    for (let after = 0; ; ) {
      const rows = await journal.after(userId, after, BATCH);
      const last = rows.at(-1);
      if (last === undefined) break;
      const hashes = rows.map((row): RowHash => {
        previous = hashOf(previous, row);
        return { eventId: row.eventId, hash: previous };
      });
      await journal.write(userId, hashes);
      after = last.eventId;
    }
  }
}
