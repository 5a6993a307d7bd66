import type { Account } from '@copydesk/api-contract';
import { daySum } from '../features/positions/day-sum.ts';
import { PnlFigure } from '../features/positions/live-cells.tsx';
import { useAccounts } from '../live/accounts-store.ts';
import { usePnl } from '../live/pnl-store.ts';

/** The family's profit of the day as the server counts it, live and sandbox apart; in words until it has told; nothing before there is an account. */
export function DayPnl() {
  const list = useAccounts((state) => state.list);
  const told = usePnl((state) => state.accounts);
  if (list?.length === 0) return null;
  const accounts = list ?? [];
  if (accounts.every(({ id }) => told[id] === undefined))
    return <span className="whitespace-nowrap text-unknown">Day not told yet</span>;
  return (
    <span className="inline-flex items-center gap-3">
      {(['live', 'sandbox'] as const).map((environment) => {
        const of = accounts.filter((account) => account.environment === environment);
        return of.length === 0 ? null : <Total key={environment} environment={environment} of={of} />;
      })}
    </span>
  );
}

interface TotalProps {
  readonly environment: Account['environment'];
  readonly of: readonly Account[];
}

/** One environment's sum; what is not in it is named or counted beside it. */
function Total({ environment, of }: TotalProps) {
  const told = usePnl((state) => state.accounts);
  const { total, missing, uncounted, old } = daySum(of, told);
  const without = [...missing, ...(uncounted === 0 ? [] : [String(uncounted)])].join(', ');
  return (
    <span className="figures inline-flex items-center gap-1.5 whitespace-nowrap">
      <span className="text-muted">
        Day ₹{environment === 'sandbox' ? <span className="text-sandbox"> sbx</span> : null}
      </span>
      {total === null ? (
        <span className="text-unknown">not known</span>
      ) : (
        <span className="font-semibold">
          <PnlFigure value={total} old={old} />
        </span>
      )}
      {total === null || without === '' ? null : (
        <span
          className="text-label text-unknown"
          title="Accounts whose day is not known, and positions without a last price or previous close, are not in it."
        >
          without {without}
        </span>
      )}
    </span>
  );
}
