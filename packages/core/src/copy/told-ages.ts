/**
 * Looks at parts that wait when they have grown too old: what they wait for may never be heard of again, and that is told all the same.
 *
 * Decides: when. Leaves to others: whether one is too old (`entry-age.ts`), and what becomes of it (`fan-out.ts`).
 */
import { MAX_ENTRY_AGE_MS } from '../order/entry-age.ts';
import type { HeldPart } from '../order/order.ts';
import type { CancelTimer, DeskClock } from '../ports/clock.ts';

/** So long after a part began to wait it is too old, also where its master's broker took a moment to take the order. */
const TOLD_AFTER_MS = MAX_ENTRY_AGE_MS + 1_000;

export class ToldAges {
  readonly #clock: Pick<DeskClock, 'after'>;
  readonly #look: () => void;
  readonly #timers = new Set<CancelTimer>();
  /** Entry parts of reversals whose age runs, and for which a look was arranged. */
  readonly #running = new WeakSet<HeldPart>();

  constructor(clock: Pick<DeskClock, 'after'>, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Something has begun to wait. */
  began(): void {
    const cancel = this.#clock.after(TOLD_AFTER_MS, () => {
      this.#timers.delete(cancel);
      this.#look();
    });
    this.#timers.add(cancel);
  }

  /** The age of a part that had waited without one has begun. */
  runs(held: HeldPart): void {
    if (this.#running.has(held)) return;
    this.#running.add(held);
    this.began();
  }

  /** Ends every timer. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
