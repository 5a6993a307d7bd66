/**
 * Which entries were written by the same run of the desk.
 *
 * Decides: how long it was from one entry to a later one. Within a run the monotonic clock tells, whatever was done to the
 * machine's wall clock meanwhile; over a restart only wall time is left, for each run counts from a zero of its own.
 */
import type { UserId } from '../account/account.ts';
import type { JournalEntry } from './journal-port.ts';

type Moment = Pick<JournalEntry, 'userId' | 'eventId' | 'at' | 'monotonicMs'>;

export class DeskRuns {
  /** By user: the numbers of the entries that say that the desk was started, oldest first. */
  readonly #starts = new Map<UserId, number[]>();

  /** Applies one entry of the journal. */
  apply({ event, userId, eventId }: JournalEntry): void {
    if (event.type !== 'desk-opened') return;
    const starts = this.#starts.get(userId);
    if (starts === undefined) this.#starts.set(userId, [eventId]);
    else starts.push(eventId);
  }

  /** Milliseconds from an entry to a later one of the same user; never negative. */
  between(from: Moment, to: Moment): number {
    const restarted = (this.#starts.get(from.userId) ?? []).some(
      (start) => start > from.eventId && start <= to.eventId,
    );
    return Math.max(0, restarted ? to.at - from.at : to.monotonicMs - from.monotonicMs);
  }
}
