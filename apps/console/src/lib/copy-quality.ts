/**
 * How well each child was copied, out of a day's orders.
 *
 * Decides: what was tried again is asked once, and told by its last try.
 */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { differenceOf } from './copy-difference.ts';
import { formatQuantity, MINUS, type Money, money, NOT_APPLICABLE } from './numbers.ts';
import { standingChildren } from './standing-children.ts';

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

/** One row for each child account that the day's orders name. */
export function copyQuality(orders: readonly Order[]): readonly CopyQuality[] {
  const byAccount = new Map<string, { child: ChildOrder; order: Order }[]>();
  for (const order of orders) {
    for (const child of standingChildren(order.childOrders)) {
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

/** `+1.5`, signed by what it cost. */
export function ticksWords(ticks: number | null): string {
  if (ticks === null) return NOT_APPLICABLE;
  const rounded = Math.round(ticks * 10) / 10;
  if (rounded === 0) return '0';
  return `${rounded < 0 ? MINUS : '+'}${Math.abs(rounded)}`;
}

/** `71 ms`. */
export function ackWords(ms: number | null): string {
  return ms === null ? NOT_APPLICABLE : `${formatQuantity(Math.round(ms))} ms`;
}

/** The one in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
