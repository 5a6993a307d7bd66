/**
 * What a modification of an order becomes for the order itself and for each of its copies (domain §4.3, §4.4).
 *
 * Decides: the new terms, scaled for children, and how the broker is brought to them: asked to change the order, or, where
 * quantity cannot be changed (fills, slices, the broker's limit of changes), by other slices. Keeps I6. Pure.
 */

import { ENTRY_CAP_PERCENT, EXIT_CAP_PERCENT } from '../copy/child-terms.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closedBy, isCopy, restBesideCopy, restOfExits } from '../exit/account-exits.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { OrderChange } from '../journal/desk-event.ts';
import type { Quantity } from '../money/quantity.ts';
import { filledOf, type HeldPart, isOrderFinal, type Order, partOf } from '../order/order.ts';
import type { ExitRule } from '../order/order-intent.ts';
import { isFinal } from '../order/order-status.ts';
import { checkPrices, checkQuantity } from '../order/place-command.ts';
import { LARGEST_SLICE_COUNT } from '../order/slicing.ts';
import { type Changed, childShare, passedOf, roomOf } from './copy-share.ts';
import { lateChange } from './late-changes.ts';
import { canModifyQuantity } from './order-fit.ts';
import { mergedTerms, newsIn, type TermsChange, termsOfChange } from './terms-at-broker.ts';

/** New terms of an order; what is left out stays. */
export type OrderModification = { readonly [Term in keyof OrderChange]?: OrderChange[Term] };

/** How the broker is brought to new terms; undefined: it is asked to change the order. */
export type ChangeHow = 'fit' | 'replace' | undefined;

/** One order's share in a modification: new terms, or its end where it cannot be made as small as it must be. */
export type PlannedChange =
  | {
      readonly order: Order;
      readonly terms: OrderChange;
      readonly how: ChangeHow;
      readonly exitRule?: ExitRule | undefined;
      readonly exitQuantity?: Quantity | undefined;
    }
  | { readonly order: Order; readonly ends: true };

/** The whole of a modification. */
export interface ModificationPlan {
  readonly changes: readonly PlannedChange[];
  /** Entry parts that children get because the order crosses zero now; they wait until both are through it. */
  readonly held: readonly HeldPart[];
  /** Entry parts that waited and are not wanted any more. */
  readonly dropped: readonly HeldPart[];
}

/** Told of a copy that does not follow a change, and why. */
export type OnStopped = (child: Order, reason: SkipReason) => void;

/** The change of the order, then those of its living copies. Throws when nothing of it can be done. */
export function planModification(
  parts: FanOutParts,
  order: Order,
  change: OrderModification,
  onStopped: OnStopped,
): ModificationPlan {
  const instrument = parts.instrumentsOf(order.intent.accountId).byId(order.intent.instrumentId);
  if (instrument === undefined)
    throw new TradingError('instrument-not-found', { instrument: order.intent.instrumentId });
  checkTerms(parts, order, { change, instrument });
  checkHour(parts, order, { change, instrument });
  const changed = changedOrder(parts, order, change);
  const { exitRule, exitQuantity } = changed;
  checkRaise(parts, order, { changed, instrument });
  const terms = {
    ...ownTerms(parts, order, { change: changed.terms, instrument }),
    quantity: changed.terms.quantity,
  };
  const own: PlannedChange =
    changed.quantity <= filledOf(order)
      ? { order, ends: true }
      : { order, terms, exitRule, exitQuantity, how: howOf(parts, order, { terms, instrument }) };
  const children = livingCopies(parts, order).flatMap((child) =>
    planChild(parts, child, { master: order, changed, instrument, onStopped }),
  );
  return { changes: [own, ...children], ...heldBy(parts, order, changed) };
}

/**
 * What the copies of an order that has become larger get now that its broker shows it so: a copy is never larger than its
 * share of what the master's broker has confirmed. An order that was made larger somewhere else is followed by the same way.
 */
