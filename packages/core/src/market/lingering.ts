/** What nobody wants any more is carried for a moment: pages are left and come back to. */
import type { InstrumentId } from '../instrument/instrument.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

const LINGER_MS = 30_000;

export class Lingering {
  readonly #clock: Clock;
  readonly #over: (ids: readonly InstrumentId[]) => void;
  /** When each is over, the soonest first. */
  readonly #dueMs = new Map<InstrumentId, number>();
  #timer: CancelTimer | undefined;

  /** `over` is told of those whose time is over. */
  constructor(clock: Clock, over: (ids: readonly InstrumentId[]) => void) {
    this.#clock = clock;
    this.#over = over;
  }

  /** Its time begins, anew when it had begun. */
  begin(id: InstrumentId): void {
    this.#dueMs.delete(id);
    this.#dueMs.set(id, this.#clock.monotonicMs() + LINGER_MS);
    this.#wait();
  }

  /** It is wanted again. */
  end(id: InstrumentId): void {
    this.#dueMs.delete(id);
  }

  close(): void {
    this.#timer?.();
    this.#dueMs.clear();
  }

  #wait(): void {
    const [soonest] = this.#dueMs.values();
    if (soonest === undefined || this.#timer !== undefined) return;
    this.#timer = this.#clock.after(Math.max(0, soonest - this.#clock.monotonicMs()), () => {
      this.#timer = undefined;
      const nowMs = this.#clock.monotonicMs();
      const over: InstrumentId[] = [];
      for (const [id, dueMs] of this.#dueMs) {
        if (dueMs > nowMs) break;
        over.push(id);
      }
      for (const id of over) this.#dueMs.delete(id);
      if (over.length > 0) this.#over(over);
      this.#wait();
    });
  }
}
