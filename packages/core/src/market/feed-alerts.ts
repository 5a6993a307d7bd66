/**
 * What a person is told when an account's live prices fail, and that they are back.
 *
 * Decides: what is worth an alert, and that each is told once until the account's feed carries again. A feed that carried prices and
 * fell is a loss. One that has told nothing yet and is refused, or is tried in vain, is told too: nobody would notice
 * while other accounts carry its instruments. What was told is known from the journal, so that it is closed also after a restart or a new login.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { AccountFeed, FeedStanding } from './account-feed.ts';

const OPENING = ['feed-lost', 'feed-not-up', 'feed-refused'] as const;
const CLOSING = 'feed-back';

export class FeedAlerts {
  readonly #journal: Pick<Journal, 'record'>;
  /** What stands open, by account. */
  readonly #open = new Map<AccountId, string>();

  constructor(journal: Pick<Journal, 'record'>) {
    this.#journal = journal;
  }

  /** A state of the journal. */
  apply({ event }: Pick<JournalEntry, 'event'>): void {
    if (event.type === 'account-changed' && event.change === 'removed') this.#open.delete(event.accountId);
    if (event.type !== 'alert-raised' || event.accountId === undefined) return;
    if (event.code === CLOSING) this.#open.delete(event.accountId);
    else if (OPENING.some((code) => code === event.code)) this.#open.set(event.accountId, event.code);
  }

  /** It can no longer be relied on; of what it had carried, so many instruments have another feed now. */
  fell(feed: AccountFeed, { had, moved }: { readonly had: number; readonly moved: number }): void {
    const { account, standing } = feed;
    if (had === 0 || !feed.hasTold || this.#open.has(account.id)) return;
    const rest = had - moved;
    const text = [
      `The live prices of ${account.address} ${FELL_WORDS[standing]}${because(feed)}.`,
      ...(moved > 0 ? [`${instrumentsIn(moved)} ${moved === 1 ? 'comes' : 'come'} by another account.`] : []),
      ...(rest > 0
        ? [`${instrumentsIn(rest)} ${rest === 1 ? 'has' : 'have'} no live price until a feed is back.`]
        : []),
    ].join(' ');
    this.#raise(account, 'feed-lost', text);
  }

  /** Its state changed. `untold`: how many instruments that are wanted no feed carries. */
  changed(feed: AccountFeed, untold: number): void {
    if (!feed.isTriedInVain) return;
    const { account, standing } = feed;
    const code = standing === 'refused' ? 'feed-refused' : 'feed-not-up';
    const open = this.#open.get(account.id);
    if (open !== undefined && (open !== 'feed-not-up' || code === open)) return;
    const text = [
      code === 'feed-refused'
        ? `The broker refuses live prices to ${account.address}${because(feed)}: that takes another login or plan.`
        : `The live prices of ${account.address} do not come up${because(feed)}; it is tried again.`,
      ...(untold > 0 ? [`${instrumentsIn(untold)} ${untold === 1 ? 'has' : 'have'} no live price.`] : []),
    ].join(' ');
    this.#raise(account, code, text);
  }

  /** It carries: it told something for the first time, or held for a while after a fall. */
  carries({ account, carried }: AccountFeed): void {
    if (!this.#open.has(account.id)) return;
    const text = `The live prices of ${account.address} are back: ${instrumentsIn(carried.size)}.`;
    this.#raise(account, CLOSING, text);
  }

  #raise({ id, userId }: Account, code: string, text: string): void {
    this.#journal.record(userId, { type: 'alert-raised', code, accountId: id, text });
  }
}

const FELL_WORDS: Readonly<Record<FeedStanding, string>> = {
  idle: 'stopped',
  connecting: 'were cut off',
  up: 'stopped',
  late: 'are late',
  silent: 'fell silent',
  refused: 'are refused by the broker',
};

function because({ failure }: AccountFeed): string {
  return failure === undefined ? '' : ` (${failure})`;
}

function instrumentsIn(count: number): string {
  return count === 1 ? '1 instrument' : `${count} instruments`;
}
