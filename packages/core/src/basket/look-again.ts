/** Timers by which baskets are looked at again: one for each matter of each basket, of which the earlier one counts. */
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { Basket, BasketId } from './basket.ts';

export class LookAgain {
  readonly #clock: Clock;
  readonly #look: (id: BasketId) => void;
  readonly #timers = new Map<string, { readonly atMs: number; readonly cancel: CancelTimer }>();
  #closed = false;

  constructor(clock: Clock, look: (id: BasketId) => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Looks at the basket in so long. */
  in({ intent }: Basket, matter: string, delayMs: number): void {
    const name = `${intent.basketId}|${matter}`;
    const atMs = this.#clock.monotonicMs() + delayMs;
    const set = this.#timers.get(name);
    if (this.#closed || (set !== undefined && set.atMs <= atMs)) return;
    set?.cancel();
    const cancel = this.#clock.after(Math.ceil(delayMs), () => {
      this.#timers.delete(name);
      this.#look(intent.basketId);
    });
    this.#timers.set(name, { atMs, cancel });
  }

  /** Ends every timer. */
  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
