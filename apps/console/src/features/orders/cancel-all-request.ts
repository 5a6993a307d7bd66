/** The cancelling of several orders that is being asked about. */
import type { Order } from '@copydesk/api-contract';
import { create } from 'zustand';
import { isFinal } from '../../components/order-status-words.ts';

export interface CancelLine {
  readonly orderId: string;
  readonly accountId: string;
  readonly account: string;
  /** The order itself, or the master's whose copy it is. */
  readonly of: Order;
  readonly filledQuantity: number;
  readonly quantity: number;
  /** Accounts whose copies go with it. */
  readonly followers: readonly string[];
}

interface CancelAllRequest {
  /** `c1`, `Family`, `all accounts`. */
  readonly words: string;
  readonly accountIds: ReadonlySet<string>;
}

export const useCancelAll = create<{ readonly request: CancelAllRequest | null }>(() => ({ request: null }));

/** Opens the question; nothing is cancelled before it is answered. */
export function askCancelAll(request: CancelAllRequest): void {
  useCancelAll.setState({ request });
}

export function closeCancelAll(): void {
  useCancelAll.setState({ request: null });
}

/** What works in these accounts. A copy whose master's order goes too is not named again: it follows. */
export function workingIn(orders: Iterable<Order>, accountIds: ReadonlySet<string>): readonly CancelLine[] {
  const lines: CancelLine[] = [];
  for (const order of orders) {
    const living = order.childOrders.filter(({ status, orderId }) => orderId !== null && !isFinal(status));
    if (accountIds.has(order.accountId) && !isFinal(order.status)) {
      const followers = living.map(({ account }) => account);
      lines.push({ ...order, orderId: order.id, of: order, followers });
      continue;
    }
    for (const child of living)
      if (child.orderId !== null && accountIds.has(child.accountId))
        lines.push({ ...child, orderId: child.orderId, of: order, followers: [] });
  }
  return lines;
}
