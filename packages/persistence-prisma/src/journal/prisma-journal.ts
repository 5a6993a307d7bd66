/**
 * The journal in a database: rows are only ever added.
 *
 * Keeps: an append is whole or absent, and durable when it resolves; a number is used once, without gaps, whoever
 * else writes. One append is one statement, so nothing can come between the look at the last number and the insert.
 */
import { type DeskEvent, instantOf, type JournalEntry, type JournalPort, type UserId } from '@copydesk/core';
import type { Client, Database } from '../database/database.ts';
import { type JournalRow, Prisma } from '../generated/sqlite/client.ts';
import { firstNumbers } from './sequences.ts';

/** Rows of one statement: 6 values each, and SQLite takes 32 766 in a statement. */
const ROWS_PER_STATEMENT = 4_000;
/** Rows of one read: about a megabyte. */
const BATCH = 1_000;

/** Keeps each user's journal in the table `journal`. */
export class PrismaJournal implements JournalPort {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async append(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const firsts = firstNumbers(entries);
    const { client, journalTurns } = this.#database;
    await journalTurns.run(() => {
      if (entries.length <= ROWS_PER_STATEMENT) return insert(client, entries, firsts);
      return client.$transaction(async (transaction) => {
        for (let from = 0; from < entries.length; from += ROWS_PER_STATEMENT) {
          const part = entries.slice(from, from + ROWS_PER_STATEMENT);
          await insert(transaction, part, firstNumbers(part));
        }
      });
    });
  }

  async *readAll(): AsyncIterable<readonly JournalEntry[]> {
    const { client, journalTurns } = this.#database;
    const users = await journalTurns.run(() =>
      client.journalRow.groupBy({ by: ['userId'], orderBy: { userId: 'asc' } }),
    );
    for (const { userId } of users) {
      for (let after = 0; ; ) {
        const batch = await this.readAfter(userId as UserId, after, BATCH);
        const last = batch.at(-1);
        if (last === undefined) break;
        yield batch;
        after = last.eventId;
      }
    }
  }

  async readAfter(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]> {
    const { client, journalTurns } = this.#database;
    const rows = await journalTurns.run(() =>
      client.journalRow.findMany({
        where: { userId, eventId: { gt: eventId } },
        orderBy: { eventId: 'asc' },
        take: limit,
      }),
    );
    return rows.map(entryOf);
  }
}

/** Inserts all rows if each user's first number is the next one, else none of them. */
async function insert(
  client: Pick<Client, '$executeRaw'>,
  entries: readonly JournalEntry[],
  firsts: ReadonlyMap<UserId, number>,
): Promise<void> {
  const rows = entries.map(
    (entry) =>
      Prisma.sql`(CAST(${entry.userId} AS TEXT), CAST(${entry.eventId} AS INTEGER), CAST(${BigInt(entry.at)} AS BIGINT),
        CAST(${entry.monotonicMs} AS DOUBLE PRECISION), CAST(${entry.event.type} AS TEXT), CAST(${JSON.stringify(entry.event)} AS TEXT))`,
  );
  const isNext = [...firsts].map(
    ([userId, first]) =>
      Prisma.sql`(SELECT COALESCE(MAX("event_id"), 0) FROM "journal" WHERE "user_id" = ${userId}) = ${first - 1}`,
  );
  const written = await client.$executeRaw`
    INSERT INTO "journal" ("user_id", "event_id", "at", "monotonic_ms", "type", "event")
    SELECT * FROM (VALUES ${Prisma.join(rows)}) AS fresh WHERE ${Prisma.join(isNext, ' AND ')}`;
  if (written !== entries.length)
    throw new Error('Somebody else wrote to this journal: the numbers are taken or leave a gap.');
}

function entryOf(row: JournalRow): JournalEntry {
  return {
    userId: row.userId as UserId,
    eventId: row.eventId,
    at: instantOf(Number(row.at)),
    monotonicMs: row.monotonicMs,
    event: JSON.parse(row.event) as DeskEvent,
  };
}
