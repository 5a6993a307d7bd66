import { type AccountId, istDate, type Order, type OrderBook, type OrderId } from '@copydesk/core';

/**
 * The orders that a person looks at today: placed today (by the clock of
 * their account), or still living, whenever they were
 * placed; a master's lives while one of its children does. Looks at what lives, not at all that ever was.
 */
export function ordersOfToday(
  orders: OrderBook,
  listed: readonly Order[],
  todayOf: (accountId: AccountId) => string,
): readonly Order[] {
  const living = new Map<AccountId, ReadonlySet<OrderId>>();
  const livingOf = (accountId: AccountId): ReadonlySet<OrderId> => {
    const known = living.get(accountId) ?? new Set(orders.livingOf(accountId).map(idOf));
    living.set(accountId, known);
    return known;
  };
  const isLiving = ({ intent }: Order): boolean => livingOf(intent.accountId).has(intent.orderId);
  return listed.filter(
    (order) =>
      istDate(order.intent.placedAt) === todayOf(order.intent.accountId) ||
      order.held.length > 0 ||
      isLiving(order) ||
      orders.childrenOf(order).some(isLiving),
  );
}

function idOf({ intent }: Order): OrderId {
  return intent.orderId;
}
