import type { AccountId, JournalEntry } from '@copydesk/core';

/** Why accounts are logged out, as the journal tells it. A state of the journal. */
export class EndedSessions {
  readonly #reasons = new Map<AccountId, string>();

  /** Takes note of an entry. */
  apply({ event }: JournalEntry): void {
    if (event.type === 'account-logged-out') this.#reasons.set(event.accountId, event.reason);
    if (event.type === 'account-logged-in') this.#reasons.delete(event.accountId);
  }

  /** Why the account's last session ended before its time; undefined when none did. */
  reasonOf(accountId: AccountId): string | undefined {
    return this.#reasons.get(accountId);
  }
}
