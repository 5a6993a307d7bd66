/**
 * What became of requests that carried an `Idempotency-Key`.
 *
 * Decides: the same key and body run once and are answered alike for 24 hours, also while the first still runs;
 * another body under the key is refused. For orders the key is part of the intent's own durable row, so after a crash
 * the journal says what was made, and nothing is made twice (I1). Answers of other writes are kept in memory only:
 * some carry a secret, and none of those writes has a second effect that costs money.
 */
import type { RequestMark, UserId } from '@copydesk/core';
import type { Answer } from '../http/answer.ts';
import { HttpError } from '../http/http-error.ts';

const KEPT_MS = 24 * 3_600_000;
/** Bound of the memory: the oldest answers go first. Those of orders can be made again from the journal. */
const KEPT_MOST = 20_000;

/** What the journal knows of a request: the order that it made or changed. */
export interface DurableIntent {
  readonly userId: UserId;
  readonly mark: RequestMark;
  readonly orderId: string;
  /** Wall time, milliseconds. */
  readonly at: number;
}

/** An intent as it is shown. */
export type IntentState =
  | { readonly route: string; readonly state: 'running' }
  | { readonly route: string; readonly state: 'done'; readonly answer: Answer };

interface Kept {
  readonly hash: string;
  readonly at: number;
  readonly done: Promise<Answer | undefined>;
  answer: Answer | undefined;
}

/** Answers anew what the journal remembers: the order as it stands now. */
export type AnswerAgain = (intent: DurableIntent) => Answer;

export class IntentStore {
  readonly #nowMs: () => number;
  readonly #answerAgain: AnswerAgain;
  readonly #kept = new Map<string, Kept>();
  readonly #durable = new Map<string, DurableIntent>();

  constructor(parts: { readonly nowMs: () => number; readonly answerAgain: AnswerAgain }) {
    this.#nowMs = parts.nowMs;
    this.#answerAgain = parts.answerAgain;
  }

  /** Notes what the journal holds; called for each of its entries that carries a request. */
  remember(intent: DurableIntent): void {
    if (intent.at < this.#nowMs() - KEPT_MS) return;
    this.#durable.set(keyOf(intent.userId, intent.mark.route, intent.mark.key), intent);
    bound(this.#durable);
  }

  /**
   * Runs the request, unless it ran or runs already. Rejects with `idempotency-key-reused`, or as `run` does, which
   * leaves no trace here: the desk itself failed, and the same key may try again. A refusal is an answer, and is kept.
   */
  async once(userId: UserId, mark: RequestMark, run: () => Promise<Answer>): Promise<Answer> {
    const key = keyOf(userId, mark.route, mark.key);
    const before = this.#find(key);
    if (before !== undefined) {
      if (before.hash !== mark.bodyHash) throw new HttpError('idempotency-key-reused');
      const answer = before.answer ?? (await before.done);
      // The first one failed and left no answer: this one is the first now.
      if (answer === undefined) return await this.once(userId, mark, run);
      return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } };
    }
    const running = run();
    const kept: Kept = {
      hash: mark.bodyHash,
      at: this.#nowMs(),
      answer: undefined,
      done: running.then(
        (answer) => answer,
        () => undefined,
      ),
    };
    this.#kept.set(key, kept);
    bound(this.#kept);
    try {
      const answer = await running;
      kept.answer = answer;
      return answer;
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      throw error;
    }
  }

  /** What became of a request. Undefined when none is known. */
  find(userId: UserId, route: string, key: string): IntentState | undefined {
    const kept = this.#find(keyOf(userId, route, key));
    if (kept === undefined) return undefined;
    return kept.answer === undefined
      ? { route, state: 'running' }
      : { route, state: 'done', answer: kept.answer };
  }

  #find(key: string): Kept | undefined {
    const since = this.#nowMs() - KEPT_MS;
    const kept = this.#kept.get(key);
    if (kept !== undefined && (kept.answer === undefined || kept.at >= since)) return kept;
    if (kept !== undefined) this.#kept.delete(key);
    const durable = this.#durable.get(key);
    if (durable === undefined) return undefined;
    if (durable.at < since) {
      this.#durable.delete(key);
      return undefined;
    }
    const answer = this.#answerAgain(durable);
    return { hash: durable.mark.bodyHash, at: durable.at, answer, done: Promise.resolve(answer) };
  }
}

function keyOf(userId: UserId, route: string, key: string): string {
  return `${userId}\n${route}\n${key}`;
}

/** Maps keep insertion order, so the first key is the oldest. */
function bound(map: Map<string, unknown>): void {
  if (map.size <= KEPT_MOST) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
