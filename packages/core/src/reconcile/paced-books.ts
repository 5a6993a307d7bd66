/**
 * The books of the brokers, read no faster than each of them allows.
 *
 * Decides: which reads share a window. Leaves to others: when they leave (`read-pace.ts`), and what is read.
 */
import type { BrokerOrderId, ClientOrderId } from '../broker/broker-id.ts';
import type { BrokerOrder, BrokerTrade } from '../broker/broker-order.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Clock } from '../ports/clock.ts';
import { ReadPace } from './read-pace.ts';

type Read = 'orders' | 'order-history' | 'trades' | 'positions' | 'holdings';

/** Hands out the books of each broker, and remembers what was read of them. */
export class PacedBooks {
  readonly #clock: Clock;
  readonly #books = new WeakMap<BrokerPort, Books>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The books of a broker. */
  of(broker: BrokerPort): Books {
    const known = this.#books.get(broker);
    if (known !== undefined) return known;
    const made = new Books(broker, new ReadPace(this.#clock, broker.capabilities.readRates.windows));
    this.#books.set(broker, made);
    return made;
  }
}

/** One broker's books. Each read rejects as the broker's does, and with `rate-limited` when its turn would come too late. */
export class Books {
  readonly #broker: BrokerPort;
  readonly #pace: ReadPace;

  constructor(broker: BrokerPort, pace: ReadPace) {
    this.#broker = broker;
    this.#pace = pace;
  }

  /** The day's orders. */
  async orders(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    await this.#turn('orders', session, signal);
    return this.#broker.orders(session, signal);
  }

  /** Orders with this tag: by their history, or out of the whole book. */
  async tagged(
    session: BrokerSession,
    id: ClientOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    await this.#turn('order-history', session, signal);
    await this.#turn('orders', session, signal);
    return this.#broker.findByClientOrderId(session, id, signal);
  }

  /** Every state of one order. */
  async history(
    session: BrokerSession,
    id: BrokerOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    await this.#turn('order-history', session, signal);
    return this.#broker.orderHistory(session, id, signal);
  }

  /** The day's executions. */
  async trades(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerTrade[]> {
    await this.#turn('trades', session, signal);
    return this.#broker.trades(session, signal);
  }

  /** The positions. */
  async positions(session: BrokerSession, signal: AbortSignal): ReturnType<BrokerPort['positions']> {
    await this.#turn('positions', session, signal);
    return this.#broker.positions(session, signal);
  }

  /** The holdings. */
  async holdings(session: BrokerSession, signal: AbortSignal): ReturnType<BrokerPort['holdings']> {
    await this.#turn('holdings', session, signal);
    return this.#broker.holdings(session, signal);
  }

  async #turn(read: Read, { accountId }: BrokerSession, signal: AbortSignal): Promise<void> {
    const { per, windows } = this.#broker.capabilities.readRates;
    if (windows.length === 0) return;
    const key = per === 'call' ? `${accountId}|${read}` : accountId;
    if (!(await this.#pace.turn(key, signal))) throw new TradingError('rate-limited', { call: read });
  }
}
