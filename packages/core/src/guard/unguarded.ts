/**
 * Accounts whose losses are limited, and that nobody watches because they are not logged in (domain §4.15).
 *
 * Decides: which accounts are unguarded, and from when on their owner is told. What limits losses is a link's loss of the day, or a
 * protection of a position, of the account or of its group.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { type MarketTimes, timeOfDay } from '../market/market-times.ts';
import { istDate } from '../ports/clock.ts';
import type { ProtectionBook } from '../protection/protection-book.ts';

export interface UnguardedParts {
  readonly accounts: AccountStore;
  readonly groups: Pick<GroupStore, 'of'>;
  readonly journal: Journal;
  readonly times: MarketTimes;
  readonly protections: Pick<ProtectionBook, 'guards'>;
}

/** From then on, on a day with a session, somebody has to have logged in. */
const TOLD_FROM = '08:45';
const ALERT = 'unguarded';

export class UnguardedWatch {
  readonly #parts: UnguardedParts;
  readonly #toldOn = new Map<AccountId, string>();

  constructor(parts: UnguardedParts) {
    this.#parts = parts;
  }

  /** Whether what limits the account's losses can work; undefined when nothing limits them. */
  guarded(accountId: AccountId): boolean | undefined {
    const group = this.#parts.groups.of(accountId);
    const link = group?.children.find((child) => child.accountId === accountId);
    const isProtected = this.#parts.protections.guards(accountId, group?.id);
    if (link?.guards.maxDayLoss === undefined && !isProtected) return undefined;
    const { session, settled } = this.#parts.accounts.stateOf(accountId);
    return session !== undefined && settled;
  }

  /** Applies one entry of the journal, replayed or new. */
  apply({ event, at }: JournalEntry): void {
    if (event.type === 'alert-raised' && event.code === ALERT && event.accountId !== undefined)
      this.#toldOn.set(event.accountId, istDate(at));
  }

  /** Tells, once a day, of accounts that are unguarded between 08:45 and the close. */
  look(): void {
    const { accounts, journal, times } = this.#parts;
    for (const { id, userId, address } of accounts.all()) {
      if (accounts.sessionOf(id) !== undefined || this.guarded(id) !== false) continue;
      const now = times.now(id);
      const { opensAt, closesAt } = times.moment(id, { segment: 'NSE' });
      // A market that never closes has no morning.
      if (opensAt === undefined || closesAt === undefined || now >= closesAt) continue;
      if (timeOfDay(now) < TOLD_FROM || this.#toldOn.get(id) === istDate(now)) continue;
      const text = `${address} is not logged in: what limits its losses watches nothing.`;
      journal.record(userId, { type: 'alert-raised', code: ALERT, accountId: id, text });
    }
  }
}
