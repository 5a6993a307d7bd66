/**
 * Whether an order of a master is one that a child follows (domain §4.13).
 *
 * Decides: one of the child's group, decided while the child was in it, or copied to it since. What another group began, or what
 * was on its way when the child joined, is not its own: nobody asked for a copy of it.
 */
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Membership } from './following.ts';
import type { GroupHistory } from './group-history.ts';

/** Whether the order's fills count for the child. */
export function isCopiedBy(
  { orders, groups }: { readonly orders: OrderBook; readonly groups: GroupHistory },
  master: Order,
  { group, link }: Membership,
): boolean {
  const { groupId } = master.intent;
  if (groupId !== undefined && groupId !== group.id) return false;
  const since = groups.since(link.accountId);
  if (master.decidedAt >= since) return true;
  return orders
    .childrenOf(master)
    .some((copy) => copy.intent.accountId === link.accountId && copy.decidedAt >= since);
}
