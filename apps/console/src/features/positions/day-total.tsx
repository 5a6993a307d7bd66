import type { Account } from '@copydesk/api-contract';
import { type Money, money } from '../../lib/numbers.ts';
import { usePnl } from '../../live/pnl-store.ts';
import { PnlFigure } from './live-cells.tsx';

/** What these accounts make today, as the server counts it; nothing until it has told. */
export function DayTotal({ of }: { readonly of: readonly Account[] }) {
  const told = usePnl((state) => state.accounts);
  const accounts = of.flatMap(({ id }) => told[id] ?? []);
  if (accounts.length === 0) return null;
  const total = accounts.reduce((sum, { dayPnl }) => sum + money(dayPnl ?? 0), 0) as Money;
  const uncounted = accounts.reduce((sum, account) => sum + account.uncounted, 0);
  return (
    <span className="figures inline-flex items-center gap-1 pl-4 font-normal text-text-2">
      Today
      <PnlFigure value={total} old={accounts.some(({ stale }) => stale)} />
      {uncounted === 0 ? null : `and ${uncounted} not counted for want of a price`}
    </span>
  );
}
