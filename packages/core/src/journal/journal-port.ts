import type { AccountId, UserId } from '../account/account.ts';
import type { Instant } from '../ports/clock.ts';
import type { DeskEvent } from './desk-event.ts';

/** One line of a user's journal. */
export interface JournalEntry {
  readonly userId: UserId;
  /** One sequence per user, from 1, without gaps. */
  readonly eventId: number;
  readonly at: Instant;
  /** Monotonic milliseconds of the process that wrote it: durations, never dates. */
  readonly monotonicMs: number;
  readonly event: DeskEvent;
}

/** By which right a writer writes about an account: the number of the lease under which it holds it. */
export interface Fence {
  readonly accountId: AccountId;
  readonly fence: number;
}

/** Where decisions and facts are kept. State in memory is rebuilt from it; nothing in it is ever changed. */
export interface JournalPort {
  /**
   * Appends the entries in their order, all or none, and resolves when they would survive a crash of the machine.
   * Rejects, with nothing written, when an entry's `eventId` is not its user's next one (somebody else wrote), or when
   * one of the fences is not the newest that was given for its account (somebody else may write now, whether this writer
   * has heard of it or not). A journal that knows no leases does not look at fences.
   */
  append(entries: readonly JournalEntry[], fences?: readonly Fence[]): Promise<void>;
  /** Everything, oldest first within each user, in batches. */
  readAll(): AsyncIterable<readonly JournalEntry[]>;
  /** The entries of one user after `eventId`, oldest first, at most `limit`. */
  readAfter(userId: UserId, eventId: number, limit: number): Promise<readonly JournalEntry[]>;
}
