import type { Account } from '@copydesk/api-contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { formatMoney, formatQuantity, type Money } from '../../lib/numbers.ts';
import { environmentOf, useAccounts } from '../../live/accounts-store.ts';
import { useDivergences, useDriftCount } from '../../live/divergences-store.ts';
import type { AccountDay } from './day-trades.ts';
import { Gain } from './gain.tsx';
import { type Head, Sheet, type SheetRow } from './sheet.tsx';

const HEADS: readonly Head[] = [
  { name: 'Account', align: 'left' },
  { name: 'Trades', align: 'right', width: 'w-16' },
  { name: 'Bought ₹', align: 'right', width: 'w-32' },
  { name: 'Sold ₹', align: 'right', width: 'w-32' },
  { name: 'P&L', align: 'right', width: 'w-36' },
];

/** What each account made of the day, and all of them together; live and sandbox never share a sum. */
export function DaySummary({ of }: { readonly of: readonly AccountDay[] }) {
  const accounts = useAccounts((state) => state.list);
  if (of.length === 0) return null;
  const rows = (['live', 'sandbox'] as const).flatMap((environment): readonly SheetRow[] => {
    const days = of.filter((day) => environmentOf(accounts, day.accountId) === environment);
    const own = days.map((day) => rowOf(day.accountId, day.trades.length, day, <Name day={day} />));
    return days.length < 2 ? own : [...own, sumOf(environment, days)];
  });
  return <Sheet title="Accounts" heads={HEADS} rows={rows} />;
}

/** Differences that stand open now, whatever the day that is looked at. */
export function OpenDrift() {
  const open = useDriftCount();
  const isRead = useDivergences((state) => state.list !== null);
  return (
    <p className="text-table text-text-2">
      {!isRead ? (
        'Whether drift is open is not read yet.'
      ) : open === 0 ? (
        'No drift is open.'
      ) : (
        <>
          <span className="figures">{formatQuantity(open)}</span>{' '}
          {open === 1 ? 'difference is' : 'differences are'} open now.{' '}
          <Link href="/drift" className="underline underline-offset-2">
            Drift
          </Link>
        </>
      )}
    </p>
  );
}

type Figures = Pick<AccountDay, 'bought' | 'sold' | 'pnl'>;

function rowOf(key: string, trades: number, { bought, sold, pnl }: Figures, name: ReactNode): SheetRow {
  return {
    key,
    cells: [
      name,
      formatQuantity(trades),
      formatMoney(bought),
      formatMoney(sold),
      <Gain key="pnl" value={pnl} />,
    ],
  };
}

function sumOf(environment: Account['environment'], days: readonly AccountDay[]): SheetRow {
  const total = (pick: (day: AccountDay) => Money): Money =>
    days.reduce((sum, day) => (sum + pick(day)) as Money, 0 as Money);
  const figures = {
    bought: total(({ bought }) => bought),
    sold: total(({ sold }) => sold),
    pnl: total(({ pnl }) => pnl),
  };
  const trades = days.reduce((sum, day) => sum + day.trades.length, 0);
  const name = (
    <>All accounts{environment === 'sandbox' ? <span className="text-sandbox"> sbx</span> : null}</>
  );
  return { ...rowOf(`sum ${environment}`, trades, figures, name), sum: true };
}

function Name({ day }: { readonly day: AccountDay }) {
  return <AccountName accountId={day.accountId} address={day.account} withBroker />;
}
