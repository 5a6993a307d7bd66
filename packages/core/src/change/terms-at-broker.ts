/**
 * What new terms of an order come to at the broker of an account (domain §4.4, §4.14).
 *
 * Decides: that a copy is changed to what its own broker takes, as it was placed by what its own broker takes. Keeps I5 (a stop or
 * a market order that a broker takes nowhere does not end an exit). What a copy cannot follow it keeps. Pure.
 */

import { type TermsForChild, type TermsParts, termsAt } from '../copy/child-terms.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { OrderChange } from '../journal/desk-event.ts';
import { type Order, type OrderTerms, partOf } from '../order/order.ts';

/** New terms without a quantity. */
export type TermsChange = Omit<OrderChange, 'quantity'>;

const NONE_OF_THEM: TermsChange = {
  price: undefined,
  triggerPrice: undefined,
  orderType: undefined,
  validity: undefined,
};

/** The terms as they are once the change is made. Another order type brings its own prices. */
export function mergedTerms(terms: OrderTerms, change: TermsChange): OrderTerms {
  const other = change.orderType !== undefined;
  return {
    quantity: terms.quantity,
    orderType: change.orderType ?? terms.orderType,
    price: change.price ?? (other ? undefined : terms.price),
    triggerPrice: change.triggerPrice ?? (other ? undefined : terms.triggerPrice),
    validity: change.validity ?? terms.validity,
  };
}

/** What is asked of the order's own broker for the wanted terms, or why there is nothing. */
export function termsOfChange(
  parts: TermsParts,
  order: Order,
  change: { readonly wanted: OrderTerms; readonly instrument: Instrument; readonly capPercent: number },
): TermsForChild {
  const { accountId, side, marketProtection } = order.intent;
  const { wanted, instrument, capPercent } = change;
  const part = partOf(order) === 'exit' ? 'exit' : 'entry';
  return termsAt(parts, {
    accountId,
    side,
    part,
    instrument,
    capPercent,
    wanted: { ...wanted, marketProtection },
  });
}

/** What of found terms is news for the order, as far as the change is about it. */
export function newsIn(order: Order, change: TermsChange, found: TermsForChild): TermsChange {
  if ('skip' in found) return NONE_OF_THEM;
  const { terms } = found;
  const now = order.terms;
  const validity =
    change.validity !== undefined && terms.validity !== now.validity ? terms.validity : undefined;
  const isPriced = [change.orderType, change.price, change.triggerPrice].some((term) => term !== undefined);
  if (!isPriced) return { ...NONE_OF_THEM, validity };
  const { orderType, price, triggerPrice, atMarket } = terms;
  const standsIn = atMarket === true ? ({ atMarket } as const) : {};
  if (orderType !== now.orderType) return { orderType, price, triggerPrice, validity, ...standsIn };
  return {
    orderType: undefined,
    price: price === now.price ? undefined : price,
    triggerPrice: triggerPrice === now.triggerPrice ? undefined : triggerPrice,
    validity,
    ...(price === now.price ? {} : standsIn),
  };
}
