/**
 * Sales of holdings that the depository has not authorised today (domain §4.16).
 *
 * Decides: who is told, once a day, and until when an exit is tried slowly: nothing but a person at the depository's page helps.
 * Keeps I5: it is tried again all the same. Leaves to others: the sending (`exit/owed-exits.ts`), the page (the broker).
 */
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { type DeskClock, type Instant, instantOf, istDate } from '../ports/clock.ts';
import type { AccountId } from './account.ts';
import type { AccountStore } from './account-store.ts';

/** As long as a person takes, from the page's address to the end of it. */
const AT_THE_PAGE_MS = 900_000;

export class SalesAuthorisation {
  readonly #parts: {
    readonly clock: DeskClock;
    readonly journal: Journal;
    readonly accounts: AccountStore;
  };
  /** When a sale was refused last. */
  readonly #refusedAt = new Map<AccountId, Instant>();
  readonly #askedAt = new Map<AccountId, Instant>();
  /** On which day an account's owner was told. */
  readonly #toldOn = new Map<AccountId, string>();

  constructor(parts: {
    readonly clock: DeskClock;
    readonly journal: Journal;
    readonly accounts: AccountStore;
  }) {
    this.#parts = parts;
  }

  /** Applies one entry of the journal, replayed or new. */
  apply({ event, at }: JournalEntry): void {
    if (event.type === 'sales-authorisation-asked') this.#askedAt.set(event.accountId, at);
    else if (wantsAuthorisation(event)) this.#refusedAt.set(event.accountId, at);
    else if (event.type === 'alert-raised' && event.code === ALERT && event.accountId !== undefined)
      this.#toldOn.set(event.accountId, istDate(at));
  }

  /** Tells the owner at the day's first refusal. */
  onEntry({ event, at }: JournalEntry): void {
    if (!wantsAuthorisation(event) || this.#toldOn.get(event.accountId) === istDate(at)) return;
    const { accountId } = event;
    const { userId, address } = this.#parts.accounts.get(accountId);
    const text = `${address}: the depository has not authorised sales of holdings today. Ask for the page with POST /api/accounts/${encodeURIComponent(address)}/holdings-authorisation; exits go again by themselves after that.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: ALERT, accountId, text });
  }

  /** A person is on the way to the depository's page: what waits for it is tried again soon. */
  asked(accountId: AccountId): void {
    const { userId } = this.#parts.accounts.get(accountId);
    this.#parts.journal.record(userId, { type: 'sales-authorisation-asked', accountId });
  }

  /** Whether a sale was refused today for want of it, as far as is known. */
  refusedToday(accountId: AccountId): boolean {
    const at = this.#refusedAt.get(accountId);
    return at !== undefined && istDate(at) === istDate(this.#parts.clock.now(accountId));
  }

  /** Whether the page was asked for today, and no sale was refused since. */
  askedToday(accountId: AccountId): boolean {
    const at = this.#askedAt.get(accountId);
    if (at === undefined || istDate(at) !== istDate(this.#parts.clock.now(accountId))) return false;
    return (this.#refusedAt.get(accountId) ?? instantOf(0)) <= at;
  }

  /** Whether a person is at the depository's page now, or was a moment ago. */
  isUnderWay(accountId: AccountId): boolean {
    const at = this.#askedAt.get(accountId) ?? instantOf(0);
    return this.#parts.clock.now(accountId) - at < AT_THE_PAGE_MS;
  }
}

const ALERT = 'sales-not-authorised';

function wantsAuthorisation(
  event: DeskEvent,
): event is Extract<DeskEvent, { readonly type: 'order-refused' }> {
  return event.type === 'order-refused' && event.code === 'authorisation';
}
