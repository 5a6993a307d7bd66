/**
 * The door by which what brokers report enters the books.
 *
 * Decides: which of our orders a row belongs to, and when a row that belongs to none becomes an order of the books. Keeps I1
 * (a second order with one of our tags, and one that had ended for us, are dealt with at once) and the rule that an order that we did not place is adopted, once,
 * in its place among the others, and not ignored.
 */
import type { Account } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import { amountOf } from '../account/capital.ts';
import type { BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerFunds, BrokerOrder, BrokerTrade } from '../broker/broker-order.ts';
import { unreportedMs } from '../copy/unreported-fills.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { DeskEvent, JournaledTrade } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { LastPrices } from '../market/last-prices.ts';
import { NONE, type Quantity, type SignedQuantity } from '../money/quantity.ts';
import type { Order, Slice } from '../order/order.ts';
import { TAG_PREFIX } from '../order/order-id.ts';
import { isFinal } from '../order/order-status.ts';
import { eventsOfRow } from '../order/read-broker-order.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import { HeldRows, laterRow } from './held-rows.ts';
import { KnownTrades } from './known-trades.ts';
import { adoptedIntent, type OutsideParts } from './outside-orders.ts';
import type { Unexplained } from './unexplained.ts';

export interface ObserveParts extends OutsideParts {
  readonly journal: Journal;
  readonly accounts: Pick<AccountStore, 'disarm' | 'stateOf'>;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
  readonly unexplained: Unexplained;
  readonly prices: Pick<LastPrices, 'of'>;
  /** Called when an order that somebody placed elsewhere is in the books, with everything its row says. */
  readonly adopted: (order: Order) => void;
  /** Called with an order under one of our tags that lives beside the one that it was sent for, or after it had ended. */
  readonly secondFound: (second: Order) => void;
}

type FilledEvent = Extract<DeskEvent, { readonly type: 'order-filled' }>;

export class Observer {
  readonly #parts: ObserveParts;
  readonly #held: HeldRows;
  /** Trades that are journaled, so that a repeated read is silent. */
  readonly #knownTrades = new KnownTrades();
  /** What was complained about once per process. */
  readonly #complaints = new Set<string>();

