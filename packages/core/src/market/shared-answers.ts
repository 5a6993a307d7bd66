/** Answers that several askers share: while one is awaited, and for a moment after it came. A failure is shared while it is awaited only. */
import type { Clock } from '../ports/clock.ts';

/** So many are kept before those that are over are looked for. */
const SWEEP_AT = 2_000;

interface Shared<T> {
  readonly answer: Promise<T>;
  /** Undefined while it is awaited. */
  untilMs: number | undefined;
}

export class SharedAnswers<T> {
  readonly #clock: Clock;
  readonly #forMs: number;
  readonly #answers = new Map<string, Shared<T>>();

  constructor(clock: Clock, forMs: number) {
    this.#clock = clock;
    this.#forMs = forMs;
  }

  /** An answer that is on its way or still new. */
  known(key: string): Promise<T> | undefined {
    const shared = this.#answers.get(key);
    if (shared === undefined || this.#isOver(shared)) return undefined;
    return shared.answer;
  }

  /** Shares an answer from now on. */
  put(key: string, answer: Promise<T>): void {
    if (this.#answers.size >= SWEEP_AT) this.#sweep();
    const shared: Shared<T> = { answer, untilMs: undefined };
    this.#answers.set(key, shared);
    answer.then(
      () => {
        shared.untilMs = this.#clock.monotonicMs() + this.#forMs;
      },
      () => {
        if (this.#answers.get(key) === shared) this.#answers.delete(key);
      },
    );
  }

  #isOver({ untilMs }: Shared<T>): boolean {
    return untilMs !== undefined && this.#clock.monotonicMs() > untilMs;
  }

  #sweep(): void {
    for (const [key, shared] of this.#answers) if (this.#isOver(shared)) this.#answers.delete(key);
  }
}
