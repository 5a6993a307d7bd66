/** Books that have seen a master's order, a child's with two slices and another child's, and what their timelines say. */
import { anIntent, DEFAULT_START } from '@copydesk/adapter-testkit';
import { timelineSchema } from '@copydesk/api-contract';
import {
  type AccountId,
  type AccountStore,
  Books,
  clientOrderIdOf,
  type DeskEvent,
  instantOf,
  type Order,
  type OrderId,
  type OrderIntent,
  quantityOf,
  type UserId,
} from '@copydesk/core';
import * as z from 'zod/mini';
import { timelineItems } from '../src/http/views/timeline-view.ts';

export const ANN = 'user-ann' as UserId;
export const accounts = { all: () => [] } as unknown as AccountStore;
export const master = { ...anIntent(ANN, 1), quantity: quantityOf(150) };
export const child: OrderIntent = {
  ...anIntent(ANN, 2),
  quantity: quantityOf(150),
  parentOrderId: master.orderId,
  origin: 'copy',
  slices: [0, 1].map((slice) => ({
    clientOrderId: clientOrderIdOf(anIntent(ANN, 2).orderId, slice),
    quantity: quantityOf(75),
  })),
};
export const other: OrderIntent = { ...anIntent(ANN, 3), parentOrderId: master.orderId, origin: 'copy' };

export interface Moment {
  readonly event: DeskEvent;
  /** Milliseconds of wall time since the first moment. */
  readonly at: number;
  readonly monotonicMs: number;
}

/** Books that have seen these events, a hundred milliseconds apart. */
export function booksOf(events: readonly DeskEvent[]): Books {
  return booksAt(events.map((event, index) => ({ event, at: index * 100, monotonicMs: index * 100 })));
}

export function booksAt(moments: readonly Moment[]): Books {
  const books = new Books();
  for (const [index, { event, at, monotonicMs }] of moments.entries()) {
    books.apply({ userId: ANN, eventId: index + 1, at: instantOf(DEFAULT_START + at), monotonicMs, event });
  }
  return books;
}

export function timelineOf(books: Books, id: OrderId = master.orderId) {
  const items = timelineItems(books.orders.get(id) as Order, { ...books, accounts });
  return z.parse(timelineSchema, { items, next: null }).items;
}

/** The deciding lines about one account: type and words. */
export function decidingOf(books: Books, accountId: AccountId = child.accountId) {
  return timelineOf(books)
    .filter((item) => item.deciding && item.accountId === accountId)
    .map((item) => [item.type, item.text]);
}

type Bare<Event> = Event extends unknown ? Omit<Event, 'orderId' | 'accountId' | 'slice'> : never;
type SliceDraft = Bare<Extract<DeskEvent, { readonly slice: number }>>;

/** An event of a slice of the child's order. */
export function of(event: SliceDraft, slice = 0, intent: OrderIntent = child): DeskEvent {
  return { ...event, orderId: intent.orderId, accountId: intent.accountId, slice } as DeskEvent;
}

export const fanOut: DeskEvent = {
  type: 'orders-journaled',
  orders: [master, child, other] as never,
  skipped: [],
  copies: master.orderId,
  request: undefined,
};
export const accepted = (number: number): SliceDraft => ({
  type: 'order-accepted',
  brokerOrderId: `26112300000000${number}` as never,
  ackMs: 12,
});
export const filled = (total: number, complete = true): SliceDraft => ({
  type: 'order-filled',
  brokerOrderId: '261123000000001' as never,
  filledTotal: quantityOf(total),
  averagePrice: undefined,
  complete,
});
export const cancelAsked = (intent: OrderIntent): DeskEvent => ({
  type: 'order-change-journaled',
  orderId: intent.orderId,
  accountId: intent.accountId,
  change: 'cancel',
  terms: undefined,
  exitRule: undefined,
  request: undefined,
});
/** Both slices of the child are on their way. */
export const sent = [of({ type: 'order-sending' }), of({ type: 'order-sending' }, 1)];
export const lost = of({
  type: 'order-outcome-lost',
  cause: 'timeout',
  certainBy: instantOf(DEFAULT_START + 120_000),
});
