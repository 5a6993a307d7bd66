/**
 * Decides which message of the server is applied.
 *
 * The server numbers a user's events without gaps and may tell one event in several messages, all but the last
 * marked `more`. A message is applied when it is the next, or another one of the event that was announced; an older
 * one is dropped; a later one is a gap, after which nothing is painted until the page has caught up.
 */
export interface Numbered {
  readonly eventId: number;
  readonly more: boolean;
}

export type Verdict = 'apply' | 'drop' | 'gap';

export class EventGate {
  #last: number;
  #more = false;

  constructor(last: number) {
    this.#last = last;
  }

  /** The last event of which all messages were seen; what a reconnect asks from. */
  get complete(): number {
    return this.#more ? this.#last - 1 : this.#last;
  }

  take(message: Numbered): Verdict {
    if (message.eventId === this.#last && this.#more) {
      this.#more = message.more;
      return 'apply';
    }
    if (message.eventId <= this.#last) return 'drop';
    if (message.eventId > this.#last + 1 || this.#more) return 'gap';
    this.#last = message.eventId;
    this.#more = message.more;
    return 'apply';
  }

  /** An event of which a part was lost with the connection is asked for again, whole. */
  rewind(): void {
    this.#last = this.complete;
    this.#more = false;
  }
}
