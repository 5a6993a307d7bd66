/**
 * What a broker's book shows and nothing explains, until it counts.
 *
 * Decides: when a difference is believed: when at least two reads showed the very same and it has stood for its time. Keeps I4 and
 * the rule that one stale book moves nothing.
 */
export class Doubts {
  readonly #standing = new Map<string, { readonly what: number; readonly sinceMs: number }>();
  #seen = new Set<string>();
  /** What the last read had no row of although it was carried into the day. */
  #missing = new Set<string>();

  /** Begins another read: what it does not show any more is forgotten at its end. */
  begin(): void {
    this.#seen = new Set();
    this.#missing = new Set();
  }

  /** Notes a difference. Returns how many milliseconds it must still stand; 0 when it counts. */
  see(key: string, what: number, for_: { readonly standMs: number; readonly nowMs: number }): number {
    const { standMs, nowMs } = for_;
    this.#seen.add(key);
    const known = this.#standing.get(key);
    if (known?.what === what) return Math.max(0, known.sinceMs + standMs - nowMs);
    this.#standing.set(key, { what, sinceMs: nowMs });
    return Math.max(1, standMs);
  }

  /** Notes that this read has no row of what was carried into the day: whether any of it is held is not known. */
  miss(key: string): void {
    this.#missing.add(key);
  }

  /** Whether that is so by the last read. */
  isMissing(key: string): boolean {
    return this.#missing.has(key);
  }

  /** Ends a read. */
  end(): void {
    for (const key of this.#standing.keys()) if (!this.#seen.has(key)) this.#standing.delete(key);
  }

  /** The difference is part of the books now. */
  settle(key: string): void {
    this.#standing.delete(key);
  }

  /** Whether a difference is being looked into that a second read may confirm any moment. */
  isFresh(key: string, nowMs: number): boolean {
    const known = this.#standing.get(key);
    return known !== undefined && nowMs - known.sinceMs < FRESH_MS;
  }
}

/** A little longer than the second read takes to come. */
const FRESH_MS = 1_500;
