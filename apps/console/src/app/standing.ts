/** What stands in some accounts now: one reading of the live books for every control that asks before it acts. */

import { isFinal } from '../components/order-status-words.ts';
import type { Standing } from '../features/kill-switch/standing.ts';
import { useOrders } from '../features/orders/orders-store.ts';
import { usePositions } from '../features/positions/positions-store.ts';
import { type Money, money, times } from '../lib/numbers.ts';

/** Elsewhere a quantity is lots, and a lot's size is no matter of the page. */
const COUNTED_IN_UNITS = /^(NSE|BSE|NFO|BFO):/;

/** Counts each account's orders that are not final, and its open positions at their last prices. */
export function useStanding(): (accountIds: ReadonlySet<string>) => Standing {
  const byId = useOrders((state) => state.byId);
  const byKey = usePositions((state) => state.byKey);
  return (accountIds) => {
    const orders = Object.values(byId).flatMap((order) => [order, ...order.childOrders]);
    const positions = Object.values(byKey ?? {})
      .flatMap((position) => [position, ...position.childPositions])
      .filter((position) => accountIds.has(position.accountId) && position.netQty !== 0);
    const values = positions.map(({ ltp, netQty, instrumentId }) =>
      ltp === null || !COUNTED_IN_UNITS.test(instrumentId) ? null : times(money(ltp), Math.abs(netQty)),
    );
    return {
      orders: orders.filter(({ accountId, status }) => accountIds.has(accountId) && !isFinal(status)).length,
      positions: positions.length,
      value: values.includes(null)
        ? null
        : values.reduce<Money>((sum, value) => (sum + (value ?? 0)) as Money, 0 as Money),
    };
  };
}
