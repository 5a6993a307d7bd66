import type { BrokerOrderId, BrokerTrade } from '@copydesk/core';
import type { TradeRow } from '../http/schemas.ts';
import { listingKeyOf, productOf } from './wire-terms.ts';

/** One execution. What Kite calls its average price is the price of this fill. */
export function tradeFrom(row: TradeRow): BrokerTrade {
  return {
    tradeId: row.trade_id,
    brokerOrderId: row.order_id as BrokerOrderId,
    listingKey: listingKeyOf(row.exchange, row.tradingsymbol),
    side: row.transaction_type,
    product: productOf(row.product),
    quantity: row.quantity,
    price: row.average_price,
    at: row.fill_timestamp,
  };
}
