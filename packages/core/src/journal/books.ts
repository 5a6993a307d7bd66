/**
 * Everything that the journal alone makes: the same entries make the same books, on the desk, after a restart, and when
 * an earlier day is looked at.
 *
 * A state that is rebuilt from the journal and that somebody can see belongs here, so that no replay is without it. It
 * looks at nothing but the entries: no clock, no account, no instrument.
 */
import type { AccountId, UserId } from '../account/account.ts';
import { BasketBook } from '../basket/basket-book.ts';
import { ConversionBook } from '../conversion/conversion-book.ts';
import { OrderBook } from '../order/order-book.ts';
import { istDate } from '../ports/clock.ts';
import { LotSizes } from '../position/lot-sizes.ts';
import { PositionBook } from '../position/position-book.ts';
import { DefaultBook } from '../protection/default-book.ts';
import { ProtectionBook } from '../protection/protection-book.ts';
import { DeskRuns } from './desk-runs.ts';
import { accountsOf } from './event-accounts.ts';
import type { JournalEntry, JournalPort } from './journal-port.ts';

export class Books {
  readonly orders = new OrderBook();
  readonly positions = new PositionBook(this.orders);
  readonly conversions = new ConversionBook();
  readonly baskets = new BasketBook();
  readonly runs = new DeskRuns();
  readonly lots = new LotSizes();
  readonly defaults = new DefaultBook();
  readonly protections = new ProtectionBook(this.orders, this.positions);

  /** Applies one entry. Orders first: positions ask them whose a fill is. */
  apply(entry: JournalEntry): void {
    this.orders.apply(entry);
    this.positions.apply(entry);
    this.conversions.apply(entry);
    this.baskets.apply(entry);
    this.runs.apply(entry);
    this.lots.apply(entry);
    this.defaults.apply(entry);
    this.protections.apply(entry);
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

/** So many entries in a row of later days, and the day is taken to be over for everybody. */
const OVER_AFTER = 20_000;

/**
 * An account lives by its own clock, which may be set back: the first entry of a later day ends the day for the accounts that it is
 * about, while others, whose clock is behind, may still be in it.
 */
async function* entriesUntil(
  journal: Pick<JournalPort, 'readAfter'>,
  userId: UserId,
  day: string | undefined,
): AsyncIterable<JournalEntry> {
  const over = new Set<AccountId>();
  let later = 0;
  for (let after = 0; ; ) {
    const batch = await journal.readAfter(userId, after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) return;
    for (const entry of batch) {
      const accounts = day === undefined ? [] : accountsOf(entry.event);
      if (day !== undefined && istDate(entry.at) > day) {
        for (const accountId of accounts) over.add(accountId);
        later += 1;
        if (later >= OVER_AFTER) return;
      } else if (!accounts.some((accountId) => over.has(accountId))) {
        later = 0;
        yield entry;
      }
    }
    after = last.eventId;
  }
}
