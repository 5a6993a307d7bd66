/**
 * How often somebody may try to sign in.
 *
 * Decides: per key (an e-mail, an address, both) at most so many failures in a window, then nothing until the oldest is over.
 * The number of keys is bounded; the one that failed longest ago is forgotten first.
 */
const WINDOW_MS = 15 * 60_000;
const KEYS_MAX = 10_000;

export class AttemptLimit {
  readonly #most: number;
  readonly #nowMs: () => number;
  readonly #failures = new Map<string, number[]>();

  /** `nowMs` is monotonic. */
  constructor(most: number, nowMs: () => number) {
    this.#most = most;
    this.#nowMs = nowMs;
  }

  /** Milliseconds until the next attempt, 0 when one may be made now. */
  waitMs(key: string): number {
    const recent = this.#recent(key);
    const oldest = recent.at(-this.#most);
    return oldest === undefined ? 0 : Math.max(1, Math.ceil(oldest + WINDOW_MS - this.#nowMs()));
  }

  /** Notes an attempt that failed, or that runs and may fail. */
  note(key: string): void {
    const recent = this.#recent(key);
    this.#failures.delete(key);
    this.#failures.set(key, [...recent, this.#nowMs()]);
    if (this.#failures.size <= KEYS_MAX) return;
    const [eldest] = this.#failures.keys();
    if (eldest !== undefined) this.#failures.delete(eldest);
  }

  /** Forgets the failures: the attempt succeeded. */
  clear(key: string): void {
    this.#failures.delete(key);
  }

  #recent(key: string): number[] {
    const since = this.#nowMs() - WINDOW_MS;
    return (this.#failures.get(key) ?? []).filter((at) => at > since);
  }
}
