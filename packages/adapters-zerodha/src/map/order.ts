import { type BrokerOrder, type BrokerOrderId, type ClientOrderId, TAG_PREFIX } from '@copydesk/core';
import type { OrderRow } from '../http/schemas.ts';
import { readKiteStatus } from './order-status.ts';
import { rejectionOf } from './rejection.ts';
import { listingKeyOf, productOf, validityOf } from './wire-terms.ts';

/** One row of the book, of a history or of the stream. `clientId` tells the client's own orders from those placed for them. */
export function orderFrom(row: OrderRow, clientId: string): BrokerOrder {
  const status = readKiteStatus(row.status, row.filled_quantity);
  return {
    brokerOrderId: row.order_id as BrokerOrderId,
    clientOrderId: clientTagOf(row),
    listingKey: listingKeyOf(row.exchange, row.tradingsymbol),
    side: row.transaction_type,
    orderType: row.order_type,
    protectedMarket: isProtectedMarket(row),
    product: productOf(row.product),
    validity: validityOf(row.validity),
    quantity: row.quantity,
    filledQuantity: row.filled_quantity,
    price: row.price,
    triggerPrice: row.trigger_price,
    averagePrice: row.average_price,
    status,
    statusText: row.status_message ?? row.status_message_raw,
    refusal: isRejected(status)
      ? rejectionOf(`${row.status_message ?? ''} ${row.status_message_raw ?? ''}`)
      : undefined,
    afterMarket: row.variety === 'amo',
    ...(row.variety === 'auction' ? { auction: true } : {}),
    placedByOther: row.placed_by !== undefined && row.placed_by.toUpperCase() !== clientId.toUpperCase(),
    placedAt: row.order_timestamp,
    updatedAt: row.exchange_update_timestamp ?? row.order_timestamp,
  };
}

/** Whether the row carries the tag. `tag` can be null while `tags` has it, so both are searched. */
export function carriesTag(row: OrderRow, tag: ClientOrderId): boolean {
  return row.tag === tag || row.tags.includes(tag);
}

/** Our own tag wherever it stands, else whatever tag the person or another program gave. */
function clientTagOf(row: OrderRow): ClientOrderId | undefined {
  const given = [...(row.tag === undefined ? [] : [row.tag]), ...row.tags].filter((tag) => !isKiteTag(tag));
  const tag = given.find((candidate) => candidate.startsWith(TAG_PREFIX)) ?? given[0];
  return tag as ClientOrderId | undefined;
}

/** Kite marks a market order that it turned into a limit at the protection price (forum 52940, 2026). */
function isProtectedMarket(row: OrderRow): boolean {
  return row.tags.some((tag) => tag === 'mktp' || tag.startsWith('mktp:'));
}

/** Tags that Kite adds by itself. */
function isKiteTag(tag: string): boolean {
  return /^(mktp|autoslice)(:|$)/.test(tag);
}

function isRejected(status: BrokerOrder['status']): boolean {
  return status.kind === 'known' && status.status === 'rejected';
}
