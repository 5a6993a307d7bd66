/**
 * Exits of a hedge that are owed and wait in a child whose own short is still there (domain §4.12).
 *
 * Decides: when a person is told of one. Keeps I2: what is held back so that no short is left without its hedge is not held without a
 * word, also after a restart. Leaves to others: whether it waits, and for how long (`basket/basket-gate.ts`).
 */
import type { Journal } from '../journal/journal.ts';
import type { Order } from '../order/order.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChildKey } from '../share/following.ts';

/** Most shorts are bought back sooner than this. */
const TOLD_AFTER_MS = 10_000;

export interface HeldHedgeParts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly journal: Journal;
}

export class HeldHedges {
  readonly #parts: HeldHedgeParts;
  /** By what the child holds: since when (monotonic), and whether that was told. */
  readonly #waiting = new Map<string, { readonly sinceMs: number; told: boolean }>();

  constructor(parts: HeldHedgeParts) {
    this.#parts = parts;
  }

  /** It waits. Called whenever it is looked at. */
  note(name: string, key: ChildKey, { intent }: Order): void {
    // A basket has words of its own.
    if (intent.basket !== undefined) return;
    const { clock, journal } = this.#parts;
    const now = clock.monotonicMs();
    const before = this.#waiting.get(name) ?? { sinceMs: now, told: false };
    this.#waiting.set(name, before);
    if (before.told || now - before.sinceMs < TOLD_AFTER_MS) return;
    before.told = true;
    const { accountId, instrumentId } = key;
    const text = `The exit of ${instrumentId} waits in this account: its own short of the same underlying is not bought back, and would be left without its hedge. It goes when the short has gone, and two minutes after its master's at the latest; look in the broker's own app why the short has not.`;
    journal.record(intent.userId, { type: 'alert-raised', code: 'exit-withheld', accountId, text });
  }

  /** It does not wait, or not any more. */
  over(name: string): void {
    this.#waiting.delete(name);
  }
}
