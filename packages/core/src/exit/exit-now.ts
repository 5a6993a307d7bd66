/**
 * What an exit takes at the moment at which it leaves.
 *
 * Decides: the quantity by the rule, and the most that the position allows. Keeps I6: whatever happened since it was decided, it
 * takes what is there and opens nothing on the other side.
 */
import type { AccountId } from '../account/account.ts';
import { childExitQuantity } from '../copy/child-plan.ts';
import { unreportedMs } from '../copy/unreported-fills.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import { closedBy, isCopy, restBesideCopy, restOfExits } from './account-exits.ts';
import { confirmedRule } from './exit-rule.ts';

export interface ExitNowParts {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** What an exit that makes up for another one owes by now. */
  readonly owedBy: (exit: Order) => Quantity;
}

/**
 * What an exit can close at most: the position; where the desk decided on it, without what the account's other living exits take, and
 * for a copy no more than what is copied still.
 */
export function closableNow({ orders, positions }: ExitNowParts, order: Order): Quantity {
  const { accountId, instrumentId, product, side, parentOrderId, origin } = order.intent;
  const net = closedBy(side, positions.net(accountId, instrumentId, product));
  if (parentOrderId === undefined && origin !== 'repair') return net;
  const restBeside = isCopy(order) ? restBesideCopy : restOfExits;
  const others = restBeside(orders, { accountId, instrumentId, product, side }, order);
  const left = Math.max(0, atMost(order, positions, net) - others);
  return Math.min(left, isCopy(order) ? copiedBy(order, positions) : left) as Quantity;
}

/** What the desk gives back of its own accord is only what the group brought. */
function atMost({ intent }: Pick<Order, 'intent'>, positions: PositionBook, net: Quantity): number {
  if (intent.origin !== 'repair' || intent.groupId === undefined) return net;
  return Math.min(net, copiedBy({ intent }, positions));
}

/** What the order closes of what the group brought. */
function copiedBy({ intent }: Pick<Order, 'intent'>, positions: PositionBook): Quantity {
  const { accountId, instrumentId, product, side } = intent;
  return closedBy(side, positions.copied(accountId, instrumentId, product));
}

/** How soon a child's exit is looked at again while a second read is about to say what is held. */
const DOUBT_MS = 200;

/** For how long an exit waits at most before it is looked at again, and why. */
export interface ExitWait {
  readonly ms: number;
  readonly why: 'position-not-shown' | 'position-in-doubt' | 'fills-unreported';
}

/**
 * Whether an exit waits: any for a book of the day to show what was carried into it, or to have shown for long enough that it is gone; a
 * child's also for fills that are about to be reported, and for what one read alone says to be confirmed or dropped.
 */
export function exitWait(
  parts: {
    readonly orders: OrderBook;
    readonly clock: DeskClock;
    readonly isInDoubt: (at: OrderIntent) => boolean;
    readonly isMissing: (at: OrderIntent) => boolean;
  },
  order: Order,
): ExitWait | undefined {
  if (parts.isMissing(order.intent)) return { ms: DOUBT_MS, why: 'position-not-shown' };
  if (order.intent.parentOrderId === undefined) return undefined;
  const unreported = unreportedMs(parts.orders, order.intent, parts.clock, order);
  const doubt = parts.isInDoubt(order.intent) ? DOUBT_MS : 0;
  if (unreported > doubt) return { ms: unreported, why: 'fills-unreported' };
  return doubt > 0 ? { ms: doubt, why: 'position-in-doubt' } : undefined;
}

/** What a child's exit takes when it is about to leave. */
export function exitNow(parts: ExitNowParts, order: Order): Quantity {
  const { intent } = order;
  const parent = intent.parentOrderId === undefined ? undefined : parts.orders.get(intent.parentOrderId);
  const lotSize = parts.instrumentsOf(intent.accountId).byId(intent.instrumentId)?.lotSize;
  if (lotSize === undefined) return order.terms.quantity;
  if (intent.owed === true) return parts.owedBy(order);
  const exitRule = parent === undefined ? undefined : confirmedRule(parent);
  if (exitRule === undefined) return order.terms.quantity;
  return childExitQuantity(parts, { intent, exitRule, accountId: intent.accountId, lotSize, until: order });
}
