import type { BrokerOrderId, ClientOrderId } from '../broker/broker-id.ts';
import type { Brand } from '../money/brand.ts';

/** Identifies an order of the desk: one order to the trader, however many slices the broker sees. */
export type OrderId = Brand<string, 'OrderId'>;

/** Our tags begin with this; a foreign order that carries it without our intent means that somebody else copies here. */
export const TAG_PREFIX = 'CD';

/**
 * The tag of one slice: `CD`, the last 15 characters of the order's id (all of its randomness but one), and the slice in three
 * characters of base 36. 20 characters of A–Z and 0–9: Kite rejects, and does not cut, a tag above 20.
 */
export function clientOrderIdOf(orderId: OrderId, slice: number): ClientOrderId {
  if (slice < 0 || slice >= 46_656) throw new RangeError(`No tag for slice ${slice}`);
  // Nearly every order is one slice.
  const digits = slice === 0 ? '000' : slice.toString(36).toUpperCase().padStart(3, '0');
  return `${TAG_PREFIX}${orderId.slice(-15)}${digits}` as ClientOrderId;
}

/** The id of an order found at the broker: a pure function of the fact, so that a restart makes the same one. */
export function adoptedOrderId(accountId: string, brokerOrderId: BrokerOrderId): OrderId {
  return `outside-${accountId}-${brokerOrderId}` as OrderId;
}
