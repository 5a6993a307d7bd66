import type { Account } from '@copydesk/api-contract';
import { usePnl } from '../../live/pnl-store.ts';
import { daySum } from './day-sum.ts';
import { PnlFigure } from './live-cells.tsx';

/** What these accounts make today, as the server counts it; nothing until it has told. */
export function DayTotal({ of }: { readonly of: readonly Account[] }) {
  const { total, missing, uncounted, old } = daySum(
    of,
    usePnl((state) => state.accounts),
  );
  if (total === null) return null;
  return (
    <span className="figures inline-flex items-center gap-1 pl-4 font-normal text-text-2">
      Today
      <PnlFigure value={total} old={old} />
      {missing.length === 0 ? null : `without ${missing.join(', ')}`}
      {uncounted === 0 ? null : `and ${uncounted} not counted for want of a price`}
    </span>
  );
}
