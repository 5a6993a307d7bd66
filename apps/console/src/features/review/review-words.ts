/** The evening's figures, out of a day's orders: how well each account was copied, and what it did not get. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { differenceOf } from '../../lib/copy-difference.ts';
import { type Money, money } from '../../lib/numbers.ts';

export interface CopyQuality {
  readonly accountId: string;
  readonly account: string;
  /** Copies that filled at least in part. */
  readonly copied: number;
  /** Copies that its rule asked for. */
  readonly asked: number;
  readonly skipped: number;
  /** Median of the child's price less the master's, signed by what it cost, in ticks; null where no tick is known. */
  readonly medianTicks: number | null;
  /** What the differences were worth together. */
  readonly worth: Money;
  readonly medianAckMs: number | null;
}

export interface Skip {
  readonly order: Order;
  readonly child: ChildOrder;
}

/** One row for each child account that the day's orders name. */
export function copyQuality(orders: readonly Order[]): readonly CopyQuality[] {
  const byAccount = new Map<string, { child: ChildOrder; order: Order }[]>();
  for (const order of orders) {
    for (const child of order.childOrders) {
      const rows = byAccount.get(child.accountId) ?? [];
      rows.push({ child, order });
      byAccount.set(child.accountId, rows);
    }
  }
  return [...byAccount].map(([accountId, rows]) => {
    const differences = rows.flatMap(({ child, order }) => {
      const found = differenceOf(child, order);
      return found === null ? [] : [{ ...found, tick: order.tickSize, side: order.side }];
    });
    const ticks = differences.flatMap(({ apart, tick }) =>
      tick === null || money(tick) <= 0 ? [] : [Math.round((apart * 10) / money(tick)) / 10],
    );
    const acks = rows.flatMap(({ child }) => (child.ackMs === null ? [] : [child.ackMs]));
    return {
      accountId,
      account: rows[0]?.child.account ?? accountId,
      copied: rows.filter(({ child }) => child.filledQuantity > 0).length,
      asked: rows.length,
      skipped: rows.filter(({ child }) => child.status === 'skipped').length,
      medianTicks: median(ticks),
      worth: differences.reduce((sum, { worth }) => (sum + worth) as Money, 0 as Money),
      medianAckMs: median(acks),
    };
  });
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

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
