/** What orders wait for is told with their events, and read again while they wait: no event tells that a cause has changed. */
import { type Order, orderSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';
import { showWaits } from './orders-store.ts';

const READ_EVERY_MS = 2_000;
/** More than these wait in no row that is in sight. */
const MOST_READ = 20;

/** Keeps up to date what these orders and their children wait for. */
export function useWaits(orders: readonly Order[]): void {
  const ids = orders
    .filter(isWaiting)
    .slice(0, MOST_READ)
    .map(({ id }) => id);
  useQuery({
    queryKey: ['waits', ...ids],
    queryFn: async ({ signal }) => {
      for (const id of ids)
        showWaits(await call({ path: `/api/orders/${encodeURIComponent(id)}`, answer: orderSchema, signal }));
      return true;
    },
    enabled: ids.length > 0,
    // The event that showed the order has told it for now.
    initialData: true,
    staleTime: READ_EVERY_MS,
    refetchInterval: READ_EVERY_MS,
  });
}

function isWaiting(order: Order): boolean {
  return [order, ...order.childOrders].some(
    ({ status, waits }) => status === 'journaled' || status === 'held' || (waits ?? null) !== null,
  );
}
