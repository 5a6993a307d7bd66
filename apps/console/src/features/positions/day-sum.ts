/** What several accounts make today, and whose figure is not in it. */
import type { Account, AccountPnl } from '@copydesk/api-contract';
import { type Money, money } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';

export interface DaySum {
  /** Of those that are known; null where none is. */
  readonly total: Money | null;
  /** `c2`: accounts that have not told, or whose day is not known. */
  readonly missing: readonly string[];
  /** Positions that are not in it for want of a price. */
  readonly uncounted: number;
  readonly old: boolean;
}

export function daySum(accounts: readonly Account[], told: Readonly<Record<string, AccountPnl>>): DaySum {
  let total: number | null = null;
  const missing: string[] = [];
  for (const { id, address } of accounts) {
    const dayPnl = told[id]?.dayPnl ?? null;
    if (dayPnl === null) missing.push(shortAccount(address));
    else total = (total ?? 0) + money(dayPnl);
  }
  const figures = accounts.flatMap(({ id }) => told[id] ?? []);
  return {
    total: total as Money | null,
    missing,
    uncounted: figures.reduce((sum, { uncounted }) => sum + uncounted, 0),
    old: figures.some(({ stale }) => stale),
  };
}
