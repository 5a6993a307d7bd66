/**
 * An order as a trader sees it: the whole over its slices, with what every child did about it.
 *
 * Decides: the words for a child that got nothing yet (`skipped`, `held`). Pure; it reads the book and changes nothing.
 */
import type { AccountId } from '../account/account.ts';
import type { BrokerOrderId } from '../broker/broker-id.ts';
import type { RefusalCode } from '../broker/outcome.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Price } from '../money/price.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import type { Instant } from '../ports/clock.ts';
import { averageOf, filledOf, type Order, type OrderTerms, statusOf } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderId } from './order-id.ts';
import type { OrderIntent } from './order-intent.ts';
import type { OrderStatus } from './order-status.ts';

/** Why an order stands where it does, when there is something to say. */
export interface OrderReason {
  /** Ours (a skip or an end) or the broker's (a refusal). */
  readonly code: SkipReason['code'] | RefusalCode | 'status-unknown';
  readonly brokerText: string | undefined;
  readonly limit: string | number | undefined;
  readonly figure: string | number | undefined;
}

/** What an order and a child's order have in common. */
export interface OrderFigures {
  readonly accountId: AccountId;
  readonly status: OrderStatus | 'skipped' | 'held';
  readonly reason: OrderReason | undefined;
  readonly quantity: Quantity;
  readonly filledQuantity: Quantity;
  readonly averagePrice: Price | undefined;
  readonly brokerOrderIds: readonly BrokerOrderId[];
  /** From the first byte sent to the broker's acknowledgement of the first slice. */
  readonly ackMs: number | undefined;
  /** When what is uncertain will be settled at the latest. */
  readonly certainBy: Instant | undefined;
}

/** What one child did about one part of a master's order. */
export interface ChildView extends OrderFigures {
  /** The order's id, or a name made of account and part where no order was made. */
  readonly childId: string;
  readonly part: 'entry' | 'exit';
  readonly orderId: OrderId | undefined;
}

/** An order with its children. */
export interface OrderView extends OrderFigures {
  readonly intent: OrderIntent;
  readonly terms: OrderTerms;
  readonly cancelWanted: boolean;
  readonly updatedAt: Instant;
  readonly children: readonly ChildView[];
}

/** The order as it can be shown; its children as their links follow one another, who has none any more after them. */
export function viewOrder(book: OrderBook, order: Order, following: readonly AccountId[] = []): OrderView {
  return {
    ...figuresOf(order),
    intent: order.intent,
    terms: order.terms,
    cancelWanted: order.cancelWanted,
    updatedAt: order.updatedAt,
    children: inLinkOrder(childrenOf(book, order), following),
  };
}

function childrenOf(book: OrderBook, order: Order): ChildView[] {
  const made = book.childrenOf(order).map(
    (child): ChildView => ({
      ...figuresOf(child),
      childId: child.intent.orderId,
      part: child.intent.part === 'exit' ? 'exit' : 'entry',
      orderId: child.intent.orderId,
    }),
  );
  const skipped = order.skipped.map(
    ({ accountId, part, reason }): ChildView => ({
      ...NOTHING_MADE,
      accountId,
      part,
      childId: `${accountId}.${part}`,
      status: 'skipped',
      reason: readSkip(reason),
    }),
  );
  const held = order.held.map(
    ({ accountId, part }): ChildView => ({
      ...NOTHING_MADE,
      accountId,
      part,
      childId: `${accountId}.${part}`,
      status: 'held',
      reason: undefined,
    }),
  );
  return [...made, ...skipped, ...held];
}

/** What one account has of it stays as it came. */
function inLinkOrder(children: readonly ChildView[], following: readonly AccountId[]): readonly ChildView[] {
  const placeOf = ({ accountId }: ChildView): number => {
    const at = following.indexOf(accountId);
    return at === -1 ? following.length : at;
  };
  return [...children].sort((a, b) => placeOf(a) - placeOf(b));
}

const NOTHING_MADE = {
  orderId: undefined,
  quantity: NONE,
  filledQuantity: NONE,
  averagePrice: undefined,
  brokerOrderIds: [],
  ackMs: undefined,
  certainBy: undefined,
} as const;

function figuresOf(order: Order): OrderFigures {
  const uncertain = order.slices.map((slice) => slice.certainBy).filter((at) => at !== undefined);
  return {
    accountId: order.intent.accountId,
    status: statusOf(order),
    reason: reasonOf(order),
    quantity: order.terms.quantity,
    filledQuantity: filledOf(order),
    averagePrice: averageOf(order),
    brokerOrderIds: order.slices.flatMap((slice) => slice.brokerOrderId ?? []),
    ackMs: order.slices.find((slice) => slice.ackMs !== undefined)?.ackMs,
    certainBy: uncertain.length === 0 ? undefined : (Math.max(...uncertain) as Instant),
  };
}

/** The first slice that has something to say speaks for the order. */
function reasonOf(order: Order): OrderReason | undefined {
  if (statusOf(order) === 'filled') return undefined;
  for (const slice of order.slices) {
    if (slice.reason !== undefined) return readSkip(slice.reason);
    if (slice.refusal !== undefined) {
      return { code: slice.refusal, brokerText: slice.brokerText, limit: undefined, figure: undefined };
    }
    if (slice.unknownStatus !== undefined) {
      return { code: 'status-unknown', brokerText: slice.unknownStatus, limit: undefined, figure: undefined };
    }
  }
  return undefined;
}

function readSkip(reason: SkipReason): OrderReason {
  return { code: reason.code, brokerText: undefined, limit: reason.limit, figure: reason.figure };
}
