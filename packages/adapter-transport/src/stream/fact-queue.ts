import type { AccountFact } from '@copydesk/core';

/** How many facts may wait for their reader. */
const LONGEST = 10_000;

/**
 * Facts between a socket and whoever reads them. A reader that falls behind by more than 10 000 loses the orders among
 * them and is told to read the books, which hold what was lost. No book tells that the session or the stream is over,
 * so that is never lost.
 */
export class FactQueue {
  #facts: AccountFact[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(fact: AccountFact): void {
    if (this.#ended) return;
    if (this.#facts.length >= LONGEST) this.#facts = withoutBookFacts(this.#facts);
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

/** One hint for each book that has to be read, then what no book holds, in its order. */
function withoutBookFacts(facts: readonly AccountFact[]): AccountFact[] {
  const books = new Set<'orders' | 'positions' | 'holdings'>(['orders']);
  for (const fact of facts) if (fact.type === 'hint') books.add(fact.what);
  const link = facts.findLast(({ type }) => type === 'stream-up' || type === 'stream-down');
  const hints = [...books].map((what): AccountFact => ({ type: 'hint', what }));
  return [...hints, ...facts.filter((fact) => fact === link || isLasting(fact))];
}

function isLasting(fact: AccountFact): boolean {
  if (fact.type === 'stream-down') return fact.final;
  return fact.type === 'session-lost' || fact.type === 'stream-not-in-plan';
}
