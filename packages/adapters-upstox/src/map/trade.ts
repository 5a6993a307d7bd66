import type { BrokerOrderId, BrokerTrade } from '@copydesk/core';
import type { TradeRow } from '../http/schemas.ts';
import { listingKeyOf, productOf } from './wire-terms.ts';

/** One execution. Upstox calls the price of a trade its average price. */
export function tradeFrom(row: TradeRow): BrokerTrade {
  return {
    tradeId: row.trade_id,
    brokerOrderId: row.order_id as BrokerOrderId,
    listingKey: listingKeyOf(row.instrument_token),
    side: row.transaction_type,
    product: productOf(row.product),
    quantity: row.quantity,
    price: row.average_price,
    at: row.exchange_timestamp,
  };
}
