/**
 * Carries the venue's events to streams and webhooks, after what they tell is stored.
 *
 * Decides: order of delivery and how the stream faults act. Leaves to the faces: frames and bodies.
 */
import type { Clock } from '@copydesk/core';
import type { FaultPlan } from '../gate/fault-plan.ts';
import type { ClientRef } from '../venue/venue-client.ts';
import type { VenueEvent, VenueEvents } from '../venue/venue-events.ts';

type Listener = (event: VenueEvent) => void;

/** One open stream. `held` is the event that a `reorder` fault keeps back until the next one has gone. */
interface Stream {
  readonly listener: Listener;
  held: VenueEvent | undefined;
}

/** Queues events until `deliver`. */
export class EventHub implements VenueEvents {
  readonly #clock: Clock;
  readonly #faults: FaultPlan;
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #watchers = new Map<string, Set<(event: VenueEvent, ref: ClientRef) => void>>();
  #queue: { readonly ref: ClientRef; readonly event: VenueEvent }[] = [];

  constructor(clock: Clock, faults: FaultPlan) {
    this.#clock = clock;
    this.#faults = faults;
  }

  stream(ref: ClientRef, listener: Listener): () => void {
    const streams = setOf(this.#streams, `${ref.broker}/${ref.client}`);
    const stream: Stream = { listener, held: undefined };
    streams.add(stream);
    return () => void streams.delete(stream);
  }

  watch(broker: string, listener: (event: VenueEvent, ref: ClientRef) => void): () => void {
    const watchers = setOf(this.#watchers, broker);
    watchers.add(listener);
    return () => void watchers.delete(listener);
  }

  /** Whether anybody listens to this client: what nobody hears need not be made. */
  hears(ref: ClientRef): boolean {
    return (
      (this.#watchers.get(ref.broker)?.size ?? 0) > 0 ||
      (this.#streams.get(`${ref.broker}/${ref.client}`)?.size ?? 0) > 0
    );
  }

  publish(ref: ClientRef, event: VenueEvent): void {
    this.#queue.push({ ref, event });
  }

  /** Hands out what was published. */
  deliver(): void {
    while (this.#queue.length > 0) {
      const queue = this.#queue;
      this.#queue = [];
      for (const { ref, event } of queue) {
        for (const watcher of this.#watchers.get(ref.broker) ?? []) watcher(event, ref);
        for (const stream of this.#streams.get(`${ref.broker}/${ref.client}`) ?? [])
          this.#pass(stream, ref, event);
      }
    }
  }

  #pass(stream: Stream, ref: ClientRef, event: VenueEvent): void {
    const fault = this.#faults.strikeMessage('stream', ref);
    const late = stream.held;
    if (fault?.fault === 'reorder' && late === undefined) {
      stream.held = event;
      return;
    }
    if (fault?.fault === 'delay') {
      this.#clock.after(fault.ms, () => stream.listener(event));
    } else if (fault?.fault !== 'drop') {
      stream.listener(event);
      if (fault?.fault === 'duplicate') stream.listener(event);
    }
    if (late !== undefined) {
      stream.held = undefined;
      stream.listener(late);
    }
  }
}

function setOf<T>(map: Map<string, Set<T>>, key: string): Set<T> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = new Set<T>();
  map.set(key, fresh);
  return fresh;
}
