/**
 * What a change of terms makes of an order, asked for by the desk or seen at its broker.
 *
 * Decides: which terms stay beside the changed ones, and how much of the order still closes, also where it filled before it could be
 * made smaller. `OrderBook` calls it, and nobody else.
 */
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Instant } from '../ports/clock.ts';
import { type Order, type Slice, sizeOf } from './order.ts';
import { isFinal } from './order-status.ts';

export type ChangeAsked = Extract<DeskEvent, { readonly type: 'order-change-journaled' }>;
type TermsSeen = Extract<DeskEvent, { readonly type: 'order-terms-seen' }>['terms'];

const NO_PRICES = { price: undefined, triggerPrice: undefined } as const;

/** Somebody asked for other terms, or for the end of the order. */
export function askChange(order: Order, event: ChangeAsked, at: Instant): void {
  order.changedAt = at;
  if (event.change === 'cancel') {
    order.cancelWanted = true;
    return;
  }
  // What has not left goes out as it is by then, and nobody will answer for the change.
  order.changeOpen = event.how === undefined && order.slices.some(hasLeft);
  if (order.changeOpen)
    order.askedFrom ??= {
      terms: order.terms,
      exitRule: order.exitRule,
      exitQuantity: order.exitQuantity,
      atMarket: order.atMarket,
    };
  const { terms } = event;
  order.mayHaveClosed = Math.max(order.fitting ? order.mayHaveClosed : 0, order.exitQuantity) as Quantity;
  order.exitRule = event.exitRule ?? order.exitRule;
  order.exitQuantity = event.exitQuantity ?? order.exitQuantity;
  order.fitting ||= event.how !== undefined;
  for (const slice of event.how === 'replace' ? order.slices : [])
    slice.unwanted ||= slice.status !== 'journaled' && !isFinal(slice.status);
  if (terms === undefined) return;
  order.terms = {
    quantity: terms.quantity ?? order.terms.quantity,
    // Another order type brings its own prices: a market order keeps no limit.
    price: terms.price ?? (terms.orderType === undefined ? order.terms.price : undefined),
    triggerPrice:
      terms.triggerPrice ?? (terms.orderType === undefined ? order.terms.triggerPrice : undefined),
    orderType: terms.orderType ?? order.terms.orderType,
    validity: terms.validity ?? order.terms.validity,
  };
  // Whoever sets a type or a price means it; the desk only sets what stands in for the market.
  if (event.because === undefined && (terms.orderType ?? terms.price) !== undefined)
    order.atMarket = terms.atMarket === true || order.terms.orderType === 'MARKET';
  // A pure exit stays one, however large it becomes; a change across zero says how much of it closes.
  if (order.intent.part === 'exit' && event.exitQuantity === undefined)
    order.exitQuantity = order.terms.quantity;
  const [only] = order.slices;
  // Still in its lane: the slice goes out as amended.
  if (
    !order.fitting &&
    terms.quantity !== undefined &&
    order.slices.length === 1 &&
    only?.status === 'journaled'
  )
    only.quantity = terms.quantity;
}

/** A slice leaves with the order's terms as they are: where it is all that lives, nothing is left to be answered. */
export function takeAlong(order: Order, slice: Slice): void {
  if (!order.slices.some((other) => other !== slice && hasLeft(other))) settleChange(order);
}

/** The broker has taken the new terms. */
export function settleChange(order: Order): void {
  order.changeOpen = false;
  order.askedFrom = undefined;
}

/** The broker has refused the terms that it was sent: the order is what it was, unless others were asked for since. */
export function undoChange(order: Order, sent: TermsSeen | undefined): void {
  if (sent !== undefined && !isAsked(order.terms, sent)) return;
  const { askedFrom } = order;
  settleChange(order);
  // Several slices may have taken them in part: their books will show which.
  if (askedFrom !== undefined && order.slices.length === 1) Object.assign(order, askedFrom);
}

function isAsked(now: Order['terms'], sent: TermsSeen): boolean {
  const prices = now.price === sent.price && now.triggerPrice === sent.triggerPrice;
  const kinds = now.orderType === sent.orderType && now.validity === sent.validity;
  return prices && kinds && (sent.quantity === undefined || sent.quantity === now.quantity);
}

function hasLeft({ status }: Slice): boolean {
  return status !== 'journaled' && !isFinal(status);
}

/** What it is now is what it asks for: what could not be taken away any more stays, and closed what it was sent to close. */
export function endFitting(order: Order): void {
  order.fitting = false;
  if (order.cancelWanted) return;
  const { exitRule, terms } = order;
  const quantity = sizeOf(order);
  order.terms = { ...terms, quantity };
  if (quantity <= terms.quantity) return;
  const exitQuantity = Math.min(quantity, Math.max(order.mayHaveClosed, order.exitQuantity)) as Quantity;
  if (exitQuantity === order.exitQuantity) return;
  order.exitQuantity = exitQuantity;
  if (exitRule === undefined) return;
  const masterKeeps = Math.max(0, exitRule.masterHeld - exitQuantity) as Quantity;
  order.exitRule = { ...exitRule, masterKeeps };
}

/** Somebody changed a slice elsewhere: the order is what its broker shows. */
export function seeTerms(order: Order, slice: Slice, seen: TermsSeen): void {
  if (seen.quantity !== undefined) {
    const others = order.slices.reduce((sum, other) => (other === slice ? sum : sum + other.quantity), 0);
    slice.quantity = seen.quantity;
    order.terms = { ...order.terms, quantity: (others + seen.quantity) as Quantity };
  }
  // Another order type brings its own prices: a market order keeps no limit.
  const before = seen.orderType === undefined ? order.terms : NO_PRICES;
  order.terms = {
    ...order.terms,
    price: seen.price ?? before.price,
    triggerPrice: seen.triggerPrice ?? before.triggerPrice,
    orderType: seen.orderType ?? order.terms.orderType,
  };
  shrinkExit(order);
}

/** Somebody made an exit smaller: M stays as it was fixed, q is what it is now. */
function shrinkExit(order: Order): void {
  const { exitRule, terms } = order;
  if (terms.quantity >= order.exitQuantity) return;
  order.exitQuantity = terms.quantity;
  if (exitRule === undefined) return;
  const masterKeeps = Math.max(0, exitRule.masterHeld - terms.quantity) as Quantity;
  order.exitRule = { ...exitRule, masterKeeps };
}
