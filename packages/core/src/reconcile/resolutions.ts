/**
 * What a person says about an order of which nobody knows what became (domain §5).
 *
 * Decides: whether an order that the person names can be ours, and what follows from there being none. Keeps I1: an order is
 * bound only when the broker shows it with our side, instrument, product and quantity, and nobody else's; a person's word
 * that there is none is a fact like proven absence. Entries end by it, exits are sent again.
 */
import type { Account, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId, BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerOrder } from '../broker/broker-order.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import { type Order, partOf, type Slice } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { eventsOfRow } from '../order/read-broker-order.ts';
import type { DeskClock } from '../ports/clock.ts';

/** How long the broker may take to show the order that a person names. */
const READ_WITHIN_MS = 10_000;

/** What the person saw in the broker's own app. */
export type Finding =
  | { readonly exists: true; readonly brokerOrderId: BrokerOrderId }
  | { readonly exists: false };

export interface ResolutionParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
  readonly dispatch: OrderDispatch;
}

export class Resolutions {
  readonly #parts: ResolutionParts;

  constructor(parts: ResolutionParts) {
    this.#parts = parts;
  }

  /**
   * Settles an uncertain order by a person's word. Resolves when that is durable. Rejects with `order-not-uncertain`,
   * `broker-order-taken`, `broker-order-mismatch`, or as a read of the broker does.
   */
  async resolve(userId: UserId, order: Order, finding: Finding, request?: RequestMark): Promise<void> {
    if (order.intent.userId !== userId)
      throw new TradingError('order-not-found', { order: order.intent.orderId });
    this.#uncertainOf(order);
    if (finding.exists) await this.#bind(order, finding.brokerOrderId, request);
    else this.#absent(order, request);
    await this.#parts.journal.commit();
    if (!finding.exists) this.#parts.dispatch.send(order);
  }

  async #bind(order: Order, brokerOrderId: BrokerOrderId, request: RequestMark | undefined): Promise<void> {
    const { clock, journal, accounts } = this.#parts;
    const account = accounts.get(order.intent.accountId);
    this.#checkFree(order, brokerOrderId);
    const row = await this.#read(account, brokerOrderId);
    // Meanwhile the books may have told, and another order may have taken the name.
    this.#checkFree(order, brokerOrderId);
    const slice = this.#sliceOf(account, order, row);
    const { userId, accountId, orderId } = order.intent;
    const about = { accountId, orderId, slice: slice.index };
    journal.record(userId, { ...about, type: 'order-resolved', exists: true, brokerOrderId, request });
    for (const event of eventsOfRow(order, slice, row, clock.now(accountId))) journal.record(userId, event);
  }

  #absent(order: Order, request: RequestMark | undefined): void {
    const { journal, dispatch } = this.#parts;
    const { userId, accountId, orderId } = order.intent;
    for (const [place, slice] of this.#uncertainOf(order).entries()) {
      const about = { accountId, orderId, slice: slice.index };
      const mark = place === 0 ? request : undefined;
      const said = { exists: false, brokerOrderId: undefined, request: mark } as const;
      journal.record(userId, { ...about, ...said, type: 'order-resolved' });
      journal.record(userId, { ...about, type: 'order-proven-absent' });
      if (order.cancelWanted || slice.unwanted)
        journal.record(userId, { ...about, type: 'order-cancelled', reason: { code: 'cancelled-in-lane' } });
      else if (partOf(order) !== 'exit') dispatch.giveUp(order, slice, { code: 'absent-by-hand' });
    }
  }

  #uncertainOf(order: Order): readonly Slice[] {
    const uncertain = order.slices.filter((slice) => slice.status === 'uncertain');
    if (uncertain.length === 0)
      throw new TradingError('order-not-uncertain', { order: order.intent.orderId });
    return uncertain;
  }

  /** The name must be nobody's yet: an order that the desk knows under it is another one. */
  #checkFree(order: Order, brokerOrderId: BrokerOrderId): void {
    this.#uncertainOf(order);
    const known = this.#parts.orders.find(order.intent.accountId, brokerOrderId, undefined);
    if (known !== undefined)
      throw new TradingError(
        'broker-order-taken',
        { brokerOrderId, order: known.order.intent.orderId },
        { path: '/brokerOrderId' },
      );
  }

  async #read(account: Account, id: BrokerOrderId): Promise<BrokerOrder> {
    const session = this.#parts.accounts.sessionOf(account.id);
    const broker = this.#parts.brokers.get(account.brokerId);
    if (session === undefined || broker === undefined)
      throw new TradingError('no-session', { account: account.address });
    const stop = new AbortController();
    const cancel = this.#parts.clock.after(READ_WITHIN_MS, () => stop.abort());
    try {
      const row = (await broker.orders(session, stop.signal)).find((one) => one.brokerOrderId === id);
      if (row !== undefined) return row;
      // Books may be late where the history of one order is not.
      const history = await broker.orderHistory(session, id, stop.signal);
      const last = history.at(-1);
      if (last !== undefined) return last;
    } catch (error) {
      if (!TradingError.is(error) || error.code !== 'broker-refused') throw error;
    } finally {
      cancel();
    }
    throw mismatch(id, 'the broker shows no such order today');
  }

  /** The uncertain slice that the row can be. Throws `broker-order-mismatch` with what does not fit. */
  #sliceOf(account: Account, order: Order, row: BrokerOrder): Slice {
    const { instrumentId, side, product } = order.intent;
    const id = row.brokerOrderId;
    const lookup = this.#parts.instrumentsOf(account.id);
    if (lookup.byListingKey(account.brokerId, row.listingKey)?.id !== instrumentId)
      throw mismatch(id, 'it is in another instrument');
    if (row.side !== side) throw mismatch(id, `its side is ${row.side}`);
    if (row.product !== product) throw mismatch(id, `its product is ${row.product}`);
    const uncertain = this.#uncertainOf(order);
    const tagged = uncertain.find((slice) => slice.clientOrderId === row.clientOrderId);
    if (row.clientOrderId !== undefined && tagged === undefined) throw mismatch(id, 'it carries another tag');
    const fitting = (tagged === undefined ? uncertain : [tagged]).find(
      (slice) => slice.quantity === row.quantity,
    );
    if (fitting === undefined) throw mismatch(id, `its quantity is ${row.quantity}`);
    return fitting;
  }
}

function mismatch(brokerOrderId: BrokerOrderId, problem: string): TradingError {
  return new TradingError('broker-order-mismatch', { brokerOrderId, problem }, { path: '/brokerOrderId' });
}
