/**
 * The last price of each instrument, as far as books and feeds have told.
 *
 * Decides: which of several prices is the last one: the one of the latest moment, whoever told it; but while a feed tells an
 * instrument's price, only the feed does. Prices of the sandbox and of live accounts never mix. It is memory only: what a restart replays comes back with the moment at which it was true.
 */
import type { AccountId } from '../account/account.ts';
import type { Environment } from '../broker/broker-id.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Price } from '../money/price.ts';
import type { OrderBook } from '../order/order-book.ts';
import { type Instant, istDate } from '../ports/clock.ts';

/** A price and the moment at which it was the last one. */
export interface PriceSeen {
  readonly price: Price;
  readonly at: Instant;
}

/** Told of every price that became the last one. */
export type PriceListener = (environment: Environment, instrumentId: InstrumentId) => void;

export interface LastPriceParts {
  readonly environmentOf: (accountId: AccountId) => Environment | undefined;
  readonly orders: Pick<OrderBook, 'get'>;
}

export class LastPrices {
  readonly #parts: LastPriceParts;
  readonly #prices: Readonly<Record<Environment, Map<InstrumentId, PriceSeen>>> = {
    live: new Map(),
    sandbox: new Map(),
  };
  /** The last price of the day before the one of the last price. */
  readonly #earlier: Readonly<Record<Environment, Map<InstrumentId, PriceSeen>>> = {
    live: new Map(),
    sandbox: new Map(),
  };
  #listener: PriceListener | undefined;
  #isLive: (environment: Environment, instrumentId: InstrumentId) => boolean = () => false;

  constructor(parts: LastPriceParts) {
    this.#parts = parts;
  }

  /** The last price where this account trades, however old; undefined when none was ever told. */
  of(accountId: AccountId, instrumentId: InstrumentId): Price | undefined {
    return this.seen(accountId, instrumentId)?.price;
  }

  /** The last price where this account trades, with its moment. */
  seen(accountId: AccountId, instrumentId: InstrumentId): PriceSeen | undefined {
    const environment = this.#parts.environmentOf(accountId);
    return environment === undefined ? undefined : this.#prices[environment].get(instrumentId);
  }

  /** The last price that was seen before a day (`YYYY-MM-DD` in India), also when others were seen on it. */
  seenBefore(accountId: AccountId, instrumentId: InstrumentId, day: string): PriceSeen | undefined {
    const environment = this.#parts.environmentOf(accountId);
    if (environment === undefined) return undefined;
    const both = [this.#prices[environment].get(instrumentId), this.#earlier[environment].get(instrumentId)];
    return both.find((seen) => seen !== undefined && istDate(seen.at) < day);
  }

  /** Sets who is told of new prices. One listener: the desk. */
  listen(listener: PriceListener): void {
    this.#listener = listener;
  }

  /** Sets who knows which prices a feed tells at this moment: books, fills and trades say nothing about those, for theirs are older than they look. */
  preferLive(isLive: (environment: Environment, instrumentId: InstrumentId) => boolean): void {
    this.#isLive = isLive;
  }

  /** Whether a feed tells the price of this moment where the account trades. */
  isLive(accountId: AccountId, instrumentId: InstrumentId): boolean {
    const environment = this.#parts.environmentOf(accountId);
    return environment !== undefined && this.#isLive(environment, instrumentId);
  }

  /** Notes a price; one that is older than what is known, or no price at all, says nothing. */
  note(environment: Environment, instrumentId: InstrumentId, seen: PriceSeen): void {
    if (this.#take(environment, instrumentId, seen)) this.#listener?.(environment, instrumentId);
  }

  /** Notes what a row of an account's books says, unless a feed tells the price. */
  noteFor(accountId: AccountId, instrumentId: InstrumentId, seen: PriceSeen): void {
    const environment = this.#parts.environmentOf(accountId);
    if (environment !== undefined && !this.#isLive(environment, instrumentId))
      this.note(environment, instrumentId, seen);
  }

  /** Forgets what nobody asks for any more. */
  forget(environment: Environment, ids: readonly InstrumentId[]): void {
    for (const id of ids) {
      this.#prices[environment].delete(id);
      this.#earlier[environment].delete(id);
    }
  }

  /** Learns from fills and trades; nobody is told, for whoever reacts to the journal sees the entry. The order book must have applied it. */
  apply({ event, at }: JournalEntry): void {
    if (event.type === 'order-filled' && event.averagePrice !== undefined) {
      const order = this.#parts.orders.get(event.orderId);
      if (order === undefined) return;
      const { accountId, instrumentId } = order.intent;
      this.#learn(accountId, instrumentId, { price: event.averagePrice, at });
    } else if (event.type === 'trades-read') {
      for (const { instrumentId, price, at: traded } of event.trades)
        this.#learn(event.accountId, instrumentId, { price, at: traded });
    }
  }

  #learn(accountId: AccountId, instrumentId: InstrumentId, seen: PriceSeen): void {
    const environment = this.#parts.environmentOf(accountId);
    if (environment !== undefined && !this.#isLive(environment, instrumentId))
      this.#take(environment, instrumentId, seen);
  }

  /** Whether it is another price than before. */
  #take(environment: Environment, instrumentId: InstrumentId, seen: PriceSeen): boolean {
    const known = this.#prices[environment].get(instrumentId);
    if (seen.price <= 0 || (known !== undefined && known.at > seen.at)) return false;
    if (known !== undefined && istDate(known.at) < istDate(seen.at))
      this.#earlier[environment].set(instrumentId, known);
    this.#prices[environment].set(instrumentId, seen);
    return known?.price !== seen.price;
  }
}
