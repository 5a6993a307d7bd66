/** The evening's words, out of a day's orders: what nobody got, and how long the family took. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { median } from '../../lib/copy-quality.ts';

export interface Skip {
  readonly order: Order;
  readonly child: ChildOrder;
}

/** Every child that got nothing, or was refused, newest first like the orders. */
export function skipsOf(orders: readonly Order[]): readonly Skip[] {
  return orders.flatMap((order) =>
    order.childOrders
      .filter(({ status }) => status === 'skipped' || status === 'rejected' || status === 'denied')
      .map((child) => ({ order, child })),
  );
}

/** Of each copied order the slowest acknowledgement, and of these the median; null where nothing was copied. */
export function medianSlowestMs(orders: readonly Order[]): number | null {
  return median(
    orders.flatMap((order) => {
      const acks = order.childOrders.flatMap(({ ackMs }) => (ackMs === null ? [] : [ackMs]));
      return acks.length === 0 ? [] : [Math.max(...acks, order.ackMs ?? 0)];
    }),
  );
}
