import type { AccountFact } from '@copydesk/core';

/** How many facts may wait for their reader. */
const LONGEST = 10_000;

/**
 * Facts between a socket and whoever reads them. A reader that falls behind by more than 10 000 loses the oldest and is
 * told to read the books, which hold what was lost.
 */
export class FactQueue {
  readonly #facts: AccountFact[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(fact: AccountFact): void {
    if (this.#ended) return;
    if (this.#facts.length >= LONGEST) {
      this.#facts.length = 0;
      this.#facts.push({ type: 'hint', what: 'orders' });
    }
    this.#facts.push(fact);
    this.#wake?.();
  }

  /** Nothing more comes; what waits is still given out. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<AccountFact> {
    for (;;) {
      const fact = this.#facts.shift();
      if (fact !== undefined) {
        yield fact;
        continue;
      }
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
