/**
 * Exits of a child that wait until what it owes has gone.
 *
 * Decides: when a person is told that one waits. Keeps I2: what is owed may be kept from going for days (an authorisation that is refused, a
 * list that does not name it), and what waits behind it must not do so without a word.
 */
import type { AccountId } from '../account/account.ts';
import type { Journal } from '../journal/journal.ts';
import type { Order } from '../order/order.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

/** What is owed goes at the market, and is tried again after moments: what takes longer does not go by itself. */
const TOLD_AFTER_MS = 30_000;

export interface OwedWaitParts {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Looks at the parts that wait. */
  readonly look: () => void;
}

export class OwedWaits {
  readonly #parts: OwedWaitParts;
  /** By master's order and account; monotonic. */
  readonly #waiting = new Map<string, { readonly sinceMs: number; readonly cancel: CancelTimer }>();
  readonly #told = new Set<string>();

  constructor(parts: OwedWaitParts) {
    this.#parts = parts;
  }

  /** The account's part of the master's exit waits for what is owed; called whenever it is looked at. */
  note(master: Order, accountId: AccountId): void {
    const { clock, look } = this.#parts;
    const name = nameOf(master, accountId);
    const before = this.#waiting.get(name);
    if (before === undefined) {
      this.#waiting.set(name, { sinceMs: clock.monotonicMs(), cancel: clock.after(TOLD_AFTER_MS, look) });
      return;
    }
    if (clock.monotonicMs() - before.sinceMs < TOLD_AFTER_MS || this.#told.has(name)) return;
    this.#told.add(name);
    this.#tell(master, accountId);
  }

  /** Whether it waits for that, as it was looked at last. */
  waits(master: Order, accountId: AccountId): boolean {
    return this.#waiting.has(nameOf(master, accountId));
  }

  /** It does not wait for that, or not any more. */
  over(master: Order, accountId: AccountId): void {
    const name = nameOf(master, accountId);
    this.#waiting.get(name)?.cancel();
    this.#waiting.delete(name);
    this.#told.delete(name);
  }

  /** Ends every timer. */
  close(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  #tell({ intent }: Order, accountId: AccountId): void {
    const { userId, orderId, side, instrumentId } = intent;
    const text = `The account's part of an exit (${side} ${instrumentId}) is not at its broker: it waits until what the account owes of an earlier exit has gone, and that does not go. Look why, or leave by the broker's own app.`;
    const about = { accountId, text, about: orderId } as const;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'exit-waits-for-owed', ...about });
  }
}

function nameOf({ intent }: Order, accountId: AccountId): string {
  return `${intent.orderId}|${accountId}`;
}
