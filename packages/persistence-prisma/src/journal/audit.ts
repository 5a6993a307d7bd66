/** Walks the chain of a stored journal and says whether it is what was written. Reads only. */
import {
  type BrokenEntry,
  instantOf,
  type JournalAudit,
  type JournalHead,
  type UserId,
} from '@copydesk/core';
import type { JournalRow } from '../generated/sqlite/client.ts';
import { CHAIN_START, hashOf } from './chain.ts';
import type { JournalRows } from './journal-rows.ts';

/**
 * The journal of one user. `noted` are heads that were kept elsewhere (oldest first): only they show that the end was cut
 * off, or that somebody with the database in hand wrote the whole chain anew.
 */
export async function auditJournal(
  rows: JournalRows,
  userId: UserId,
  noted: readonly JournalHead[] = [],
): Promise<JournalAudit> {
  const audit = new Audit(userId, noted);
  for await (const batch of rows.all(userId)) {
    for (const row of batch) if (!audit.take(row)) return audit.result();
  }
  audit.end();
  return audit.result();
}

class Audit {
  readonly #userId: UserId;
  readonly #noted: Map<number, string>;
  #entries = 0;
  #first: JournalRow | undefined;
  #last: JournalRow | undefined;
  #hash = CHAIN_START;
  #broken: BrokenEntry | undefined;

  constructor(userId: UserId, noted: readonly JournalHead[]) {
    this.#userId = userId;
    this.#noted = new Map(noted.map(({ eventId, hash }) => [eventId, hash]));
  }

  /** Whether the row is the next one, as it was written. */
  take(row: JournalRow): boolean {
    const eventId = this.#entries + 1;
    const noted = this.#noted.get(eventId);
    if (row.eventId !== eventId) this.#broken = { eventId, problem: 'gap' };
    else if (row.hash !== hashOf(this.#hash, row)) this.#broken = { eventId, problem: 'changed' };
    else if (noted !== undefined && noted !== row.hash) this.#broken = { eventId, problem: 'other-past' };
    if (this.#broken !== undefined) return false;
    this.#entries = eventId;
    this.#hash = row.hash ?? CHAIN_START;
    this.#first ??= row;
    this.#last = row;
    return true;
  }

  /** Nothing follows: then nothing may have been noted that would. */
  end(): void {
    const beyond = [...this.#noted.keys()].some((eventId) => eventId > this.#entries);
    if (beyond) this.#broken = { eventId: this.#entries + 1, problem: 'cut-off' };
  }

  result(): JournalAudit {
    return {
      userId: this.#userId,
      entries: this.#entries,
      firstAt: this.#first && instantOf(Number(this.#first.at)),
      lastAt: this.#last && instantOf(Number(this.#last.at)),
      head: this.#entries === 0 ? undefined : { eventId: this.#entries, hash: this.#hash },
      broken: this.#broken,
    };
  }
}
