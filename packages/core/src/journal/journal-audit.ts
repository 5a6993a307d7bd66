/** What an auditor finds in a stored journal whose entries are chained by hashes. */
import type { UserId } from '../account/account.ts';
import type { Instant } from '../ports/clock.ts';

/** An entry and its hash, which covers everything before it: who knows it can tell whether the past was changed. */
export interface JournalHead {
  readonly eventId: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** The first entry that is not what was written. */
export interface BrokenEntry {
  readonly eventId: number;
  /**
   * `gap`: the entry is missing though later ones are there. `changed`: it, or its hash, is not as it was written.
   * `cut-off`: it is missing, and so is everything after it, though it was there when its hash was noted elsewhere.
   * `other-past`: everything fits, but not the hash that was noted elsewhere: the chain was written anew.
   */
  readonly problem: 'gap' | 'changed' | 'cut-off' | 'other-past';
}

/** One user's journal, walked from its first entry to its last. */
export interface JournalAudit {
  readonly userId: UserId;
  readonly entries: number;
  readonly firstAt: Instant | undefined;
  readonly lastAt: Instant | undefined;
  /** The last entry that fits. Undefined when none does. */
  readonly head: JournalHead | undefined;
  readonly broken: BrokenEntry | undefined;
}
