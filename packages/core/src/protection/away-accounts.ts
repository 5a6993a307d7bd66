/**
 * Accounts of a protected group that are not logged in, or not read yet (domain §4.9, §4.15).
 *
 * Decides: for how long its protection waits for them before it goes by what was known of them last, and who is told what. Keeps I7: the
 * others are protected all the same. Leaves to others: what closes them once they are back (`square-off/`).
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Figures } from './figures.ts';
import type { Protection } from './protection.ts';

/** A login or a read of the books is over by then, where it succeeds. */
const AWAY_AFTER_MS = 5_000;

export interface AwayParts {
  readonly accounts: Pick<AccountStore, 'get'>;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

interface Seen {
  readonly sinceMs: number;
  /** What was said of each account: when another thing holds of it, as on a day without a previous close, that is said too. */
  readonly told: Map<AccountId, string>;
}

export class AwayAccounts {
  readonly #parts: AwayParts;
  readonly #figures: Pick<Figures, 'isKnown'>;
  /** By the id of the protection. */
  readonly #seen = new Map<string, Seen>();

  constructor(parts: AwayParts, figures: Pick<Figures, 'isKnown'>) {
    this.#parts = parts;
    this.#figures = figures;
  }

  /** Whether judging waits still for what is away; from then on its owner has been told. */
  waits({ id, userId }: Pick<Protection, 'id' | 'userId'>, away: readonly AccountId[]): boolean {
    if (away.length === 0) {
      this.#seen.delete(id);
      return false;
    }
    const { journal, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    const seen: Seen = this.#seen.get(id) ?? { sinceMs: nowMs, told: new Map() };
    this.#seen.set(id, seen);
    if (nowMs - seen.sinceMs < AWAY_AFTER_MS) return true;
    for (const accountId of seen.told.keys()) if (!away.includes(accountId)) seen.told.delete(accountId);
    for (const accountId of away) {
      const text = this.#textOf(accountId);
      if (seen.told.get(accountId) === text) continue;
      seen.told.set(accountId, text);
      journal.record(userId, { type: 'alert-raised', code: 'protection-without', accountId, text });
    }
    return false;
  }

  /** Nobody is there at all: whoever comes first waits for the others anew, as in the morning. */
  nobodyIsHere({ id }: Pick<Protection, 'id'>): void {
    this.#seen.delete(id);
  }

  #textOf(accountId: AccountId): string {
    const { address } = this.#parts.accounts.get(accountId);
    const counted = this.#figures.isKnown(accountId)
      ? 'counts it as it was known last'
      : 'leaves out what nobody knows of it';
    return `${address} is not logged in, or its books are not read: its group's protection ${counted}, and acts for the others.`;
  }
}
