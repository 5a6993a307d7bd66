/** The terms of an order as it stands, and as it would stand after a change. */
import type { VenueChange } from '../venue/venue-order.ts';
import type { OrderTerms } from './order-checks.ts';
import type { OrderRecord } from './order-record.ts';

/** The present terms. */
export function termsOf(record: OrderRecord): OrderTerms {
  return {
    instrument: record.instrument,
    side: record.side,
    quantity: record.quantity,
    orderType: record.orderType,
    product: record.product,
    validity: record.validity,
    price: record.price,
    triggerPrice: record.triggerPrice,
    disclosedQuantity: record.disclosedQuantity,
    marketProtection: record.marketProtection,
    tag: record.tag,
  };
}

/** The terms after the change; what the change does not name stays. */
export function termsWith(record: OrderRecord, change: VenueChange): OrderTerms {
  const terms = termsOf(record);
  const orderType = change.orderType ?? terms.orderType;
  const stopped = orderType === 'SL' || orderType === 'SL-M';
  return {
    ...terms,
    orderType,
    quantity: change.quantity ?? terms.quantity,
    price: orderType === 'MARKET' || orderType === 'SL-M' ? undefined : (change.price ?? terms.price),
    triggerPrice: stopped ? (change.triggerPrice ?? terms.triggerPrice) : undefined,
    validity: change.validity ?? terms.validity,
    disclosedQuantity: change.disclosedQuantity ?? terms.disclosedQuantity,
    marketProtection: change.marketProtection ?? terms.marketProtection,
  };
}
