/**
 * What a change of terms makes of an order, asked for by the desk or seen at its broker.
 *
 * Decides: which terms stay beside the changed ones, and how much of the order still closes, also where it filled before it could be
 * made smaller. `OrderBook` calls it, also by `slice-events.ts`, and nobody else.
 */
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Instant } from '../ports/clock.ts';
import {
  type CarriedTerms,
  filledOf,
  isChangeOpen,
  mostOf,
  type Order,
  type Slice,
  sizeOf,
} from './order.ts';
import { isFinal } from './order-status.ts';

export type ChangeAsked = Extract<DeskEvent, { readonly type: 'order-change-journaled' }>;
export type ChangeAnswered = Extract<DeskEvent, { readonly type: 'order-change-answered' }>;
type TermsSeen = Extract<DeskEvent, { readonly type: 'order-terms-seen' }>['terms'];

const NO_PRICES = { price: undefined, triggerPrice: undefined } as const;

/** Somebody asked for other terms, or for the end of the order. */
export function askChange(order: Order, event: ChangeAsked, at: Instant): void {
  order.changedAt = at;
  if (event.change === 'cancel') {
    order.cancelWanted = true;
    return;
  }
  if (event.how !== undefined) doubtSize(order);
  // What has not left goes out as it is by then, and nobody will answer for the change.
  for (const slice of order.slices) slice.changeOpen = event.how === undefined && hasLeft(slice);
  if (isChangeOpen(order)) {
    const { terms: before, exitRule, exitQuantity, atMarket } = order;
    order.askedFrom = [...order.askedFrom, { terms: before, exitRule, exitQuantity, atMarket }];
  }
  const { terms } = event;
  // What it was sent to close counts on until its broker shows that it is smaller.
  const mayStand = order.fitting || order.askedFrom.length > 0 || order.slices.some(isUnshown);
  order.mayHaveClosed = Math.max(mayStand ? order.mayHaveClosed : 0, order.exitQuantity) as Quantity;
  order.exitRule = event.exitRule ?? order.exitRule;
  order.exitQuantity = event.exitQuantity ?? order.exitQuantity;
  if (event.how !== undefined && !order.fitting) order.sizeBefore = order.terms.quantity;
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

/** Other slices are about to make up the size: where a change of this one's is not answered, nobody knows how large it is at its broker. */
function doubtSize({ slices, terms, askedFrom }: Order): void {
  const [only] = slices;
  if (slices.length !== 1 || only?.changeOpen !== true) return;
  const asked = [terms, ...askedFrom.map((one) => one.terms)].map(({ quantity }) => quantity);
  if (asked.some((quantity) => quantity !== only.quantity))
    only.before = Math.max(mostOf(only), ...asked) as Quantity;
}

/** A slice leaves with the order's terms as they are: nothing is left to be answered for it. */
export function takeAlong(order: Order, slice: Slice): void {
  slice.carries = carriedOf(order.terms);
  settleSlice(order, slice);
}

/** What became of a modification at one slice. */
export function answerChange(
  order: Order,
  slice: Slice,
  { outcome, terms }: ChangeAnswered,
  at: Instant,
): void {
  // However long ago it was asked for: books may show for a moment what was before.
  if (outcome === 'accepted') order.changedAt = at;
  slice.changeLost = outcome === 'uncertain';
  // Others were asked for since: their answer is still to come.
  const isLatest =
    terms === undefined || (isAsked(order.terms, terms) && !isSizeAskedSince(order, slice, terms));
  const most = Math.max(mostOf(slice), ...askedBefore(order, terms, isLatest)) as Quantity;
  if (outcome === 'accepted') {
    slice.carries = mergeSeen(slice.carries, terms ?? order.terms);
    if (isLatest) settleSlice(order, slice);
    else takeOlder(order, terms);
    order.modifications += 1;
    if (terms?.quantity !== undefined && order.slices.length === 1) {
      slice.before = terms.quantity < most ? most : undefined;
      slice.quantity = terms.quantity;
    }
  } else if (outcome === 'refused' && isLatest) {
    const [atBroker] = order.askedFrom;
    settleSlice(order, slice);
    // The order is what it was, unless slices have taken the terms, or may: then their books will show which.
    const isTaken = order.slices.length > 1 && order.slices.some((other) => mayCarry(order, other));
    if (atBroker !== undefined && !isTaken) Object.assign(order, atBroker);
  }
}

/** The sizes that its broker may have had when it took a change: what it had, and what was asked for before and never answered. */
function askedBefore(order: Order, taken: TermsSeen | undefined, isLatest: boolean): readonly Quantity[] {
  const at = isLatest || taken === undefined ? order.askedFrom.length : takenAt(order, taken);
  return order.askedFrom.slice(0, Math.max(0, at)).map(({ terms }) => terms.quantity);
}

function takenAt({ askedFrom }: Order, taken: TermsSeen): number {
  return askedFrom.findLastIndex(({ terms }) => isAsked(terms, taken));
}

/** A change was taken after another was asked for: where that one is refused, the order is what this one made of it. */
function takeOlder(order: Order, taken: TermsSeen): void {
  const at = takenAt(order, taken);
  if (at > 0) order.askedFrom = order.askedFrom.slice(at);
}

function settleSlice(order: Order, slice: Slice): void {
  slice.changeOpen = false;
  slice.changeLost = false;
  if (!isChangeOpen(order)) order.askedFrom = [];
}

function mayCarry(order: Order, slice: Slice): boolean {
  if (isFinal(slice.status)) return false;
  const { price, triggerPrice, orderType } = slice.carries;
  const { terms } = order;
  const isSame =
    price === terms.price && triggerPrice === terms.triggerPrice && orderType === terms.orderType;
  return slice.changeOpen || isSame;
}

function carriedOf({ price, triggerPrice, orderType }: CarriedTerms): CarriedTerms {
  return { price, triggerPrice, orderType };
}

function isAsked(now: Order['terms'], sent: TermsSeen): boolean {
  const prices = now.price === sent.price && now.triggerPrice === sent.triggerPrice;
  const kinds = now.orderType === sent.orderType && now.validity === sent.validity;
  return prices && kinds && (sent.quantity === undefined || sent.quantity === now.quantity);
}

/** It left without a size, which only was asked for meanwhile: what has no fills is asked for that by a change of its own. */
function isSizeAskedSince(order: Order, slice: Slice, sent: TermsSeen): boolean {
  const isOther = sent.quantity === undefined && slice.quantity !== order.terms.quantity;
  return isOther && order.slices.length === 1 && filledOf(order) === 0 && !order.fitting;
}

/** Whether its broker took a change to less that no row has shown yet. */
function isUnshown({ before, status }: Slice): boolean {
  return before !== undefined && !isFinal(status);
}

function hasLeft({ status }: Slice): boolean {
  return status !== 'journaled' && !isFinal(status);
}

/** What it is now is what it asks for: what could not be taken away any more stays, and closed what it was sent to close. */
export function endFitting(order: Order): void {
  order.fitting = false;
  if (order.cancelWanted) return;
  const { terms } = order;
  const quantity = sizeOf(order);
  order.terms = { ...terms, quantity };
  if (quantity > terms.quantity) closeAsSent(order, quantity);
}

/** It filled as it was, before the change to less that its broker had taken came to anything. */
export function fillBeyond(order: Order): void {
  const filled = filledOf(order);
  if (order.fitting || filled <= order.terms.quantity) return;
  order.terms = { ...order.terms, quantity: filled };
  closeAsSent(order, filled);
}

function closeAsSent(order: Order, quantity: Quantity): void {
  const { exitRule } = order;
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
    slice.before = undefined;
    order.terms = { ...order.terms, quantity: (others + seen.quantity) as Quantity };
  }
  slice.carries = mergeSeen(slice.carries, seen);
  // While a change of ours is on its way to other slices, the order is what was asked for.
  if (!order.slices.some((other) => other !== slice && other.changeOpen))
    order.terms = { ...order.terms, ...mergeSeen(order.terms, seen) };
  shrinkExit(order);
}

/** Another order type brings its own prices: a market order keeps no limit. */
function mergeSeen(known: CarriedTerms, seen: TermsSeen): CarriedTerms {
  const before = seen.orderType === undefined ? known : NO_PRICES;
  return {
    price: seen.price ?? before.price,
    triggerPrice: seen.triggerPrice ?? before.triggerPrice,
    orderType: seen.orderType ?? known.orderType,
  };
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
