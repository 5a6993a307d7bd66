import { type BrokerHolding, NONE } from '@copydesk/core';
import type { HoldingRow } from '../http/schemas.ts';
import { listingKeyOf, productOf } from './wire-terms.ts';

/** The holdings of one row: what is owned outright and, when there is any, what is financed on margin. */
export function holdingsFrom(row: HoldingRow): readonly BrokerHolding[] {
  const shared = {
    isin: row.isin,
    symbol: row.tradingsymbol,
    listingKey: listingKeyOf(row.exchange, row.tradingsymbol),
    lastPrice: row.last_price,
  };
  const own: BrokerHolding = {
    ...shared,
    product: productOf(row.product),
    quantity: row.quantity,
    t1Quantity: row.t1_quantity,
    usedQuantity: row.used_quantity,
    averagePrice: row.average_price,
    ...(typeof row.authorised_quantity === 'number' ? { authorisedQuantity: row.authorised_quantity } : {}),
  };
  const { mtf } = row;
  if (mtf === undefined || mtf === null || mtf.quantity === 0) return [own];
  const financed: BrokerHolding = {
    ...shared,
    product: 'MTF',
    quantity: mtf.quantity,
    t1Quantity: NONE,
    usedQuantity: mtf.used_quantity,
    averagePrice: mtf.average_price,
  };
  return [own, financed];
}
