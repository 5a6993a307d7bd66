/** What the control server answers, in rupees and ISO times. */
import {
  averagePrice,
  type Instant,
  IST_OFFSET_MS,
  type Price,
  priceToNumber,
  quantityOf,
} from '@copydesk/core';
import type { LoggedRequest } from '../venue/gate.ts';
import type { VenuePosition } from '../venue/venue-books.ts';
import type { ClientRef } from '../venue/venue-client.ts';
import type { VenueOrder, VenueState } from '../venue/venue-order.ts';

const WORKING: ReadonlySet<VenueState> = new Set([
  'open',
  'trigger-pending',
  'modify-validation-pending',
  'modify-pending',
  'modified',
  'not-modified',
  'cancel-pending',
]);

/** The order's status in the desk's words. */
export function statusOf({ state, filledQuantity }: VenueOrder): string {
  if (state === 'complete') return 'filled';
  if (state === 'rejected') return 'rejected';
  if (state === 'cancelled' || state === 'cancelled-after-market') return 'cancelled';
  if (!WORKING.has(state)) return 'accepted';
  return filledQuantity > 0 ? 'partly-filled' : 'working';
}

/** One order of the venue's own record. */
export function printOrder(order: VenueOrder): object {
  const { instrument, filledQuantity, filledValue } = order;
  return {
    client: order.client,
    broker: order.broker,
    orderId: order.orderId,
    tag: order.tag ?? null,
    instrumentId: instrument.id,
    side: order.side,
    product: order.product,
    orderType: order.requestedType,
    quantity: order.quantity,
    filledQuantity,
    price: rupees(order.price),
    triggerPrice: rupees(order.triggerPrice),
    averagePrice: rupees(
      averagePrice(filledValue, quantityOf(filledQuantity), instrument.contractMultiplier),
    ),
    status: statusOf(order),
    state: order.state,
    reason: order.refusal?.reason ?? null,
    origin: order.origin,
    placedBy: order.placedBy,
    receivedAt: isoTime(order.placedAt),
  };
}

/** One position of the venue's own record. */
export function printPosition(ref: ClientRef, position: VenuePosition): object {
  return {
    client: ref.client,
    broker: ref.broker,
    instrumentId: position.instrument.id,
    product: position.product,
    quantity: position.quantity,
    averagePrice: rupees(position.averagePrice),
    lastPrice: rupees(position.lastPrice),
  };
}

/** One line of the request log. */
export function printRequest(request: LoggedRequest): object {
  return {
    client: request.client ?? null,
    broker: request.broker,
    method: request.method,
    path: request.path,
    status: request.status,
    fault: request.fault ?? null,
    receivedAt: isoTime(request.receivedAt),
    receivedMonotonicMs: request.receivedMonotonicMs,
    answeredMonotonicMs: request.answeredMonotonicMs ?? null,
  };
}

/** A price as a JSON number in rupees, or null. */
export function rupees(price: Price | undefined): number | null {
  return price === undefined ? null : priceToNumber(price);
}

/** ISO 8601 in India's time. */
export function isoTime(at: Instant): string {
  return `${new Date(at + IST_OFFSET_MS).toISOString().slice(0, -1)}+05:30`;
}
