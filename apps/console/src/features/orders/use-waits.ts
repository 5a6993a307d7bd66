/** What orders wait for is told with their events, and read again while they wait: no event tells that a cause has changed. */
import { type Order, orderSchema } from '@copydesk/api-contract';
import { useQueries } from '@tanstack/react-query';
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
  useQueries({
    // Each by itself: one that cannot be read, or is new among them, keeps none of the others from being read in their time.
    queries: ids.map((id) => ({
      queryKey: ['waits', id],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
        showWaits(await call({ path: `/api/orders/${encodeURIComponent(id)}`, answer: orderSchema, signal }));
        return true;
      },
      // The event that showed the order has told it for now.
      initialData: true,
      staleTime: READ_EVERY_MS,
      refetchInterval: READ_EVERY_MS,
    })),
  });
}

function isWaiting(order: Order): boolean {
  return [order, ...order.childOrders].some(
    ({ status, waits }) => status === 'journaled' || status === 'held' || (waits ?? null) !== null,
  );
}
