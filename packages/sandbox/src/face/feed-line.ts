/**
 * One connection of a face's price feed, with the faults on `feed` between the face and the wire.
 *
 * Decides: how each fault acts on messages. Leaves to the faces: what a message is, and what else must keep quiet
 * (`isSilent`: heartbeats, answers to pings).
 */
import type { CancelTimer, Clock } from '@copydesk/core';
import type { FeedFault } from '../venue/gate.ts';

/** What a line is made of. */
export interface FeedLineSettings<Message> {
  readonly clock: Clock;
  /** The fault that strikes the next message: `venue.gate.feedFault`. */
  readonly fault: () => FeedFault | undefined;
  readonly send: (message: Message) => void;
}

export class FeedLine<Message> {
  readonly #settings: FeedLineSettings<Message>;
  readonly #delayed = new Set<CancelTimer>();
  /** What a `reorder` keeps back until the next message has gone. */
  #held: { readonly message: Message } | undefined;
  #silentUntil = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(settings: FeedLineSettings<Message>) {
    this.#settings = settings;
  }

  /** Whether nothing at all may be sent now. */
  get isSilent(): boolean {
    return this.#settings.clock.monotonicMs() < this.#silentUntil;
  }

  /** Sends a message, or does to it what a fault says. What is silenced is lost. */
  pass(message: Message): void {
    if (this.#closed || this.isSilent) return;
    const { clock, fault } = this.#settings;
    const struck = fault();
    const late = this.#held;
    if (struck?.fault === 'silence') {
      this.#silentUntil = clock.monotonicMs() + struck.ms;
      return;
    }
    if (struck?.fault === 'reorder' && late === undefined) {
      this.#held = { message };
      return;
    }
    if (struck?.fault === 'delay') this.#later(message, struck.ms);
    else if (struck?.fault !== 'drop') {
      this.#send(message);
      if (struck?.fault === 'duplicate') this.#send(message);
    }
    if (late === undefined) return;
    this.#held = undefined;
    this.#send(late.message);
  }

  /** The connection is over: nothing that is late comes any more. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#delayed) cancel();
    this.#delayed.clear();
  }

  #later(message: Message, ms: number): void {
    const cancel = this.#settings.clock.after(ms, () => {
      this.#delayed.delete(cancel);
      this.#send(message);
    });
    this.#delayed.add(cancel);
  }

  #send(message: Message): void {
    if (!this.isSilent) this.#settings.send(message);
  }
}
