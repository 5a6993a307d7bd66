/**
 * The exchange floor: what everything that happens to an order has in common.
 *
 * Decides: how a new state is written (row, store, events, margin). Keeps: a final order blocks nothing and is met by
 * no price. Leaves to others: when states change (`state-walk.ts`, `matching.ts`).
 */
import { type Instant, type Price, quantityOf, valueOf } from '@copydesk/core';
import type { AccountShelf } from '../books/account-shelf.ts';
import { marginOfOrder, NO_MARGIN } from '../books/margin.ts';
import type { ClientBook } from '../clients/client-book.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { InstrumentList } from '../market/instrument-list.ts';
import type { MarketState } from '../market/market-state.ts';
import type { PriceBoard } from '../market/price-board.ts';
import type { Store } from '../storage/store.ts';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { VenueClient } from '../venue/venue-client.ts';
import type { VenueClock } from '../venue/venue-market.ts';
import type { VenueState, VenueTrade } from '../venue/venue-order.ts';
import type { CheckContext, OrderTerms } from './order-checks.ts';
import type { OrderIndex } from './order-index.ts';
import { documentOf, isLiving, type OrderRecord, openQuantity, rowOf, snapshotOf } from './order-record.ts';
import { automaticProtection, protectedPrice } from './protection.ts';
import type { Sequences } from './sequences.ts';
import type { Means } from './shares-and-money.ts';

/** What the floor works with. */
export interface FloorParts {
  readonly clock: VenueClock;
  readonly store: Store;
  readonly hub: EventHub;
  readonly list: InstrumentList;
  readonly prices: PriceBoard;
  readonly market: MarketState;
  readonly accounts: AccountShelf;
  readonly clients: ClientBook;
  readonly brokers: ReadonlyMap<string, BrokerRules>;
  readonly index: OrderIndex;
  readonly sequences: Sequences;
  /** Told of each execution, before it is stored. */
  readonly traded: (trade: VenueTrade) => void;
  /** Told when a day's trades are wiped. */
  readonly dayEnded: () => void;
}

/** The floor. Its callers commit. */
export class Floor {
  readonly parts: FloorParts;

  constructor(parts: FloorParts) {
    this.parts = parts;
  }

  /** The order enters a state: a row, the store, an event; a final one leaves the books. */
  write(record: OrderRecord, state: VenueState): void {
    record.state = state;
    record.at = this.parts.clock.now();
    if (!isLiving(record)) {
      record.jobs = [];
      this.parts.index.retire(record);
    }
    this.reblock(record);
    record.rows.push(rowOf(record));
    this.keep(record);
    if (this.parts.hub.hears(record)) {
      this.parts.hub.publish(record, { type: 'order', order: snapshotOf(record) });
    }
  }

  /** Stores the order as it stands. */
  keep(record: OrderRecord): void {
    this.parts.store.put('order', `${record.broker}/${record.orderId}`, () => documentOf(record));
  }

  /** Blocks what the unfilled entry part needs now, and releases the rest. */
  reblock(record: OrderRecord): void {
    const now = this.#margin(record);
    this.parts.accounts.of(record).block(record.blocked, now);
    record.blocked = now;
  }

  /** An execution. The caller has checked quantity and state. */
  fill(record: OrderRecord, quantity: number, price: Price): void {
    const { accounts, clock, hub, sequences } = this.parts;
    const ids = this.rules(record.broker).ids;
    const at = clock.now();
    const value = valueOf(price, quantityOf(quantity), record.instrument.contractMultiplier);
    const trade: VenueTrade = {
      tradeId: ids.tradeId(at, sequences.next('trade')),
      broker: record.broker,
      client: record.client,
      orderId: record.orderId,
      exchangeOrderId: record.exchangeOrderId ?? '',
      instrument: record.instrument,
      side: record.side,
      product: record.product,
      orderType: record.orderType,
      quantity,
      price,
      at,
      orderAt: record.placedAt,
    };
    record.filledQuantity += quantity;
    record.filledValue += value;
    accounts.addTrade(trade, value);
    this.parts.traded(trade);
    this.write(record, openQuantity(record) === 0 ? 'complete' : 'open');
    if (!hub.hears(record)) return;
    hub.publish(record, { type: 'trade', trade, order: snapshotOf(record) });
    const position = accounts.of(record).position(record.instrument, record.product);
    if (position !== undefined) hub.publish(record, { type: 'position', position });
    this.#publishHolding(record);
  }

  rules(broker: string): BrokerRules {
    const rules = this.parts.brokers.get(broker);
    if (rules === undefined) throw new Error(`The venue carries no broker ${broker}.`);
    return rules;
  }

  client(record: { readonly broker: string; readonly client: string }): VenueClient {
    const client = this.parts.clients.find(record.broker, record.client);
    if (client === undefined) throw new Error(`${record.broker} has no client ${record.client}.`);
    return client;
  }

  /** What rules look at. */
  checkContext(client: VenueClient, instrument: OrderRecord['instrument']): CheckContext {
    const { lower, upper } = this.parts.prices.band(instrument);
    const lastPrice = this.parts.prices.last(instrument);
    return { client, rules: this.rules(client.broker), lastPrice, lower, upper };
  }

  /** What an order's needs are held against; `self` is left out of the other orders. */
  means(client: VenueClient, terms: OrderTerms, self: OrderRecord | undefined): Means {
    const others: OrderRecord[] = [];
    for (const other of this.parts.index.admitted(client)) if (other !== self) others.push(other);
    return {
      client,
      rules: this.rules(client.broker),
      account: this.parts.accounts.of(client),
      others,
      marketPrice: this.protectedPrice(terms).price,
    };
  }

  /** The limit that a market order with these terms becomes now. */
  protectedPrice(terms: Pick<OrderTerms, 'instrument' | 'side' | 'marketProtection'>): {
    readonly price: Price;
    readonly percent: number;
  } {
    const { instrument, side, marketProtection } = terms;
    const last = this.parts.prices.last(instrument);
    const { lower, upper } = this.parts.prices.band(instrument);
    const percent =
      typeof marketProtection === 'number' && marketProtection > 0
        ? marketProtection
        : automaticProtection(instrument, last);
    const price = protectedPrice(side, last, percent, { tickSize: instrument.tickSize, lower, upper });
    return { price, percent };
  }

  nextExchangeOrderId(broker: string, at: Instant): string {
    return this.rules(broker).ids.exchangeOrderId(at, this.parts.sequences.next('exchange'));
  }

  #margin(record: OrderRecord): OrderRecord['blocked'] {
    if (!record.admitted || !isLiving(record) || record.marginPrice === undefined) return NO_MARGIN;
    const { instrument, side, product } = record;
    const quantity = Math.min(record.entryQuantity, openQuantity(record));
    return marginOfOrder({ instrument, side, product, quantity, price: record.marginPrice });
  }

  #publishHolding(record: OrderRecord): void {
    if (record.instrument.kind !== 'EQ' || record.product !== 'D') return;
    const client = this.client(record);
    const holding = this.parts.accounts
      .of(record)
      .holdings(client.ddpi, undefined)
      .find((row) => row.isin === record.instrument.isin);
    if (holding !== undefined) this.parts.hub.publish(record, { type: 'holding', holding });
  }
}
