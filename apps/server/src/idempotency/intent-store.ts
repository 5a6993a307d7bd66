/**
 * What became of requests that carried an `Idempotency-Key`.
 *
 * Decides: the same key and body run once and are answered alike for 24 hours, also while the first still runs;
 * another body under the key is refused. Where money moves or is guarded (`request-marks.ts`) the key is part of the intent's own durable row, so after a crash
 * the journal says what was made, and nothing is made twice (I1). Answers of other writes are kept in memory only:
 * some carry a secret, and none of those writes has a second effect that costs money.
 */
import type { ProtectionScope, RequestMark, UserId } from '@copydesk/core';
import type { Answer } from '../http/answer.ts';
import { HttpError } from '../http/http-error.ts';

const KEPT_MS = 24 * 3_600_000;
/** Bound of the answers in memory: the oldest go first. Those of orders are made again from the journal, whose marks are never bounded but by age: a forgotten one would be a second order. */
const KEPT_MOST = 20_000;

/** The kill switches of a user are one thing; a repair is every order of its plan, or none where the difference is wanted. */
type Made =
  | { readonly kind: 'order' | 'basket' | 'conversion' | 'square-off' | 'kill-switch'; readonly id: string }
  | { readonly kind: 'repair'; readonly ids: readonly string[] }
  | { readonly kind: 'protection'; readonly scope: ProtectionScope }
  | { readonly kind: 'protection-defaults' };

/** What the journal knows of a request: what it made or changed. */
export interface DurableIntent {
  readonly userId: UserId;
  readonly mark: RequestMark;
  readonly made: Made;
  /** Wall time, milliseconds. */
  readonly at: number;
}

/** An intent as it is shown. */
export type IntentState =
  | { readonly route: string; readonly at: number; readonly state: 'running' }
  | { readonly route: string; readonly at: number; readonly state: 'done'; readonly answer: Answer };

interface Kept {
  readonly hash: string;
  readonly at: number;
  readonly done: Promise<Answer | undefined>;
  answer: Answer | undefined;
}

/** Answers anew what the journal remembers: what was made, as it stands now. */
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
    const since = this.#nowMs() - KEPT_MS;
    if (intent.at < since) return;
    this.#durable.set(keyOf(intent.userId, intent.mark.route, intent.mark.key), intent);
    // Oldest first: what is over stands at the front.
    for (const [key, { at }] of this.#durable) {
      if (at >= since) break;
      this.#durable.delete(key);
    }
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
    this.#bound();
    try {
      const answer = await running;
      kept.answer = answer;
      return answer;
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      throw error;
    }
  }

  /** What became of the newest request with this key on one of the routes. Undefined when none is known. */
  find(userId: UserId, routes: readonly string[], key: string): IntentState | undefined {
    const found = routes.flatMap((route): IntentState[] => {
      const kept = this.#find(keyOf(userId, route, key));
      if (kept === undefined) return [];
      const { at, answer } = kept;
      return [answer === undefined ? { route, at, state: 'running' } : { route, at, state: 'done', answer }];
    });
    return found.sort((one, other) => other.at - one.at)[0];
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

  /** Maps keep insertion order, so the first that is answered is the oldest. What still runs is never forgotten. */
  #bound(): void {
    if (this.#kept.size <= KEPT_MOST) return;
    for (const [key, { answer }] of this.#kept) {
      if (answer === undefined) continue;
      this.#kept.delete(key);
      return;
    }
  }
}

function keyOf(userId: UserId, route: string, key: string): string {
  return `${userId}\n${route}\n${key}`;
}
