/**
 * The door by which what brokers report enters the books.
 *
 * Decides: which of our orders a row belongs to, and what a row that belongs to none means. Keeps I1: a second order
 * with one of our tags is shown and cancelled at once, and an order that we did not place is adopted, not ignored.
 */
import type { Account } from '../account/account.ts';
import { amountOf } from '../account/capital.ts';
import type { BrokerFunds, BrokerOrder, BrokerTrade } from '../broker/broker-order.ts';
import { closedBy } from '../copy/account-exits.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { JournaledTrade } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import type { OrderBook } from '../order/order-book.ts';
import { adoptedOrderId, TAG_PREFIX } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { eventsOfRow } from '../order/read-broker-order.ts';
import { type DeskClock, istDate } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';

export interface ObserveParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
  /** Asks the broker to end an order that must not be. */
  readonly cancelIntruder: (orderId: OrderIntent['orderId']) => void;
}

export class Observer {
  readonly #parts: ObserveParts;
  /** Trades that are journaled, so that a repeated read is silent. */
  readonly #knownTrades = new Set<string>();
  /** What was complained about once per process. */
  readonly #complaints = new Set<string>();

  constructor(parts: ObserveParts) {
    this.#parts = parts;
  }

  /** Brings rows of an account's book or stream into the order book. Returns whether anything filled. */
  observeOrders(account: Account, rows: readonly BrokerOrder[]): boolean {
    let filled = false;
    for (const row of rows) {
      const found = this.#own(account, row);
      if (found === undefined) continue;
      for (const event of eventsOfRow(found.order, found.slice, row, this.#parts.clock.now(account.id))) {
        filled ||= event.type === 'order-filled';
        this.#parts.journal.record(account.userId, event);
      }
    }
    return filled;
  }

  /** Brings the executions of the day into the position book. */
  observeTrades(account: Account, rows: readonly BrokerTrade[]): void {
    const lookup = this.#parts.instrumentsOf(account.id);
    const brokerId = account.brokerId;
    const trades: JournaledTrade[] = [];
    for (const { listingKey, ...trade } of rows) {
      if (this.#knownTrades.has(tradeKey(account, trade))) continue;
      const instrument = lookup.byListingKey(brokerId, listingKey);
      if (instrument === undefined)
        this.#complain(
          account,
          'unknown-instrument',
          `A trade in ${listingKey} cannot be matched to an instrument.`,
        );
      else trades.push({ ...trade, instrumentId: instrument.id });
    }
    if (trades.length === 0) return;
    this.noteTrades(account, trades);
    this.#parts.journal.record(account.userId, { type: 'trades-read', accountId: account.id, trades });
  }

  /** Notes what the account has to trade with. */
  observeFunds(account: Account, { available, used }: BrokerFunds): void {
    const event = { available: amountOf(available), used: amountOf(used) };
    this.#parts.journal.record(account.userId, { type: 'funds-read', accountId: account.id, ...event });
  }

  /** Remembers trades that the journal already holds. */
  noteTrades(account: Pick<Account, 'id'>, trades: readonly JournaledTrade[]): void {
    for (const trade of trades) this.#knownTrades.add(tradeKey(account, trade));
  }

  /** Says something once. */
  complain(account: Account, code: string, text: string): void {
    this.#complain(account, code, text);
  }

  #own(account: Account, row: BrokerOrder): ReturnType<OrderBook['find']> {
    const { orders, journal } = this.#parts;
    const found = orders.find(account.id, row.brokerOrderId, row.clientOrderId);
    const isPair =
      found?.slice.brokerOrderId !== undefined && found.slice.brokerOrderId !== row.brokerOrderId;
    if (found !== undefined && !isPair) return found;
    const instrument = this.#parts.instrumentsOf(account.id).byListingKey(account.brokerId, row.listingKey);
    if (instrument === undefined) {
      this.#complain(
        account,
        'unknown-instrument',
        `An order in ${row.listingKey} cannot be matched to an instrument.`,
      );
      return undefined;
    }
    const order = this.#adoptedIntent(account, row, instrument);
    journal.record(account.userId, {
      type: 'outside-order-adopted',
      order,
      brokerOrderId: row.brokerOrderId,
      placedByOther: row.placedByOther,
    });
    if (isPair) {
      this.#complain(
        account,
        'duplicate-order',
        `${account.address} has a second order ${row.brokerOrderId} with one of our tags; it is being cancelled.`,
      );
      this.#parts.cancelIntruder(order.orderId);
    } else if (row.clientOrderId?.startsWith(TAG_PREFIX) === true) {
      this.#complain(
        account,
        'foreign-tag',
        `Order ${row.brokerOrderId} in ${account.address} carries a tag like ours, but this desk did not send it.`,
      );
    }
    return orders.find(account.id, row.brokerOrderId, undefined);
  }

  #adoptedIntent(account: Account, row: BrokerOrder, instrument: Instrument): OrderIntent {
    const now = this.#parts.clock.now(account.id);
    const net = this.#parts.positions.net(account.id, instrument.id, row.product);
    // A row that has filled before it was learned has moved nothing of ours yet: the position stands as before it.
    const exitQuantity = Math.min(row.quantity, closedBy(row.side, net)) as Quantity;
    return {
      orderId: adoptedOrderId(account.id, row.brokerOrderId),
      userId: account.userId,
      accountId: account.id,
      groupId: undefined,
      parentOrderId: undefined,
      origin: 'outside',
      part: exitQuantity === 0 ? 'entry' : exitQuantity === row.quantity ? 'exit' : 'both',
      instrumentId: instrument.id,
      side: row.side,
      product: row.product,
      orderType: row.protectedMarket ? 'MARKET' : row.orderType,
      validity: row.validity,
      quantity: row.quantity,
      exitQuantity,
      price: row.price,
      triggerPrice: row.triggerPrice,
      disclosedQuantity: NONE,
      marketProtection: -1,
      afterMarket: row.afterMarket,
      slices: [
        {
          clientOrderId:
            row.clientOrderId ??
            (`outside-${row.brokerOrderId}` as OrderIntent['slices'][0]['clientOrderId']),
          quantity: row.quantity,
        },
      ],
      exitRule: undefined,
      note: undefined,
      placedAt: row.placedAt ?? now,
    };
  }

  #complain(account: Account, code: string, text: string): void {
    const key = `${account.id}|${code}|${text}`;
    if (this.#complaints.has(key)) return;
    this.#complaints.add(key);
    this.#parts.journal.record(account.userId, { type: 'alert-raised', code, accountId: account.id, text });
  }
}

function tradeKey(
  account: Pick<Account, 'id'>,
  trade: Pick<BrokerTrade, 'tradeId' | 'brokerOrderId' | 'at'>,
): string {
  return `${account.id}|${istDate(trade.at)}|${trade.brokerOrderId}|${trade.tradeId}`;
}
