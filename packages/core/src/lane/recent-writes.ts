/**
 * The order writes that the journal knows of, so that a restart does not forget what its broker still counts.
 *
 * Decides: which events are writes. A change is journaled when it is answered: one that a crash cut off counts as sent now.
 */
import type { AccountId } from '../account/account.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { isChangeOpen, isOrderFinal, type Order } from '../order/order.ts';
import { type DeskClock, type Instant, instantOf } from '../ports/clock.ts';

/** Brokers count nothing for longer than a day. */
const KEPT_MS = 86_400_000;

export class RecentWrites {
  readonly #clock: DeskClock;
  readonly #writes = new Map<AccountId, Instant[]>();

  constructor(clock: DeskClock) {
    this.#clock = clock;
  }

  /** Notes a write of before the restart. */
  apply({ event, at }: JournalEntry): void {
    if (event.type !== 'order-sending' && event.type !== 'order-change-answered') return;
    if (at < this.#clock.now(event.accountId) - KEPT_MS) return;
    const writes = this.#writes.get(event.accountId);
    if (writes === undefined) this.#writes.set(event.accountId, [at]);
    else writes.push(at);
  }

  /** Wall times of the account's writes, with one for each living order whose change nobody has answered. */
  of(accountId: AccountId, living: readonly Order[]): readonly Instant[] {
    const now = instantOf(this.#clock.now(accountId));
    const open = living.filter(
      (order) => (isChangeOpen(order) || order.cancelWanted) && !isOrderFinal(order),
    );
    return [...(this.#writes.get(accountId) ?? []), ...open.map(() => now)];
  }
}
