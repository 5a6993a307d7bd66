import type { Order } from '@copydesk/api-contract';
import { useMemo } from 'react';
import { useOrders } from '../features/orders/orders-store.ts';

/** The orders of a basket in the order book: its legs, and what takes something of it out again. */
export function useBasketOrders(basketId: string | null): readonly Order[] {
  const byId = useOrders((state) => state.byId);
  return useMemo(() => Object.values(byId).filter((order) => order.basketId === basketId), [byId, basketId]);
}
