/** What orders wait for is told with their events, and read again while they wait: no event tells that a cause has changed. */
import { type Order, orderSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
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
  const now = useRef(ids);
  useEffect(() => {
    now.current = ids;
  });
  useQuery({
    // One clock for all of them, whichever they are: an order that begins or ends to wait sets it back for none.
    queryKey: ['waits', useId()],
    queryFn: async ({ signal }) => {
      const reads = now.current.map((id) =>
        call({ path: `/api/orders/${encodeURIComponent(id)}`, answer: orderSchema, signal }),
      );
      // One that cannot be read keeps none of the others from being shown.
      for (const read of await Promise.allSettled(reads))
        if (read.status === 'fulfilled') showWaits(read.value);
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
