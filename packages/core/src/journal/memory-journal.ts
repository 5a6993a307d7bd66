import type { UserId } from '../account/account.ts';
import type { JournalEntry, JournalPort } from './journal-port.ts';

/** A journal that lives as long as the process: for tests, and for programs that embed the core without a database. */
export class MemoryJournal implements JournalPort {
  readonly #entries: JournalEntry[] = [];
  readonly #lastId = new Map<UserId, number>();

  async append(entries: readonly JournalEntry[]): Promise<void> {
    const lastId = new Map(this.#lastId);
    for (const entry of entries) {
      const next = (lastId.get(entry.userId) ?? 0) + 1;
      if (entry.eventId !== next) {
        throw new Error(`Event ${entry.eventId} does not follow ${next - 1}: somebody else wrote.`);
      }
      lastId.set(entry.userId, next);
    }
    for (const [userId, id] of lastId) this.#lastId.set(userId, id);
    // What a database gives back is never the object that went in: it is copied when it is read.
    for (const entry of entries) this.#entries.push(entry);
  }

  async *readAll(): AsyncIterable<readonly JournalEntry[]> {
    for (let from = 0; from < this.#entries.length; from += BATCH) {
      yield structuredClone(this.#entries.slice(from, from + BATCH));
    }
  }

  async readAfter(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]> {
    const found = this.#entries.filter((entry) => entry.userId === userId && entry.eventId > eventId);
    return structuredClone(found.slice(0, limit));
  }
}

const BATCH = 1_000;
