/** Where the process stands between its start and its end. */
import type { Ready } from '@copydesk/api-contract';
import { HttpError } from '../http/http-error.ts';

type Reason = Ready['reasons'][number];

export class Phase {
  #state: 'starting' | 'open' | 'closing' = 'starting';
  #doing = 'The desk is starting.';

  /** What is being done, for the person who waits. */
  note(doing: string): void {
    this.#doing = doing;
  }

  /** Commands can be given from now on. */
  open(): void {
    this.#state = 'open';
  }

  /** Nothing new is taken. */
  close(): void {
    this.#state = 'closing';
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Throws `not-ready` unless the desk is open. */
  require(): void {
    if (this.#state === 'open') return;
    const detail = this.#state === 'closing' ? 'The desk is closing.' : this.#doing;
    throw new HttpError('not-ready', { detail, retryAfterMs: 2_000 });
  }

  /** Why the desk takes no commands; empty when it does. */
  get reasons(): readonly Reason[] {
    if (this.#state === 'open') return [];
    return [{ code: this.#state, text: this.#state === 'closing' ? 'The desk is closing.' : this.#doing }];
  }
}