  constructor(parts: ObserveParts) {
    this.#parts = parts;
    this.#held = new HeldRows(parts.clock, (account, row) => {
      if (!this.#know(account, row)) this.#adopt(account, row);
    });
  }

  /**
   * Brings rows of a stream, or of a search, into the books. Of an account whose outside orders are copied, an order that nobody
   * knows waits for a read of the whole book; elsewhere what somebody trades by hand is known at once, in the order of its fills.
   * Returns whether an order waits.
   */
  observeOrders(account: Account, rows: readonly BrokerOrder[]): boolean {
    const copies = this.#parts.ledBy(account.id)?.copyOutsideOrders === true;
    let waits = false;
    for (const row of rows) {
      if (this.#know(account, row)) continue;
      if (!copies) {
        this.#adopt(account, row);
        continue;
      }
      waits = true;
      this.#held.hold(account, row);
    }
    return waits;
  }

  /**
   * Brings an account's whole book into the books: what we know first, in the order in which it came about, for what was copied and what
   * is the account's own is told apart by that; then what nobody knew, in the order in which it was placed. Returns whether an order
   * waits for the next read.
   */
  observeBook(account: Account, rows: readonly BrokerOrder[], beganAtMs: number): boolean {
    const unknown = new Map<BrokerOrderId, BrokerOrder>();
    for (const row of [...rows].sort(byUpdate)) {
      if (!this.#know(account, row)) unknown.set(row.brokerOrderId, row);
    }
    for (const row of this.#held.before(account, beganAtMs)) {
      const shown = unknown.get(row.brokerOrderId);
      unknown.set(row.brokerOrderId, shown === undefined ? row : laterRow(row, shown));
    }
    let waits = false;
    for (const row of [...unknown.values()].sort(byPlacing)) {
      if (!this.#mustWait(account, row)) {
        this.#held.drop(account, row.brokerOrderId);
        this.#adopt(account, row);
        continue;
      }
      waits = true;
      this.#held.hold(account, row);
    }
    return waits;
  }

  /** Brings the executions of the day into the position book. */
  observeTrades(account: Account, rows: readonly BrokerTrade[]): void {
    const lookup = this.#parts.instrumentsOf(account.id);
    const brokerId = account.brokerId;
    const trades: JournaledTrade[] = [];
    for (const row of rows) {
      if (this.#knownTrades.has(account.id, row)) continue;
      const { listingKey, ...trade } = row;
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
    for (const trade of trades) this.#knownTrades.add(account.id, trade);
  }

  /** Says something once. */
  complain(account: Account, code: string, text: string): void {
    this.#complain(account, code, text);
  }

  /** Applies a row to the order that it belongs to. Orders that must not be are dealt with at once, and count as known. False: no order. */
  #know(account: Account, row: BrokerOrder): boolean {
    const found = this.#parts.orders.find(account.id, row.brokerOrderId, row.clientOrderId);
    if (found === undefined) {
      if (row.clientOrderId?.startsWith(TAG_PREFIX) !== true) return false;
      this.#adopt(account, row);
      if (this.#parts.orders.find(account.id, row.brokerOrderId, undefined) !== undefined)
        this.#disarm(account, row);
      return true;
    }
    const { slice } = found;
    if (slice.brokerOrderId !== undefined && slice.brokerOrderId !== row.brokerOrderId) {
      const text = `${account.address} has a second order ${row.brokerOrderId} with one of our tags; it is being cancelled.`;
      this.#second(account, row, { code: 'duplicate-order', text });
      return true;
    }
    const late = foundLate(slice, row);
    if (late === 'lives') {
      const text = `Order ${row.brokerOrderId} in ${account.address} had ended for this desk (it was given up, or cancelled while nobody knew of it), and lives at the broker after all; it is being cancelled.`;
      this.#second(account, row, { code: 'late-original', text });
      return true;
    }
    if (late === 'filled') {
      const text = `Order ${row.brokerOrderId} in ${account.address} had ended for this desk (it was given up, or cancelled while nobody knew of it), and has filled ${row.filledQuantity} all the same: that counts. Look at what the account holds.`;
      this.#complain(account, 'late-original', text);
    }
    this.#held.drop(account, row.brokerOrderId);
    this.#apply(account, found, row);
    return true;
  }

  /** An order under one of our tags that must not live: it is an order of its own, and goes. */
  #second(account: Account, row: BrokerOrder, { code, text }: { code: string; text: string }): void {
    this.#adopt(account, row);
    const adopted = this.#parts.orders.find(account.id, row.brokerOrderId, undefined)?.order;
    if (adopted === undefined) return;
    this.#complain(account, code, text);
    this.#parts.secondFound(adopted);
  }

  /** Somebody else's copier works on the account: no entry of ours until a person has looked. */
  #disarm(account: Account, row: BrokerOrder): void {
    const text = `Order ${row.brokerOrderId} carries a tag like ours, but this desk did not send it: somebody else copies here.`;
    this.#complain(account, 'foreign-tag', `${account.address}: ${text}`);
    this.#parts.accounts.disarm(account.id, text);
  }

  #apply(account: Account, at: { readonly order: Order; readonly slice: Slice }, row: BrokerOrder): void {
    for (const told of eventsOfRow(at.order, at.slice, row, this.#parts.clock.now(account.id))) {
      const event = told.type === 'order-filled' ? { ...told, ...this.#whenFilled(account, row) } : told;
      const before = at.slice.filled;
      if (event.type === 'order-filled') {
        this.#takeBack(account, at, event, row.updatedAt);
        this.#noteReduction(account, at.order, event);
      }
      this.#parts.journal.record(account.userId, event);
      if (event.type === 'order-filled') this.#noteSoldElsewhere(at.order, event.filledTotal - before);
    }
  }

  /** What a start or a login finds filled may have filled long ago; what is told in between is of now, whatever the broker's clock says. */
  #whenFilled(account: Account, { updatedAt }: BrokerOrder): Pick<FilledEvent, 'filledAt'> {
    const { accounts, clock } = this.#parts;
    const isOfNow = updatedAt === undefined || updatedAt >= clock.now(account.id);
    return isOfNow || accounts.stateOf(account.id).settled ? {} : { filledAt: updatedAt };
  }

  /** What a position book showed before this fill was told was counted then: it is not counted twice. */
  #takeBack(
    account: Account,
    { order, slice }: { readonly order: Order; readonly slice: Slice },
    fill: FilledEvent,
    updatedAt: Instant | undefined,
  ): void {
    const { positions, journal, unexplained, clock, prices } = this.#parts;
    const { accountId, instrumentId, product, side, placedAt } = order.intent;
    const delta = (fill.filledTotal - slice.filled) * (side === 'BUY' ? 1 : -1);
    const taken = unexplained.take({ accountId, instrumentId, product }, delta, { placedAt, updatedAt });
    if (taken === 0) return;
    const view = positions.view(accountId, instrumentId, product);
    if (view === undefined) return;
    journal.record(account.userId, {
      type: 'position-carried',
      accountId,
      instrumentId,
      product,
      quantity: (view.carriedQuantity - taken) as SignedQuantity,
      averagePrice: view.carriedPrice,
      tradingDay: istDate(clock.now(account.id)),
      price: prices.of(accountId, instrumentId),
    });
  }

  /** What the account's own trading takes of what was copied is told as a fact of its own, just before the fill that does it. */
  #noteReduction(account: Account, order: Order, fill: FilledEvent): void {
    const { positions, journal, prices } = this.#parts;
    const quantity = positions.copiedTakenBy(order, fill);
    if (quantity === 0) return;
    const { accountId, instrumentId, product } = order.intent;
    const price = prices.of(accountId, instrumentId);
    const about = { accountId, instrumentId, product, quantity: quantity as Quantity, price };
    journal.record(account.userId, { ...about, type: 'copied-reduced', cause: 'outside-order' });
  }

  /** A sale of shares takes what was copied of them at the other exchange: told as a fact of its own, just after the fill. */
  #noteSoldElsewhere(order: Order, filled: number): void {
    const { positions, journal, prices } = this.#parts;
    const quantity = filled > 0 ? positions.copiedSoldElsewhere(order, filled) : NONE;
    const { userId, accountId, product, orderId, closesElsewhere } = order.intent;
    const there = positions.elsewhere(accountId, order.intent.instrumentId, product);
    if (quantity === 0 || there === undefined) return;
    journal.record(userId, {
      instrumentId: there.instrumentId,
      quantity,
      type: 'copied-reduced',
      accountId,
      product,
      cause: 'other-exchange',
      price: prices.of(accountId, there.instrumentId),
      ...(closesElsewhere === true ? { soldBy: orderId } : {}),
    });
  }

  /** Our own orders there are about to have fills that nobody has told yet: what this one closes is not known before. It does not wait for ever. */
  #mustWait(account: Account, row: BrokerOrder): boolean {
    const instrument = this.#instrumentOf(account, row);
    const copies = this.#parts.ledBy(account.id)?.copyOutsideOrders === true;
    if (instrument === undefined || !copies) return false;
    const at = { accountId: account.id, instrumentId: instrument.id, product: row.product };
    return unreportedMs(this.#parts.orders, at, this.#parts.clock) > 0;
  }

  /** Makes an order of the books of a row that belongs to none. */
  #adopt(account: Account, row: BrokerOrder): void {
    const { journal, orders } = this.#parts;
    const instrument = this.#instrumentOf(account, row);
    if (instrument === undefined) {
      const text = `An order in ${row.listingKey} cannot be matched to an instrument.`;
      this.#complain(account, 'unknown-instrument', text);
      return;
    }
    if (row.status.kind === 'unknown') {
      // Whether it lives nobody can say: it is looked at again with the next read.
      const text = `Order ${row.brokerOrderId} in ${account.address} has the status “${row.status.raw}”, which is not known here.`;
      this.#complain(account, 'status-unknown', text);
      return;
    }
    const isForeign = row.clientOrderId?.startsWith(TAG_PREFIX) === true;
    const order = adoptedIntent(this.#parts, { account, row, instrument, isForeign });
    const { brokerOrderId, placedByOther } = row;
    journal.record(account.userId, { type: 'outside-order-adopted', order, brokerOrderId, placedByOther });
    const found = orders.find(account.id, brokerOrderId, undefined);
    if (found === undefined) return;
    this.#apply(account, found, row);
    this.#parts.adopted(found.order);
  }

  #instrumentOf(account: Account, row: BrokerOrder): Instrument | undefined {
    return this.#parts.instrumentsOf(account.id).byListingKey(account.brokerId, row.listingKey);
  }

  #complain(account: Account, code: string, text: string): void {
    const key = `${account.id}|${code}|${text}`;
    if (this.#complaints.has(key)) return;
    this.#complaints.add(key);
    this.#parts.journal.record(account.userId, { type: 'alert-raised', code, accountId: account.id, text });
  }
}

/** What a row says of a slice that had ended before its broker was known to have it, if it says anything. */
function foundLate(slice: Slice, row: BrokerOrder): 'lives' | 'filled' | undefined {
  if (!isFinal(slice.status) || slice.brokerOrderId !== undefined) return undefined;
  if (row.status.kind === 'unknown' || !isFinal(row.status.status)) return 'lives';
  return row.filledQuantity > 0 ? 'filled' : undefined;
}

/** Rows of one moment, or without one, stay as the broker gave them. */
function byUpdate(a: BrokerOrder, b: BrokerOrder): number {
  return (a.updatedAt ?? a.placedAt ?? 0) - (b.updatedAt ?? b.placedAt ?? 0);
}

/** In the order in which they were placed; ids of one moment in their own. */
function byPlacing(a: BrokerOrder, b: BrokerOrder): number {
  const apart = (a.placedAt ?? 0) - (b.placedAt ?? 0);
  return apart !== 0 ? apart : a.brokerOrderId < b.brokerOrderId ? -1 : 1;
}
