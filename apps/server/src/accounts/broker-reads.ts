/**
 * Funds, holdings and trades as the broker shows them now.
 *
 * Decides: that a broker is asked at most once in two seconds for the same thing, however many browsers look.
 */
import {
  type Account,
  type AccountStore,
  type BrokerFunds,
  type BrokerHolding,
  type BrokerPort,
  type BrokerSession,
  type BrokerTrade,
  type Clock,
  type Instant,
  type MarketTimes,
  TradingError,
} from '@copydesk/core';
import type { BrokerRegistry } from '../brokers/broker-registry.ts';

const FRESH_MS = 2_000;
const READ_TIMEOUT_MS = 10_000;

/** What was read, and when by the clock that the account lives by: a sandbox's can be moved. */
export interface Reading<T> {
  readonly value: T;
  readonly readAt: Instant;
}

type Ask<T> = (port: BrokerPort, session: BrokerSession, signal: AbortSignal) => Promise<T>;

export class BrokerReads {
  readonly #accounts: AccountStore;
  readonly #brokers: BrokerRegistry;
  readonly #clock: Clock;
  readonly #times: Pick<MarketTimes, 'now'>;
  readonly #cache = new Map<string, { readonly atMs: number; readonly reading: Promise<Reading<unknown>> }>();

  constructor(parts: {
    readonly accounts: AccountStore;
    readonly brokers: BrokerRegistry;
    readonly clock: Clock;
    readonly times: Pick<MarketTimes, 'now'>;
  }) {
    this.#accounts = parts.accounts;
    this.#brokers = parts.brokers;
    this.#clock = parts.clock;
    this.#times = parts.times;
  }

  /** Rejects like every read of a `BrokerPort`, and with `no-session`. */
  funds(account: Account): Promise<Reading<BrokerFunds>> {
    return this.#read(account, 'funds', (port, session, signal) => port.funds(session, signal));
  }

  holdings(account: Account): Promise<Reading<readonly BrokerHolding[]>> {
    return this.#read(account, 'holdings', (port, session, signal) => port.holdings(session, signal));
  }

  trades(account: Account): Promise<Reading<readonly BrokerTrade[]>> {
    return this.#read(account, 'trades', (port, session, signal) => port.trades(session, signal));
  }

  /** What the broker has on file; undefined where it does not tell. */
  registeredAddresses(account: Account): Promise<Reading<readonly string[] | undefined>> {
    return this.#read(account, 'addresses', (port, session, signal) =>
      port.registeredAddresses(session, signal),
    );
  }

  async #read<T>(account: Account, what: string, ask: Ask<T>): Promise<Reading<T>> {
    const session = this.#accounts.sessionOf(account.id);
    if (session === undefined) throw new TradingError('no-session', { account: account.address });
    // A reading of an earlier login may be another client's.
    const key = `${account.id} ${what} ${session.issuedAt}`;
    const nowMs = this.#clock.monotonicMs();
    const cached = this.#cache.get(key);
    if (cached !== undefined && nowMs - cached.atMs < FRESH_MS) return (await cached.reading) as Reading<T>;
    this.#forgetOld(nowMs);
    const { port } = this.#brokers.get(account.brokerId);
    const reading = ask(port, session, AbortSignal.timeout(READ_TIMEOUT_MS)).then((value) => ({
      value,
      readAt: this.#times.now(account.id),
    }));
    this.#cache.set(key, { atMs: nowMs, reading });
    try {
      return await reading;
    } catch (error) {
      this.#cache.delete(key);
      if (TradingError.is(error) && error.code === 'session-expired') {
        // Only the session that was used: a new login may have replaced it meanwhile.
        this.#accounts.sessionLost(account.id, session);
      }
      throw error;
    }
  }

  #forgetOld(nowMs: number): void {
    for (const [key, { atMs }] of this.#cache) if (nowMs - atMs >= FRESH_MS) this.#cache.delete(key);
  }
}
