/**
 * For how long comparisons have found positions as the books have them.
 *
 * Decides: how long is enough for a position to say what filled. A comparison that fails is none: it neither adds to the time nor
 * breaks it. Keeps I6: an exit is not sent for another one that may have filled.
 */

/** Positions must compare equal for so much longer than books may be late before they say what became of an order. */
const BEYOND_LATE_MS = 10_000;

/** How long a position must still compare equal until it says what became of an exit that no book shows. */
export function untilPositionSpeaksMs(equalForMs: number, absenceAfterMs: number): number {
  return Math.max(0, absenceAfterMs + BEYOND_LATE_MS - equalForMs);
}

export class EqualTimes {
  #firstMs: number | undefined;
  #lastMs = 0;
  /** When each position was last found to be another one. */
  readonly #unequalAtMs = new Map<string, number>();

  /** A comparison is over, with these positions unequal. */
  note(unequal: Iterable<string>, nowMs: number): void {
    this.#firstMs ??= nowMs;
    this.#lastMs = nowMs;
    for (const key of unequal) this.#unequalAtMs.set(key, nowMs);
  }

  /** From the first comparison, or from the last that found it unequal, to the last one. */
  forMs(key: string): number {
    return this.#lastMs - (this.#unequalAtMs.get(key) ?? this.#firstMs ?? this.#lastMs);
  }
}
