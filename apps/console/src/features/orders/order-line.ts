import type { ChildOrder, Order } from '@copydesk/api-contract';

/** A row of the order book: an order, or one child of it. */
export type OrderLine =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'child'; readonly order: Order; readonly child: ChildOrder };

/** `o1`, or `o1/c1`: a child belongs to one order only. */
export function lineId(line: OrderLine): string {
  return line.kind === 'order' ? line.order.id : `${line.order.id}/${line.child.childId}`;
}

/** The order whose row, or whose child's row, has this id. */
export function orderIdOf(id: string): string {
  const slash = id.indexOf('/');
  return slash === -1 ? id : id.slice(0, slash);
}

export function childLines(line: OrderLine): readonly OrderLine[] {
  if (line.kind === 'child') return [];
  return line.order.childOrders.map((child) => ({ kind: 'child', order: line.order, child }));
}
