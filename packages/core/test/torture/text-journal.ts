/** A journal that keeps text, as a database does: what comes back is never the object that went in, and undefined fields are gone. */
import type { JournalEntry, JournalPort, UserId } from '../../src/index.ts';

const BATCH = 1_000;

export class TextJournal implements JournalPort {
  readonly #lines: string[] = [];
  /** Read once for those who look at a run from outside; a desk that starts always gets its own. */
  readonly #read: JournalEntry[] = [];
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
    for (let place = this.#read.length; place < this.#lines.length; place += 1)
      this.#read.push(parse(this.#lines[place] as string));
    return this.#read;
  }
}

function parse(line: string): JournalEntry {
  return JSON.parse(line) as JournalEntry;
}
