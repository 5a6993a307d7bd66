import type { AccountFact, BrokerOrder } from '@copydesk/core';
import type { BrokerBench } from './broker-bench.ts';

/** Reads a stream of facts and keeps all of them. */
export class StreamReader {
  readonly facts: AccountFact[] = [];
  /** Resolves when the stream has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** What the iteration threw; undefined when it ended in order or goes on. */
  failure: unknown;
  isOver = false;
  readonly #bench: BrokerBench;

  constructor(bench: BrokerBench, stream: AsyncIterable<AccountFact>) {
    this.#bench = bench;
    this.ended = this.#read(stream);
  }

  /** Facts about orders, in the order in which they came. */
  get orders(): readonly BrokerOrder[] {
    return this.facts.flatMap((fact) => (fact.type === 'order' ? [fact.order] : []));
  }

  /** Facts about one order. */
  ordersOf(brokerOrderId: string): readonly BrokerOrder[] {
    return this.orders.filter((order) => order.brokerOrderId === brokerOrderId);
  }

  /** How many facts of a kind came. */
  count(type: AccountFact['type']): number {
    return this.facts.filter((fact) => fact.type === type).length;
  }

  /** Waits, moving virtual time, until a fact like this has come. */
  async seen(is: (fact: AccountFact) => boolean, what: string): Promise<void> {
    await this.#bench.eventually(() => this.facts.some(is), what);
  }

  /** Waits until an order was shown like this. */
  async seenOrder(is: (order: BrokerOrder) => boolean, what: string): Promise<void> {
    await this.seen((fact) => fact.type === 'order' && is(fact.order), what);
  }

  async #read(stream: AsyncIterable<AccountFact>): Promise<void> {
    try {
      for await (const fact of stream) this.facts.push(fact);
    } catch (error) {
      this.failure = error;
    } finally {
      this.isOver = true;
    }
  }
}
