/**
 * What a broker's row says about one of our slices that we did not know yet.
 *
 * Decides: which events a row makes. Keeps I1 and I2: rows may be late, repeated and out of order, so a row that says
 * nothing new makes no event, a filled quantity never goes down and a final slice only ever gains fills.
 */
import type { BrokerOrder } from '../broker/broker-order.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Instant } from '../ports/clock.ts';
import { mostOf, type Order, type Slice } from './order.ts';
import { isFinal } from './order-status.ts';
import { isStop } from './order-terms.ts';

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
      events.push(...changeShown(order, slice, row));
      if (mayShowOtherTerms(order, slice, now)) events.push(...changedTerms(order, slice, row));
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

/** A change of ours that is not answered, or was a moment ago, lets rows show the old terms without meaning them. */
function mayShowOtherTerms({ changedAt }: Order, { changeOpen }: Slice, now: Instant): boolean {
  return !changeOpen && (changedAt === undefined || now - changedAt > TERMS_SETTLE_MS);
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

/** What somebody changed elsewhere. Only the terms that can be compared count: brokers show some orders with prices of their own. */
function changedTerms({ intent }: Order, slice: Slice, row: BrokerOrder): DeskEvent[] {
  const { carries } = slice;
  const type = row.protectedMarket ? 'MARKET' : row.orderType;
  const quantity = row.quantity === slice.quantity ? undefined : row.quantity;
  const hasFired = isStop(carries.orderType) && !isStop(type);
  // A market order is a limit at its protection, and a stop that has fired is one, too: neither was changed by anybody.
  if (hasFired || (carries.orderType === 'MARKET' && type === 'LIMIT')) return [];
  const orderType = type === carries.orderType ? undefined : type;
  // Another order type brings all its prices, also one that happens to be what it was.
  const before = orderType === undefined ? carries : undefined;
  const price = (type === 'LIMIT' || type === 'SL') && row.price !== before?.price ? row.price : undefined;
  const triggerPrice =
    isStop(type) && row.triggerPrice !== before?.triggerPrice ? row.triggerPrice : undefined;
  const isSame = [quantity, price, triggerPrice, orderType].every((term) => term === undefined);
  if (isSame) return [];
  const seen = { quantity, price, triggerPrice, orderType, validity: undefined };
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

/** What the row shows of a change of ours; of one to less also that nothing larger is in the market any more. */
function changeShown(order: Order, slice: Slice, row: BrokerOrder): DeskEvent[] {
  const { intent, terms } = order;
  const { quantity } = row;
  const about = { orderId: intent.orderId, accountId: intent.accountId, slice: slice.index };
  const found = lostChangeShown(order, slice, row);
  const isShown =
    found.length > 0
      ? order.slices.length === 1 && quantity === terms.quantity && quantity < mostOf(slice)
      : slice.before !== undefined && quantity === slice.quantity && !slice.changeOpen;
  return isShown ? [...found, { ...about, type: 'order-change-shown', quantity }] : found;
}

/** The book shows what a modification of the slice asked for whose answer was lost: it took effect. */
function lostChangeShown(order: Order, slice: Slice, row: BrokerOrder): DeskEvent[] {
  const { terms, intent } = order;
  if (!slice.changeLost) return [];
  // The quantity of an order of several slices is changed by other ways.
  const quantity = order.slices.length === 1 ? terms.quantity : undefined;
  const type = row.protectedMarket ? 'MARKET' : row.orderType;
  const shows =
    (quantity === undefined || row.quantity === quantity) &&
    type === terms.orderType &&
    (terms.price === undefined || row.price === terms.price) &&
    (terms.triggerPrice === undefined || row.triggerPrice === terms.triggerPrice);
  if (!shows) return [];
  return [
    {
      type: 'order-change-answered',
      orderId: intent.orderId,
      accountId: intent.accountId,
      slice: slice.index,
      change: 'modify',
      outcome: 'accepted',
      text: 'as the book shows',
      terms: { ...terms, quantity },
    },
  ];
}
