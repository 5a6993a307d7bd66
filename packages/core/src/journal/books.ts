/**
 * Everything that the journal alone makes: the same entries make the same books, on the desk, after a restart, and when
 * an earlier day is looked at.
 *
 * A state that is rebuilt from the journal and that somebody can see belongs here, so that no replay is without it. It
 * looks at nothing but the entries: no clock, no account, no instrument.
 */
import type { UserId } from '../account/account.ts';
import { BasketBook } from '../basket/basket-book.ts';
import { ConversionBook } from '../conversion/conversion-book.ts';
import { OrderBook } from '../order/order-book.ts';
import { istDate } from '../ports/clock.ts';
import { LotSizes } from '../position/lot-sizes.ts';
import { PositionBook } from '../position/position-book.ts';
import { DeskRuns } from './desk-runs.ts';
import type { JournalEntry, JournalPort } from './journal-port.ts';

export class Books {
  readonly orders = new OrderBook();
  readonly positions = new PositionBook(this.orders);
  readonly conversions = new ConversionBook();
  readonly baskets = new BasketBook();
  readonly runs = new DeskRuns();
  readonly lots = new LotSizes();

  /** Applies one entry. Orders first: positions ask them whose a fill is. */
  apply(entry: JournalEntry): void {
    this.orders.apply(entry);
    this.positions.apply(entry);
    this.conversions.apply(entry);
    this.baskets.apply(entry);
    this.runs.apply(entry);
    this.lots.apply(entry);
  }
}

/** Entries of one read. */
const BATCH = 1_000;

/** The books of one user as they stood at the end of a day (YYYY-MM-DD in India), or as they stand. */
export async function replayBooks(
  journal: Pick<JournalPort, 'readAfter'>,
  userId: UserId,
  day?: string,
): Promise<Books> {
  const books = new Books();
  for await (const entry of entriesUntil(journal, userId, day)) books.apply(entry);
  return books;
}

/** A wall clock that is set back lets an entry of the day stand behind one of the next: the first of a later day ends it. */
async function* entriesUntil(
  journal: Pick<JournalPort, 'readAfter'>,
  userId: UserId,
  day: string | undefined,
): AsyncIterable<JournalEntry> {
  for (let after = 0; ; ) {
    const batch = await journal.readAfter(userId, after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) return;
    for (const entry of batch) {
      if (day !== undefined && istDate(entry.at) > day) return;
      yield entry;
    }
    after = last.eventId;
  }
}
