/** What a broker said when it refused an exit that a protection sent, or the stop that rests behind one: the positions know of no orders. */
import type { ChildPosition, Order } from '@copydesk/api-contract';
import { useOrders } from '../features/orders/orders-store.ts';
import { orderTrouble } from '../lib/order-trouble.ts';
import { brokerWord } from '../lib/words.ts';
import { useAccounts } from '../live/accounts-store.ts';

/** The newest order of a position's protection, in words, when it was refused, and not before `since`; null otherwise. */
export function useRefusedExit(): (position: ChildPosition, since?: string) => string | null {
  const byId = useOrders((state) => state.byId);
  const ids = useOrders((state) => state.ids);
  const accounts = useAccounts((state) => state.list);
  return (position, since) => {
    const isOf = (order: Order | undefined): order is Order =>
      order?.origin === 'protection' &&
      order.accountId === position.accountId &&
      order.instrumentId === position.instrumentId &&
      order.product === position.product;
    const newest = (ids ?? []).map((id) => byId[id]).find(isOf);
    if (newest?.status !== 'rejected') return null;
    if (since !== undefined && Date.parse(newest.placedAt) < Date.parse(since)) return null;
    const account = accounts?.find(({ id }) => id === position.accountId);
    return orderTrouble(newest, brokerWord(account?.brokerName ?? 'The broker'));
  };
}
