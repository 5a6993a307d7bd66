/** The default protection of every user, as the journal leaves it. */
import type { UserId } from '../account/account.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { DefaultLevels } from './default-levels.ts';

export class DefaultBook {
  readonly #byUser = new Map<UserId, DefaultLevels>();

  /** Applies one entry of the journal. */
  apply({ event, userId }: JournalEntry): void {
    if (event.type !== 'protection-defaults-set') return;
    this.#byUser.set(userId, event.levels);
  }

  /** What the user set, if anything. */
  of(userId: UserId): DefaultLevels | undefined {
    return this.#byUser.get(userId);
  }
}