export function planRaise(
  parts: FanOutParts,
  order: Order,
  by: { readonly onStopped: OnStopped; readonly mostOf: (child: Order) => number },
): readonly PlannedChange[] {
  const instrument = parts.instrumentsOf(order.intent.accountId).byId(order.intent.instrumentId);
  if (instrument === undefined) return [];
  const quantity = confirmedOf(order);
  const exitQuantity = Math.min(order.exitQuantity, quantity) as Quantity;
  const terms: OrderChange = { ...NO_CHANGE, quantity };
  const changed: Changed = { terms, quantity, exitQuantity, exitRule: order.exitRule };
  return livingCopies(parts, order).flatMap((child) => {
    const share = childShare(parts, child, { master: order, changed, instrument });
    const passed =
      child.intent.part === 'exit'
        ? child.terms.quantity + roomOf(parts, child, order, instrument)
        : passedOf(parts, child, order, changed);
    if (typeof passed === 'object') {
      if (share > child.terms.quantity) by.onStopped(child, passed);
      return [];
    }
    const wanted = Math.min(share, passed, by.mostOf(child)) as Quantity;
    if (wanted <= child.terms.quantity) return [];
    const raise = { ...NO_CHANGE, quantity: wanted };
    return [{ order: child, terms: raise, how: howOf(parts, child, { terms: raise, instrument }) }];
  });
}

/**
 * What the copies of an order get whose terms somebody changed elsewhere: other prices, another type, less of it. More of it
 * follows by `planRaise`.
 */
export function planFollow(
  parts: FanOutParts,
  order: Order,
  seen: OrderChange,
  onStopped: OnStopped,
): readonly PlannedChange[] {
  const instrument = parts.instrumentsOf(order.intent.accountId).byId(order.intent.instrumentId);
  // A price of one slice of several is no price of the order.
  const terms = order.slices.length === 1 ? seen : { ...NO_CHANGE, quantity: seen.quantity };
  if (instrument === undefined) return [];
  const { exitQuantity, exitRule } = order;
  const changed: Changed = { terms, quantity: order.terms.quantity, exitQuantity, exitRule };
  return livingCopies(parts, order).flatMap((child) =>
    planChild(parts, child, { master: order, changed, instrument, onStopped }),
  );
}

export const NO_CHANGE: OrderChange = {
  quantity: undefined,
  price: undefined,
  triggerPrice: undefined,
  orderType: undefined,
  validity: undefined,
};

function livingCopies({ orders }: FanOutParts, order: Order): readonly Order[] {
  return orders.childrenOf(order).filter((child) => !isOrderFinal(child) && !child.cancelWanted);
}

/** What the order comes to by what its broker has shown or acknowledged: a slice that has not left counts for nothing yet. */
function confirmedOf(order: Order): Quantity {
  const sum = order.slices.reduce((total, slice) => {
    if (slice.brokerOrderId === undefined) return total;
    return total + (isFinal(slice.status) ? slice.filled : slice.quantity);
  }, 0);
  return sum as Quantity;
}

/** What is entered beyond what was let pass is an entry of its own: it throws what a placement would. */
function checkRaise(
  parts: FanOutParts,
  order: Order,
  of: { readonly changed: Changed; readonly instrument: Instrument },
): void {
  const { changed, instrument } = of;
  const quantity = (changed.quantity - changed.exitQuantity) as Quantity;
  if (quantity <= Math.max(0, order.terms.quantity - order.exitQuantity)) return;
  const { accountId, product, groupId } = order.intent;
  const group = groupId === undefined ? undefined : parts.groups.byId(groupId);
  parts.guards.ofOwn({ accountId, instrument, quantity, product }, group);
}

/** Other terms of what still enters are an entry: they throw what a placement at this hour would. */
function checkHour(parts: FanOutParts, order: Order, of: Parameters<typeof lateChange>[2]): void {
  const late = lateChange(parts, order, of);
  if (late === undefined) return;
  const { code, limit = '', figure = '' } = late;
  throw new TradingError('refused-by-risk', { guard: code, limit, figure });
}

/** The new terms by which the order's own broker takes it. Throws `not-supported` where it takes none of the kind. */
function ownTerms(
  parts: FanOutParts,
  order: Order,
  of: { readonly change: OrderChange; readonly instrument: Instrument },
): TermsChange {
  const { change, instrument } = of;
  const { orderType, validity } = change;
  const wanted = mergedTerms(order.terms, change);
  const found = termsOfChange(parts, order, { wanted, instrument, capPercent: capOf(parts, order) });
  if ('skip' in found && (orderType ?? validity) !== undefined) {
    const path = found.skip.code === 'validity-not-supported' ? '/validity' : '/orderType';
    const what = path === '/validity' ? wanted.validity : wanted.orderType;
    throw new TradingError('not-supported', { what, segment: instrument.segment }, { path });
  }
  return 'skip' in found ? change : newsIn(order, change, found);
}

