/** An order book as a journal leaves it, written line by line: what no desk does twice in the same way. */
import {
  type AccountId,
  type ApprovedAction,
  type BrokerOrderId,
  type ClientOrderId,
  type DeskEvent,
  type Instant,
  instantOf,
  NONE,
  type Order,
  OrderBook,
  type OrderChange,
  type OrderId,
  type OrderIntent,
  type Price,
  quantityOf,
  type UserId,
} from '../../src/index.ts';

export const NOON: Instant = instantOf(1_800_000_000_000);
export const ANN = 'user-ann' as UserId;
export const ACCOUNT = 'acc-1' as AccountId;
export const FIRST = 'B1' as BrokerOrderId;
export const SECOND = 'B2' as BrokerOrderId;

/** A buy of 100 at a limit, in one slice unless sizes are given. */
export function anIntent(changes: Partial<OrderIntent> = {}, sizes: readonly number[] = [100]): OrderIntent {
  const orderId = changes.orderId ?? ('order-1' as OrderId);
  const quantity = quantityOf(sizes.reduce((sum, size) => sum + size, 0));
  return {
    orderId,
    userId: ANN,
    accountId: ACCOUNT,
    groupId: undefined,
    parentOrderId: undefined,
    origin: 'desk',
    part: 'entry',
    instrumentId: 'NSE:INE002A01018' as OrderIntent['instrumentId'],
    side: 'BUY',
    product: 'I',
    orderType: 'LIMIT',
    validity: 'DAY',
    quantity,
    exitQuantity: NONE,
    price: 1_000 as Price,
    triggerPrice: undefined,
    disclosedQuantity: undefined,
    marketProtection: -1,
    afterMarket: false,
    slices: sizes.map((size, index) => ({
      clientOrderId: `${orderId}-${index}` as ClientOrderId,
      quantity: quantityOf(size),
    })),
    exitRule: undefined,
    note: undefined,
    placedAt: NOON,
    ...changes,
  };
}

/** Terms of a change: what is left out stays. */
export function aChange(terms: Partial<OrderChange>): OrderChange {
  return {
    quantity: undefined,
    price: undefined,
    triggerPrice: undefined,
    orderType: undefined,
    validity: undefined,
    ...terms,
  };
}

/** A book, and short ways to write its journal on. */
export interface JournaledBook {
  readonly orders: OrderBook;
  readonly apply: (event: DeskEvent) => void;
  /** Journals these orders by one entry. */
  readonly journal: (...intents: readonly OrderIntent[]) => readonly Order[];
  /** Journals one order. */
  readonly journalOne: (intent: OrderIntent) => Order;
}

/** A book with nothing in it. */
export function openBook(): JournaledBook {
  const orders = new OrderBook();
  let eventId = 0;
  const apply = (event: DeskEvent): void => {
    eventId += 1;
    orders.apply({ userId: ANN, eventId, at: NOON, monotonicMs: eventId, event });
  };
  const journal = (...intents: readonly OrderIntent[]): readonly Order[] => {
    const approved = intents.map((intent) => intent as ApprovedAction);
    apply({ type: 'orders-journaled', orders: approved, skipped: [], copies: undefined, request: undefined });
    return intents.map(({ orderId }) => orders.get(orderId) as Order);
  };
  return { orders, apply, journal, journalOne: (intent) => journal(intent)[0] as Order };
}

/** What the slice of an order is told about. */
export function about(
  order: Order,
  slice = 0,
): Pick<OrderIntent, 'orderId' | 'accountId'> & { slice: number } {
  const { orderId, accountId } = order.intent;
  return { orderId, accountId, slice };
}

/** Sends the slices of an order and lets each rest at the broker, as `B1`, `B2` and so on. */
export function restAll(book: JournaledBook, order: Order): void {
  for (const { index } of order.slices) {
    book.apply({ ...about(order, index), type: 'order-sending' });
    const brokerOrderId = `B${index + 1}` as BrokerOrderId;
    book.apply({ ...about(order, index), type: 'order-resting', brokerOrderId });
  }
}

/** Somebody asks for other terms. */
export function ask(
  book: JournaledBook,
  order: Order,
  terms: Partial<OrderChange> | undefined,
  more: Partial<Extract<DeskEvent, { readonly type: 'order-change-journaled' }>> = {},
): void {
  const { orderId, accountId } = order.intent;
  book.apply({
    type: 'order-change-journaled',
    orderId,
    accountId,
    change: 'modify',
    terms: terms === undefined ? undefined : aChange(terms),
    exitRule: undefined,
    request: undefined,
    ...more,
  });
}
