/** A journal that keeps text, as a database does: what comes back is never the object that went in, and undefined fields are gone. */
import type { JournalEntry, JournalPort, UserId } from '../../src/index.ts';

const BATCH = 1_000;

export class TextJournal implements JournalPort {
  readonly #lines: string[] = [];
  readonly #lastId = new Map<UserId, number>();

  async append(entries: readonly JournalEntry[]): Promise<void> {
    const lastId = new Map(this.#lastId);
    for (const { userId, eventId } of entries) {
      const next = (lastId.get(userId) ?? 0) + 1;
      if (eventId !== next)
        throw new Error(`Event ${eventId} does not follow ${next - 1}: somebody else wrote.`);
      lastId.set(userId, next);
    }
    for (const [userId, id] of lastId) this.#lastId.set(userId, id);
    for (const entry of entries) this.#lines.push(JSON.stringify(entry));
  }

  async *readAll(): AsyncIterable<readonly JournalEntry[]> {
    const upTo = this.#lines.length;
    for (let from = 0; from < upTo; from += BATCH) {
      yield this.#lines.slice(from, Math.min(upTo, from + BATCH)).map(parse);
    }
  }

  async readAfter(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]> {
    const found = this.#lines
      .map(parse)
      .filter((entry) => entry.userId === userId && entry.eventId > eventId);
    return found.slice(0, limit);
  }

  /** Every line as it is stored. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Every entry, oldest first. */
  entries(): readonly JournalEntry[] {
    return this.#lines.map(parse);
  }
}

function parse(line: string): JournalEntry {
  return JSON.parse(line) as JournalEntry;
}