function checkTerms(
  { positions, freeze }: FanOutParts,
  order: Order,
  of: { readonly change: OrderModification; readonly instrument: Instrument },
): void {
  const { change, instrument } = of;
  const { terms } = order;
  checkPrices(instrument, {
    orderType: change.orderType ?? terms.orderType,
    price: change.price ?? (change.orderType === undefined ? terms.price : undefined),
    triggerPrice: change.triggerPrice ?? (change.orderType === undefined ? terms.triggerPrice : undefined),
  });
  const { quantity } = change;
  if (quantity === undefined || quantity === terms.quantity) return;
  const { accountId, instrumentId, product, side } = order.intent;
  const closable = closedBy(side, positions.net(accountId, instrumentId, product)) + filledOf(order);
  checkQuantity(instrument, quantity, closable as Quantity);
  const largest = LARGEST_SLICE_COUNT * (freeze.of(accountId, instrument) ?? quantity);
  if (quantity > Math.max(largest, closable))
    throw new TradingError('quantity-too-large', { quantity, largest }, { path: '/quantity' });
}

/** M stays as it was fixed; q is the new quantity, as far as it closes the position. */
function changedOrder(parts: FanOutParts, order: Order, change: OrderModification): Changed {
  const quantity = change.quantity ?? order.terms.quantity;
  const terms: OrderChange = {
    quantity: quantity === order.terms.quantity ? undefined : quantity,
    price: change.price,
    triggerPrice: change.triggerPrice,
    orderType: change.orderType,
    validity: change.validity,
  };
  const { exitRule } = order;
  if (terms.quantity === undefined)
    return { terms, quantity, exitQuantity: order.exitQuantity, exitRule: undefined };
  const exitQuantity = Math.min(quantity, closableBy(parts, order)) as Quantity;
  // The stop behind a protection closes what is protected, whatever rests beside it, and enters nothing.
  if (order.intent.restingStop === true && exitQuantity < quantity)
    throw new TradingError('quantity-too-large', { quantity, largest: exitQuantity }, { path: '/quantity' });
  if (exitRule === undefined) return { terms, quantity, exitQuantity, exitRule };
  const masterKeeps = Math.max(0, exitRule.masterHeld - exitQuantity) as Quantity;
  return { terms, quantity, exitQuantity, exitRule: { ...exitRule, masterKeeps } };
}

/** How much the order's side can close, what it has closed included; nothing for an order that was an entry from the first. */
function closableBy({ positions, orders }: FanOutParts, order: Order): number {
  if (order.exitQuantity === 0) return 0;
  if (partOf(order) === 'both') return order.exitQuantity;
  const { accountId, instrumentId, product, side } = order.intent;
  const net = closedBy(side, positions.net(accountId, instrumentId, product));
  if (order.intent.restingStop === true) return net + filledOf(order);
  const restBeside = isCopy(order) ? restBesideCopy : restOfExits;
  const others = restBeside(orders, { accountId, instrumentId, product, side }, order);
  return Math.max(order.exitQuantity, net + filledOf(order) - others);
}

/** How its broker is brought to these terms. */
export function howOf(
  parts: FanOutParts,
  order: Order,
  what: { readonly terms: OrderChange; readonly instrument: Instrument },
): ChangeHow {
  const { terms, instrument } = what;
  const broker = parts.brokers.get(parts.accounts.get(order.intent.accountId).brokerId);
  const limit = broker?.capabilities.modificationsPerOrder;
  if (limit !== undefined && order.modifications >= limit) return 'replace';
  const { quantity } = terms;
  if (quantity === undefined) return undefined;
  const freezeQuantity = parts.freeze.of(order.intent.accountId, instrument);
  const fits = freezeQuantity === undefined || quantity <= freezeQuantity;
  if (canModifyQuantity(order) && fits) return undefined;
  const alsoTerms = [terms.price, terms.triggerPrice, terms.orderType, terms.validity].some(
    (term) => term !== undefined,
  );
  return alsoTerms ? 'replace' : 'fit';
}

