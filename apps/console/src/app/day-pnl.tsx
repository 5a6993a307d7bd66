import type { Account, AccountPnl } from '@copydesk/api-contract';
import { PnlFigure } from '../features/positions/live-cells.tsx';
import { type Money, money } from '../lib/numbers.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { usePnl } from '../live/pnl-store.ts';

/** The family's profit of the day as the server counts it, live and sandbox apart; in words until it has told. */
export function DayPnl() {
  const accounts = useAccounts((state) => state.list);
  const told = usePnl((state) => state.accounts);
  const known = (accounts ?? []).flatMap(({ id, environment }) => {
    const figures = told[id];
    return figures === undefined ? [] : [{ environment, figures }];
  });
  if (known.length === 0) return <span className="whitespace-nowrap text-unknown">Day not told yet</span>;
  return (
    <span className="inline-flex items-center gap-3">
      {(['live', 'sandbox'] as const).map((environment) => {
        const of = known.filter((one) => one.environment === environment).map(({ figures }) => figures);
        return of.length === 0 ? null : <Total key={environment} environment={environment} of={of} />;
      })}
    </span>
  );
}

interface TotalProps {
  readonly environment: Account['environment'];
  readonly of: readonly AccountPnl[];
}

/** One environment's sum; what is not in it is counted beside it. */
function Total({ environment, of }: TotalProps) {
  const total = of.reduce((sum, { dayPnl }) => sum + money(dayPnl ?? 0), 0) as Money;
  const missing = of.reduce((sum, { uncounted }) => sum + uncounted, 0);
  return (
    <span className="figures inline-flex items-center gap-1.5 whitespace-nowrap">
      <span className="text-muted">
        Day ₹{environment === 'sandbox' ? <span className="text-sandbox"> sbx</span> : null}
      </span>
      <span className="font-semibold">
        <PnlFigure value={total} old={of.some(({ stale }) => stale)} />
      </span>
      {missing === 0 ? null : (
        <span
          className="text-label text-unknown"
          title="Positions whose last price or previous close is not known are not in it."
        >
          without {missing}
        </span>
      )}
    </span>
  );
}
