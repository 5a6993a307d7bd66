import type { BrokerHolding } from '@copydesk/core';
import type { HoldingRow } from '../http/schemas.ts';
import { listingKeyOf, productOf } from './wire-terms.ts';

/** One holding. A share that came by transfer has no average price. */
export function holdingFrom(row: HoldingRow): BrokerHolding {
  return {
    isin: row.isin,
    symbol: row.trading_symbol ?? row.tradingsymbol ?? row.isin,
    listingKey: listingKeyOf(row.instrument_token),
    product: productOf(row.product),
    quantity: row.quantity,
    t1Quantity: row.t1_quantity,
    usedQuantity: row.cnc_used_quantity,
    averagePrice: row.average_price,
    lastPrice: row.last_price,
  };
}