function planChild(
  parts: FanOutParts,
  child: Order,
  of: {
    readonly master: Order;
    readonly changed: Changed;
    readonly instrument: Instrument;
    readonly onStopped: OnStopped;
  },
): readonly PlannedChange[] {
  const { changed, instrument, master, onStopped } = of;
  const quantity = changed.terms.quantity === undefined ? undefined : childShare(parts, child, of);
  if (quantity !== undefined && quantity <= filledOf(child)) return [{ order: child, ends: true }];
  // It grows when the master's broker has confirmed that the master's order has.
  const same = quantity === undefined || quantity >= child.terms.quantity;
  const wanted = mergedTerms(master.terms, changed.terms);
  const found = termsOfChange(parts, child, { wanted, instrument, capPercent: capOf(parts, child) });
  const news = newsIn(child, changed.terms, found);
  const becomes = { ...mergedTerms(child.terms, news), quantity: same ? child.terms.quantity : quantity };
  // What the hour or its link's guards do not let it become would not be copied if it were new: it keeps its terms.
  const kept =
    lateChange(parts, child, { change: news, instrument }) ?? parts.guards.stopsChange(child, becomes);
  if (kept !== undefined) onStopped(child, kept);
  if (kept !== undefined && same) return [];
  const terms = { ...(kept === undefined ? news : NO_CHANGE), quantity: same ? undefined : quantity };
  // Nothing is asked for nothing: a broker may refuse that, and an order takes so many changes.
  if (Object.values(terms).every((term) => term === undefined)) return [];
  return [{ order: child, terms, how: howOf(parts, child, { terms, instrument }) }];
}

/** How far from the last price what stands in for the market may go. */
function capOf({ groups }: FanOutParts, order: Order): number {
  const { accountId } = order.intent;
  const group = groups.of(accountId);
  if (partOf(order) === 'exit') return group?.exitCapPercent ?? EXIT_CAP_PERCENT;
  const link = group?.children.find((child) => child.accountId === accountId);
  return link?.entryCapPercent ?? ENTRY_CAP_PERCENT;
}

/** A change across zero gives every child an entry part that waits, or takes those that still wait away. */
function heldBy(
  parts: FanOutParts,
  order: Order,
  changed: Changed,
): Pick<ModificationPlan, 'held' | 'dropped'> {
  const { groupId, accountId, orderId } = order.intent;
  const group = groupId === undefined ? undefined : parts.groups.byId(groupId);
  if (group === undefined || group.masterId !== accountId || order.exitQuantity === 0 || !order.fannedOut)
    return { held: [], dropped: [] };
  const entersNow = changed.quantity > changed.exitQuantity;
  const waiting = order.held.filter((held) => held.part === 'entry');
  if (!entersNow) return { held: [], dropped: waiting };
  if (partOf(order) === 'both') return { held: [], dropped: [] };
  const held = group.children.map((link) => ({
    accountId: link.accountId,
    part: 'entry' as const,
    behind: orderId,
  }));
  return { held, dropped: [] };
}

/**
 * The entry parts of an order that turns the position round since it was made larger, where its copies had been made of less
 * before: they wait as those of any other reversal do.
 */
export function entriesLacking(parts: FanOutParts, order: Order): readonly HeldPart[] {
  const { groupId, accountId: masterId, orderId } = order.intent;
  const group = groupId === undefined ? undefined : parts.groups.byId(groupId);
  if (group?.masterId !== masterId || !order.fannedOut || order.cancelWanted) return [];
  if (order.exitQuantity === 0 || confirmedOf(order) <= order.exitQuantity) return [];
  const hasEntry = (accountId: HeldPart['accountId']): boolean =>
    [...order.held, ...order.skipped].some((one) => one.accountId === accountId && one.part === 'entry') ||
    parts.orders
      .childrenOf(order)
      .some(({ intent }) => intent.accountId === accountId && intent.part === 'entry');
  return group.children
    .filter(({ accountId }) => !hasEntry(accountId))
    .map(({ accountId }) => ({ accountId, part: 'entry', behind: orderId }));
}
