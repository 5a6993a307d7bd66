/**
 * A repair through zero, in two steps of which the second waits for the first (domain §4.13).
 *
 * Decides: whether the entry of such a repair may leave. Keeps I6: the entry opens its side only when nothing that the group
 * brought is left on the other one; otherwise it would close that itself, and the exit beside it would take the child's own.
 */
import { closedBy } from '../exit/account-exits.ts';
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { PositionBook } from '../position/position-book.ts';

/** `waits`: for its exit, which is still at work. `shut`: the exit has ended and left something there. */
export type WayThroughZero = 'clear' | 'waits' | 'shut';

export interface ThroughZeroParts {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
}

/** Whether the order may enter; `clear` for everything but an entry of a repair. */
export function wayThroughZero({ orders, positions }: ThroughZeroParts, { intent }: Order): WayThroughZero {
  const { accountId, instrumentId, product, side, origin, groupId, part } = intent;
  if (origin !== 'repair' || groupId === undefined || part !== 'entry') return 'clear';
  if (closedBy(side, positions.copied(accountId, instrumentId, product)) === 0) return 'clear';
  const isLeaving = orders
    .livingAt({ accountId, instrumentId, product })
    .some((other) => other.intent.part === 'exit' && other.intent.side === side);
  return isLeaving ? 'waits' : 'shut';
}
