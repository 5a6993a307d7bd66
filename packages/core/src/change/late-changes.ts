/**
 * When other terms of a living order are an entry that is too late (domain §4.4, §4.14).
 *
 * Decides: what of a living order still enters, and whether a change is of that, when it is asked for and again when it leaves. Keeps I5: while anything of the order takes a
 * position towards zero, its terms may be changed at any hour. Pure. Leaves to others: what is refused or left undone for it.
 */
import { closedBy } from '../exit/account-exits.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { MarketTimes } from '../market/market-times.ts';
import { filledOf, type Order } from '../order/order.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { OrderModification } from './modification.ts';

/** What decides by which a change may fill what did not before. */
const TERMS = ['price', 'triggerPrice', 'orderType', 'validity'] as const;

/** Why other terms come too late for what the order still enters; undefined when they may be set. Less of it is never too late. */
export function lateChange(
  parts: { readonly times: MarketTimes; readonly positions: PositionBook },
  order: Order,
  of: { readonly change: OrderModification; readonly instrument: Instrument },
): SkipReason | undefined {
  const { change, instrument } = of;
  const { accountId, product } = order.intent;
  const isOther = TERMS.some((term) => change[term] !== undefined && change[term] !== order.terms[term]);
  return isOther && enters(parts, order) ? parts.times.lateEntry(accountId, instrument, product) : undefined;
}

/**
 * Why a change that was asked for in time comes too late by now, as it is about to leave for the broker: by what that has of the order
 * still. Undefined when it may leave.
 */
export function lateByNow(
  parts: { readonly times: MarketTimes; readonly positions: PositionBook },
  order: Order,
  instrument: Instrument | undefined,
): SkipReason | undefined {
  const [atBroker] = order.askedFrom;
  if (atBroker === undefined || instrument === undefined) return undefined;
  const isOther = TERMS.some((term) => atBroker.terms[term] !== order.terms[term]);
  const { accountId, product } = order.intent;
  return isOther && enters(parts, order) ? parts.times.lateEntry(accountId, instrument, product) : undefined;
}

/** Nothing of what is left of the order brings the position towards zero. An entry may have become an exit meanwhile. */
function enters({ positions }: { readonly positions: PositionBook }, order: Order): boolean {
  const { accountId, instrumentId, product, side } = order.intent;
  if (order.exitQuantity > filledOf(order)) return false;
  return closedBy(side, positions.net(accountId, instrumentId, product)) === 0;
}
