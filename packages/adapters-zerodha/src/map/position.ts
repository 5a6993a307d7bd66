import type { BrokerPosition } from '@copydesk/core';
import type { PositionRow } from '../http/schemas.ts';
import { listingKeyOf, productOf } from './wire-terms.ts';

/** One row of the net book, flat rows of the day included. */
export function positionFrom(row: PositionRow): BrokerPosition {
  return {
    listingKey: listingKeyOf(row.exchange, row.tradingsymbol),
    symbol: row.tradingsymbol,
    segment: row.exchange,
    product: productOf(row.product),
    quantity: row.quantity,
    carriedQuantity: row.overnight_quantity,
    averagePrice: row.average_price,
    lastPrice: row.last_price,
    previousClose: row.close_price,
    dayBuyQuantity: row.day_buy_quantity,
    dayBuyValue: row.day_buy_value,
    daySellQuantity: row.day_sell_quantity,
    daySellValue: row.day_sell_value,
  };
}
