/**
 * What a child's part that waited goes out with.
 *
 * Decides: the terms by what has become of the master's order meanwhile. An entry is of what the order has filled and what lives of it, and
 * of no more than its broker has taken. The trigger of a stop that has fired lies behind the market, where no exchange takes it any more:
 * an entry goes as what the stop has become, an exit at the market. The limit to which the desk brought an exit at the market is not its
 * child's. Pure.
 */
import type { Quantity } from '../money/quantity.ts';
import { filledOf, type HeldPart, type Order, type OrderTerms, sizeOf } from '../order/order.ts';
import { isStop } from '../order/order-terms.ts';

/** The terms of the account's part of the master's order, as they are now. */
export function termsNow(master: Order, part: HeldPart['part']): OrderTerms {
  const { terms } = master;
  const hasFired = isStop(terms.orderType) && filledOf(master) > 0;
  if (part === 'entry') {
    const now = hasFired ? firedTerms(terms) : terms;
    return { ...now, quantity: Math.min(terms.quantity, sizeOf(master)) as Quantity };
  }
  const isMarket = isStop(terms.orderType) ? hasFired : master.atMarket;
  return isMarket ? { ...terms, orderType: 'MARKET', price: undefined, triggerPrice: undefined } : terms;
}

/** `SL` is a limit order then, `SL-M` one at the market. */
function firedTerms(terms: OrderTerms): OrderTerms {
  return { ...terms, orderType: terms.orderType === 'SL' ? 'LIMIT' : 'MARKET', triggerPrice: undefined };
}
