/** Reads the table `journal`: the same for who writes it and for who only looks. */
import { type DeskEvent, instantOf, type JournalEntry, type UserId } from '@copydesk/core';
import type { Client } from '../database/database.ts';
import type { Turns } from '../database/turns.ts';
import type { JournalRow } from '../generated/sqlite/client.ts';

/** Rows of one read: about a megabyte. */
const BATCH = 1_000;

/** The rows of a database's journal. */
export class JournalRows {
  readonly #client: Pick<Client, 'journalRow'>;
  readonly #turns: Turns;

  constructor(client: Pick<Client, 'journalRow'>, turns: Turns) {
    this.#client = client;
    this.#turns = turns;
  }

  /** Everybody who has a journal. */
  async users(): Promise<readonly UserId[]> {
    const rows = await this.#turns.run(() =>
      this.#client.journalRow.groupBy({ by: ['userId'], orderBy: { userId: 'asc' } }),
    );
    return rows.map(({ userId }) => userId as UserId);
  }

  /** One row, or null. */
  at(userId: UserId, eventId: number): Promise<JournalRow | null> {
    const key = { userId_eventId: { userId, eventId } };
    return this.#turns.run(() => this.#client.journalRow.findUnique({ where: key }));
  }

  /** Rows of a user after `eventId`, oldest first. */
  after(userId: UserId, eventId: number, limit: number): Promise<readonly JournalRow[]> {
    return this.#turns.run(() =>
      this.#client.journalRow.findMany({
        where: { userId, eventId: { gt: eventId } },
        orderBy: { eventId: 'asc' },
        take: limit,
      }),
    );
  }

  /** All rows of a user, in batches. */
  async *all(userId: UserId): AsyncIterable<readonly JournalRow[]> {
    for (let after = 0; ; ) {
      const batch = await this.after(userId, after, BATCH);
      const last = batch.at(-1);
      if (last === undefined) return;
      yield batch;
      after = last.eventId;
    }
  }
}

/** A row as the core knows it. */
export function entryOf(row: JournalRow): JournalEntry {
  return {
    userId: row.userId as UserId,
    eventId: row.eventId,
    at: instantOf(Number(row.at)),
    monotonicMs: row.monotonicMs,
    event: JSON.parse(row.event) as DeskEvent,
  };
}
