/**
 * How fast an account asks its broker for prices, whoever in the desk wants them.
 *
 * Decides: when the next request leaves. Polling in place of a feed and what somebody asked for go through one budget for each account and
 * kind, so that together they stay within the broker's windows.
 */
import type { Account } from '../account/account.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { Clock } from '../ports/clock.ts';
import { ReadPace } from '../reconcile/read-pace.ts';

export type PriceReadKind = 'quotes' | 'candles';

export class ReadBudget {
  readonly #clock: Clock;
  readonly #brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly #paces = new Map<string, ReadPace>();

  constructor(clock: Clock, brokers: ReadonlyMap<BrokerId, BrokerPort>) {
    this.#clock = clock;
    this.#brokers = brokers;
  }

  /** Resolves when the request may leave: true, or false when that would take longer than `patienceMs` or the signal has aborted. */
  async turn(
    { id, brokerId }: Pick<Account, 'id' | 'brokerId'>,
    kind: PriceReadKind,
    signal: AbortSignal,
    patienceMs?: number,
  ): Promise<boolean> {
    const reads = this.#brokers.get(brokerId)?.capabilities.marketReads;
    const windows = kind === 'quotes' ? reads?.quoteRates : reads?.candleRates;
    if (windows === undefined || windows.length === 0) return !signal.aborted;
    const key = `${brokerId} ${kind}`;
    const pace = this.#paces.get(key) ?? new ReadPace(this.#clock, windows);
    this.#paces.set(key, pace);
    return pace.turn(id, signal, patienceMs);
  }
}
