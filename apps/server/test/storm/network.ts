/**
 * The way between a desk and its brokers, in virtual time: requests travel, answers travel back, and the clock stands still while a
 * real request is under way. A minute of a busy desk over real sockets then takes as long as the requests themselves, and no
 * slow machine makes two of them meet that would not have met.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SeededRandom, VirtualClock } from '@copydesk/adapter-testkit';
import { type BrokerPort, sleep } from '@copydesk/core';

/** What a request or an answer may take: most are quick, some are not. */
const LEGS_MS = [10, 10, 20, 40, 120];

/** Frames of a stream are not counted as requests: they have so many turns to arrive. */
const LEAST_TURNS = 3;

/** What undici tells at the end of a request: one of the two. */
const ENDS = ['undici:request:trailers', 'undici:request:error'];

/** Everything that is one request of REST. */
const REQUESTS = new Set<PropertyKey>([
  'placeOrder',
  'modifyOrder',
  'cancelOrder',
  'orders',
  'orderHistory',
  'findByClientOrderId',
  'trades',
  'positions',
  'holdings',
  'funds',
]);

export class Network {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  #underWay = 0;
  readonly #onSent = (): void => {
    this.#underWay += 1;
  };
  readonly #onAnswered = (): void => {
    this.#underWay -= 1;
  };

  /** Counts the requests of this process that are under way, until `close`. */
  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
    subscribe('undici:request:create', this.#onSent);
    for (const end of ENDS) subscribe(end, this.#onAnswered);
  }

  close(): void {
    unsubscribe('undici:request:create', this.#onSent);
    for (const end of ENDS) unsubscribe(end, this.#onAnswered);
  }

  /** The broker, as far away as this. */
  between(broker: BrokerPort): BrokerPort {
    return new Proxy(broker, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const call = value.bind(target) as (...given: readonly unknown[]) => unknown;
        if (!REQUESTS.has(name)) return call;
        return async (...given: readonly unknown[]) => {
          await this.#travel();
          try {
            return await call(...given);
          } finally {
            await this.#travel();
          }
        };
      },
    });
  }

  /** Moves on by so much, and lets everything that each moment wakes come to rest before the next. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#clock.monotonicMs() + ms;
    await this.#rest();
    for (let dueMs = this.#dueMs(); dueMs <= untilMs; dueMs = this.#dueMs()) {
      this.#clock.advanceBy(dueMs - this.#clock.monotonicMs());
      await this.#rest();
    }
    this.#clock.advanceBy(untilMs - this.#clock.monotonicMs());
    await this.#rest();
  }

  /** Moves on until the promise settles. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    for (let step = 0; !settled && step < 10_000; step += 1) await this.advance(10);
    return promise;
  }

  #dueMs(): number {
    return this.#clock.monotonicMs() + (this.#clock.nextDueInMs ?? Number.POSITIVE_INFINITY);
  }

  async #rest(): Promise<void> {
    for (let turn = 0; turn < LEAST_TURNS || this.#underWay > 0; turn += 1) await nextTurn();
  }

  async #travel(): Promise<void> {
    await sleep(this.#clock, LEGS_MS[this.#random.below(LEGS_MS.length)] ?? 10);
  }
}
