/**
 * The journal in a database: rows are only ever added.
 *
 * Keeps: an append is whole or absent, and durable when it resolves; a number is used once, without gaps, whoever
 * else writes; a writer whose lease went to somebody else writes nothing more. One append is one statement, so nothing can
 * come between the look at the last number and at the leases, and the insert. Each row is chained to the one before it.
 */
import type { Fence, JournalEntry, JournalHead, JournalPort, UserId } from '@copydesk/core';
import type { Client, Database } from '../database/database.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { CHAIN_START, hashOf } from './chain.ts';
import { entryOf, JournalRows } from './journal-rows.ts';
import { firstNumbers } from './sequences.ts';

/** Rows of one statement: 7 values each, and SQLite takes 32 766 in a statement. */
const ROWS_PER_STATEMENT = 4_000;

/** A row that is about to be written. */
interface FreshRow {
  readonly userId: UserId;
  readonly eventId: number;
  readonly at: number;
  readonly monotonicMs: number;
  readonly type: string;
  readonly event: string;
  readonly hash: string;
}

/** Keeps each user's journal in the table `journal`. */
export class PrismaJournal implements JournalPort {
  readonly #database: Database;
  readonly #rows: JournalRows;
  /** The last entry of each user that this process wrote: what the next one is chained to. */
  readonly #heads = new Map<UserId, JournalHead>();

  constructor(database: Database) {
    this.#database = database;
    this.#rows = new JournalRows(database.client, database.journalTurns);
  }

  async append(entries: readonly JournalEntry[], fences: readonly Fence[] = []): Promise<void> {
    if (entries.length === 0) return;
    const firsts = firstNumbers(entries);
    const { client, journalTurns } = this.#database;
    await journalTurns.run(async () => {
      const heads = await this.#headsBefore(firsts);
      const rows = entries.map((entry) => chained(entry, heads));
      const first = { rows: rows.slice(0, ROWS_PER_STATEMENT), fences };
      if (rows.length <= ROWS_PER_STATEMENT) await this.#insert(client, first);
      else {
        await client.$transaction(async (transaction) => {
          await this.#insert(transaction, first);
          for (let from = ROWS_PER_STATEMENT; from < rows.length; from += ROWS_PER_STATEMENT) {
            const part = rows.slice(from, from + ROWS_PER_STATEMENT);
            await this.#insert(transaction, { rows: part, fences: [] });
          }
        });
      }
      for (const [userId, head] of heads) this.#heads.set(userId, head);
    });
  }

  /** The last entry of each user that was written here: what to note elsewhere. */
  heads(): ReadonlyMap<UserId, JournalHead> {
    return new Map(this.#heads);
  }

  async *readAll(): AsyncIterable<readonly JournalEntry[]> {
    for (const userId of await this.#rows.users()) {
      for await (const batch of this.#rows.all(userId)) yield batch.map(entryOf);
    }
  }

  async readAfter(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]> {
    return (await this.#rows.after(userId, eventId, limit)).map(entryOf);
  }

  /** What each user's first new entry is chained to. Runs within a turn: it asks the client itself. */
  async #headsBefore(firsts: ReadonlyMap<UserId, number>): Promise<Map<UserId, JournalHead>> {
    const heads = new Map<UserId, JournalHead>();
    for (const [userId, first] of firsts) {
      const known = this.#heads.get(userId);
      const eventId = first - 1;
      heads.set(userId, known?.eventId === eventId ? known : await this.#storedHead(userId, eventId));
    }
    return heads;
  }

  async #storedHead(userId: UserId, eventId: number): Promise<JournalHead> {
    if (eventId === 0) return { eventId, hash: CHAIN_START };
    const row = await this.#database.client.journalRow.findUnique({
      where: { userId_eventId: { userId, eventId } },
      select: { hash: true },
    });
    if (row === null) throw new Error(SOMEBODY_WROTE);
    if (row.hash === null) throw new Error('The journal was never chained: a migration was left out.');
    return { eventId, hash: row.hash };
  }

  /** Inserts all rows if each user's first number is the next one and the fences hold, else none of them. */
  async #insert(
    client: Pick<Client, '$executeRaw'>,
    { rows, fences }: { readonly rows: readonly FreshRow[]; readonly fences: readonly Fence[] },
  ): Promise<void> {
    const values = rows.map(
      (row) =>
        Prisma.sql`(CAST(${row.userId} AS TEXT), CAST(${row.eventId} AS INTEGER), CAST(${BigInt(row.at)} AS BIGINT),
          CAST(${row.monotonicMs} AS DOUBLE PRECISION), CAST(${row.type} AS TEXT), CAST(${row.event} AS TEXT),
          CAST(${row.hash} AS TEXT))`,
    );
    const conditions = [...firstRows(rows)].map(
      ({ userId, eventId }) =>
        Prisma.sql`(SELECT COALESCE(MAX("event_id"), 0) FROM "journal" WHERE "user_id" = ${userId}) = ${eventId - 1}`,
    );
    if (fences.length > 0) conditions.push(this.#fencesHold(fences));
    const written = await client.$executeRaw`
      INSERT INTO "journal" ("user_id", "event_id", "at", "monotonic_ms", "type", "event", "hash")
      SELECT * FROM (VALUES ${Prisma.join(values)}) AS fresh WHERE ${Prisma.join(conditions, ' AND ')}`;
    if (written !== rows.length) throw new Error(SOMEBODY_WROTE);
  }

  /**
   * Each lease row still has its number. The fences go as one value: a hundred values would take longer than the write.
   * PostgreSQL keeps the rows from changing until we have written; SQLite has one writer at a time anyway.
   */
  #fencesHold(fences: readonly Fence[]): Prisma.Sql {
    const held = JSON.stringify(Object.fromEntries(fences.map(({ accountId, fence }) => [accountId, fence])));
    const holding =
      this.#database.kind === 'sqlite'
        ? Prisma.sql`SELECT 1 FROM json_each(${held}) AS held
            JOIN "lease" ON "lease"."account_id" = held.key AND "lease"."fence" = held.value`
        : Prisma.sql`SELECT 1 FROM json_each_text(CAST(${held} AS JSON)) AS held
            JOIN "lease" ON "lease"."account_id" = held.key AND "lease"."fence" = CAST(held.value AS INTEGER)
            FOR SHARE OF "lease"`;
    return Prisma.sql`(SELECT COUNT(*) FROM (${holding}) AS holding) = ${fences.length}`;
  }
}

const SOMEBODY_WROTE =
  'Somebody else wrote to this journal, or took a lease of ours: the numbers are taken or leave a gap, or a fence is old.';

/** The entry as a row that follows the user's head, which it becomes. */
function chained(entry: JournalEntry, heads: Map<UserId, JournalHead>): FreshRow {
  const { userId, eventId, at, monotonicMs } = entry;
  const row = {
    userId,
    eventId,
    at,
    monotonicMs,
    type: entry.event.type,
    event: JSON.stringify(entry.event),
  };
  const hash = hashOf(heads.get(userId)?.hash ?? CHAIN_START, row);
  heads.set(userId, { eventId, hash });
  return { ...row, hash };
}

function firstRows(rows: readonly FreshRow[]): Iterable<FreshRow> {
  const firsts = new Map<UserId, FreshRow>();
  for (const row of rows) if (!firsts.has(row.userId)) firsts.set(row.userId, row);
  return firsts.values();
}
