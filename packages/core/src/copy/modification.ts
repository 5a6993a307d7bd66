/**
 * What a modification of an order becomes for the order itself and for each of its living copies.
 *
 * Decides: the new terms, scaled for children. Keeps I6. What brokers do not promise is refused before anything happens:
 * the quantity of an order that has fills or several slices, and a change across zero.
 */
import { TradingError } from '../errors/trading-error.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { OrderChange } from '../journal/desk-event.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, isOrderFinal, type Order } from '../order/order.ts';
import type { ExitRule } from '../order/order-intent.ts';
import { checkPrices, checkQuantity } from '../order/place-command.ts';
import { childExitQuantity } from './child-plan.ts';
import type { FanOutParts } from './fan-out.ts';
import { sizeEntry } from './sizing.ts';

/** New terms of an order; what is left out stays. */
export type OrderModification = { readonly [Term in keyof OrderChange]?: OrderChange[Term] };

/** One order's share in a modification: new terms, or its end where it cannot be made as small as it must be. */
export type PlannedChange =
  | { readonly order: Order; readonly terms: OrderChange; readonly exitRule: ExitRule | undefined }
  | { readonly order: Order; readonly ends: true };

/** The change of the order, then those of its living copies. Throws when nothing of it can be done. */
export function planModification(
  parts: FanOutParts,
  order: Order,
  change: OrderModification,
): readonly PlannedChange[] {
  const instrument = parts.instrumentsOf(order.intent.accountId).byId(order.intent.instrumentId);
  if (instrument === undefined)
    throw new TradingError('instrument-not-found', { instrument: order.intent.instrumentId });
  checkTerms(parts, order, change, instrument);
  const quantity = change.quantity === order.terms.quantity ? undefined : change.quantity;
  const terms: OrderChange = {
    quantity,
    price: change.price,
    triggerPrice: change.triggerPrice,
    orderType: change.orderType,
    validity: change.validity,
  };
  const exitRule = quantity === undefined ? undefined : changedRule(order, quantity);
  const children = parts.orders
    .childrenOf(order)
    .filter((child) => !isOrderFinal(child) && !child.cancelWanted)
    .map((child) => planChild(parts, order, child, { terms, exitRule }));
  return [{ order, terms, exitRule }, ...children];
}

function checkTerms(
  parts: FanOutParts,
  order: Order,
  change: OrderModification,
  instrument: Instrument,
): void {
  const { terms, intent } = order;
  checkPrices(instrument, {
    orderType: change.orderType ?? terms.orderType,
    price: change.price ?? (change.orderType === undefined ? terms.price : undefined),
    triggerPrice: change.triggerPrice ?? (change.orderType === undefined ? terms.triggerPrice : undefined),
  });
  const limit = parts.brokers.get(parts.accounts.get(intent.accountId).brokerId)?.capabilities
    .modificationsPerOrder;
  if (limit !== undefined && order.modifications >= limit) {
    throw new TradingError('not-supported', { what: 'further modifications of this order', limit });
  }
  const { quantity } = change;
  if (quantity === undefined || quantity === terms.quantity) return;
  checkQuantity(instrument, quantity);
  const refuse = (what: string): TradingError =>
    new TradingError('not-supported', { what }, { path: '/quantity' });
  if (filledOf(order) > 0) throw refuse('changing the quantity of a partly filled order');
  if (order.slices.length > 1) throw refuse('changing the quantity of a sliced order');
  if (instrument.freezeQuantity !== undefined && quantity > instrument.freezeQuantity) {
    throw refuse('changing the quantity beyond the freeze quantity');
  }
  const crosses =
    intent.part === 'both' ||
    (intent.part === 'exit' && quantity > intent.exitQuantity && quantity > terms.quantity);
  if (crosses) throw refuse('a change across zero');
}

/** M stays as it was fixed; q is the new quantity. */
function changedRule(order: Order, quantity: Quantity): ExitRule | undefined {
  const { exitRule } = order;
  if (exitRule === undefined) return undefined;
  const masterKeeps = Math.max(0, exitRule.masterHeld - quantity) as Quantity;
  return { ...exitRule, masterKeeps };
}

function planChild(
  parts: FanOutParts,
  master: Order,
  child: Order,
  change: { readonly terms: OrderChange; readonly exitRule: ExitRule | undefined },
): PlannedChange {
  const { terms, exitRule } = change;
  if (terms.quantity === undefined) return { order: child, terms, exitRule: undefined };
  const quantity = childShare(parts, master, child, { quantity: terms.quantity, exitRule });
  const fixed = filledOf(child) > 0 || child.slices.length > 1;
  if (quantity === 0 || (fixed && quantity < child.terms.quantity)) return { order: child, ends: true };
  return { order: child, terms: { ...terms, quantity: fixed ? undefined : quantity }, exitRule: undefined };
}

/** What the child's order should be of the master's changed one; 0 when nothing is left of it. */
function childShare(
  parts: FanOutParts,
  master: Order,
  child: Order,
  change: { readonly quantity: Quantity; readonly exitRule: ExitRule | undefined },
): Quantity {
  const { intent } = child;
  const lotSize = parts.instrumentsOf(intent.accountId).byId(intent.instrumentId)?.lotSize;
  if (lotSize === undefined) return child.terms.quantity;
  if (intent.part === 'exit') {
    if (change.exitRule === undefined) return child.terms.quantity;
    const exit = { intent, exitRule: change.exitRule, accountId: intent.accountId, lotSize, until: child };
    return (childExitQuantity(parts, exit) + filledOf(child)) as Quantity;
  }
  const group = master.intent.groupId === undefined ? undefined : parts.groups.byId(master.intent.groupId);
  const link = group?.children.find((other) => other.accountId === intent.accountId);
  if (group === undefined || link === undefined) return child.terms.quantity;
  const sized = sizeEntry(link.sizing, change.quantity, lotSize, parts.capitals.ratioOf(group, link));
  return 'skip' in sized ? NONE : sized.quantity;
}
