import type { BrokerOrder, BrokerOrderId, ClientOrderId } from '@copydesk/core';
import type { OrderRow } from '../http/schemas.ts';
import { readUpstoxStatus } from './order-status.ts';
import { rejectionOf } from './rejection.ts';
import { listingKeyOf, productOf, validityOf } from './wire-terms.ts';

/**
 * One row of the book, of a history or of the stream. `clientId` tells the client's own orders from those placed for
 * them. How a protected market order reads once it rests is not documented, so no row claims to be one.
 */
export function orderFrom(row: OrderRow, clientId: string): BrokerOrder {
  const status = readUpstoxStatus(row.status, row.filled_quantity, row.quantity);
  return {
    brokerOrderId: row.order_id as BrokerOrderId,
    clientOrderId: row.tag as ClientOrderId | undefined,
    listingKey: listingKeyOf(row.instrument_token),
    side: row.transaction_type,
    orderType: row.order_type,
    protectedMarket: false,
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
    afterMarket: row.is_amo ?? false,
    placedByOther: row.placed_by !== undefined && row.placed_by.toUpperCase() !== clientId.toUpperCase(),
    placedAt: row.order_timestamp,
    updatedAt: row.exchange_timestamp ?? row.order_timestamp,
  };
}

/** The latest row of each order among the rows of a history, which come oldest first and, by tag, of several orders mixed. */
export function latestOfEach(rows: readonly OrderRow[]): readonly OrderRow[] {
  return [...new Map(rows.map((row) => [row.order_id, row])).values()];
}

function isRejected(status: BrokerOrder['status']): boolean {
  return status.kind === 'known' && status.status === 'rejected';
}
