/**
 * What a broker's row says about one of our slices that we did not know yet.
 *
 * Decides: which events a row makes. Keeps I1 and I2: rows may be late, repeated and out of order, so a row that says
 * nothing new makes no event, a filled quantity never goes down and a final slice only ever gains fills.
 */
import type { BrokerOrder } from '../broker/broker-order.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Instant } from '../ports/clock.ts';
import type { Order, Slice } from './order.ts';
import { isFinal } from './order-status.ts';

/** How long after a modification a row may still show the old terms without meaning them. */
const TERMS_SETTLE_MS = 10_000;

/** The events that bring the slice to what the row shows; none when it shows nothing new. */
export function eventsOfRow(order: Order, slice: Slice, row: BrokerOrder, now: Instant): DeskEvent[] {
  const about = { orderId: order.intent.orderId, accountId: order.intent.accountId, slice: slice.index };
  const { brokerOrderId } = row;
  if (row.status.kind === 'unknown') {
    const { raw } = row.status;
    return slice.unknownStatus === raw ? [] : [{ ...about, type: 'order-status-unknown', raw }];
  }
  const { status } = row.status;
  const events: DeskEvent[] = [];
  // It waits in its lane, yet the broker has it: an order that was taken for absent came late. It must not go again.
  if (slice.status === 'journaled') events.push({ ...about, type: 'order-sending' });
  const complete = status === 'filled';
  if (
    row.filledQuantity > slice.filled ||
    (complete && slice.status !== 'filled' && !isFinal(slice.status))
  ) {
    const filledTotal = row.filledQuantity > slice.filled ? row.filledQuantity : slice.filled;
    events.push({
      ...about,
      type: 'order-filled',
      brokerOrderId,
      filledTotal,
      averagePrice: row.averagePrice,
      complete,
    });
  }
  if (isFinal(slice.status) || complete) return events;
  switch (status) {
    case 'accepted':
      if (isUnanswered(slice))
        events.push({ ...about, type: 'order-accepted', brokerOrderId, ackMs: undefined });
      break;
    case 'working':
    case 'partly-filled':
      if (isUnanswered(slice) || slice.status === 'accepted') {
        events.push({ ...about, type: 'order-resting', brokerOrderId });
      }
      if (order.changedAt === undefined || now - order.changedAt > TERMS_SETTLE_MS) {
        events.push(...changedTerms(order, slice, row));
      }
      break;
    case 'cancelled':
      events.push(...named(slice, about, row), { ...about, type: 'order-cancelled', reason: undefined });
      break;
    case 'expired':
      events.push(...named(slice, about, row), { ...about, type: 'order-expired' });
      break;
    case 'rejected':
      events.push(...named(slice, about, row), {
        ...about,
        type: 'order-refused',
        code: row.refusal?.code ?? 'other',
        brokerText: row.statusText ?? '',
        figures: row.refusal?.figures,
      });
      break;
  }
  return events;
}

function isUnanswered(slice: Slice): boolean {
  return slice.status === 'journaled' || slice.status === 'sending' || slice.status === 'uncertain';
}

/** A row that ends a slice still tells its broker id first. */
function named(
  slice: Slice,
  about: { orderId: Order['intent']['orderId']; accountId: Order['intent']['accountId']; slice: number },
  row: BrokerOrder,
): DeskEvent[] {
  if (slice.brokerOrderId !== undefined || !isUnanswered(slice)) return [];
  return [{ ...about, type: 'order-accepted', brokerOrderId: row.brokerOrderId, ackMs: undefined }];
}

/** Brokers show a protected market order with a price of their own: only the terms that we can compare count. */
function changedTerms(order: Order, slice: Slice, row: BrokerOrder): DeskEvent[] {
  const { terms, intent } = order;
  if (row.protectedMarket || terms.orderType === 'MARKET' || terms.orderType === 'SL-M') return [];
  const quantity = row.quantity === slice.quantity ? undefined : row.quantity;
  const price = row.price === undefined || row.price === terms.price ? undefined : row.price;
  const triggerPrice =
    row.triggerPrice === undefined || row.triggerPrice === terms.triggerPrice ? undefined : row.triggerPrice;
  if (quantity === undefined && price === undefined && triggerPrice === undefined) return [];
  const seen = { quantity, price, triggerPrice, orderType: undefined, validity: undefined };
  return [
    {
      type: 'order-terms-seen',
      orderId: intent.orderId,
      accountId: intent.accountId,
      slice: slice.index,
      terms: seen,
    },
  ];
}
