/** How a copy came out against its master. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { formatChange, formatRupeeChange, formatSteps, type Money, minus, money, times } from './numbers.ts';

export interface CopyDifference {
  /** The child's price less the master's. */
  readonly apart: Money;
  /** What it was worth for what was filled; below zero where the child did worse. */
  readonly worth: Money;
  readonly steps: string;
  readonly rupees: string;
}

/** What the child's price was worth against the master's: in ticks, and in rupees for what was filled. Null where nothing can be said. */
export function differenceOf(child: ChildOrder, master: Order): CopyDifference | null {
  if (child.averagePrice === null || master.averagePrice === null || child.filledQuantity === 0) return null;
  const apart = minus(money(child.averagePrice), money(master.averagePrice));
  const better = master.side === 'BUY' ? minus(money(master.averagePrice), money(child.averagePrice)) : apart;
  const units = child.filledQuantity * (master.contractMultiplier ?? 1);
  const worth = times(better, units);
  return {
    apart,
    worth,
    steps: master.tickSize === null ? formatChange(apart) : formatSteps(apart, money(master.tickSize)),
    rupees: formatRupeeChange(worth),
  };
}
