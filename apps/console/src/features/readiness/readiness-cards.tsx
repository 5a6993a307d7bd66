import { useState } from 'react';
import { AccountName } from '../../components/account-name.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { formatRupees, money } from '../../lib/numbers.ts';
import { useClockShift } from '../../live/conditions.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { Actions, BoardProblems, loginWords } from './board-row.tsx';
import { LeaveOut } from './leave-out.tsx';
import type { BoardAccount } from './readiness-api.ts';
import type { Verdict } from './verdict.ts';

const CLOCK_MS = 10_000;

interface ReadinessCardsProps {
  /** Null until they are read. */
  readonly rows: readonly BoardAccount[] | null;
  readonly verdictOf: (row: BoardAccount) => Verdict;
  readonly onLogIn: (accountId: string) => void;
}

/** The board as a phone shows it: one card for each account, its state in words, the ways to mend it beside each other. */
export function ReadinessCards({ rows, verdictOf, onLogIn }: ReadinessCardsProps) {
  if (rows === null) return <div className="h-40" aria-busy />;
  if (rows.length === 0) return <p className="text-control text-text-2">No accounts yet.</p>;
  return (
    <ul aria-label="Readiness" className="-mx-4 border-t border-line">
      {rows.map((row) => (
        <li key={row.accountId} className="border-b border-line px-4 py-2">
          <Card row={row} verdict={verdictOf(row)} onLogIn={() => onLogIn(row.accountId)} />
        </li>
      ))}
    </ul>
  );
}

interface CardProps {
  readonly row: BoardAccount;
  readonly verdict: Verdict;
  readonly onLogIn: () => void;
}

function Card({ row, verdict, onLogIn }: CardProps) {
  const now = useServerClock(CLOCK_MS) + useClockShift(row.environment);
  const group = useGroups((state) =>
    state.list?.find((one) => one.children.some((child) => child.accountId === row.accountId)),
  );
  const [error, setError] = useState<string | null>(null);
  return (
    <>
      <div className="flex items-center justify-between gap-2 text-control">
        <AccountName accountId={row.accountId} address={row.account} withBroker />
        <StatusMark mark={verdict.mark} word={verdict.word} />
      </div>
      <p className="figures text-table text-text-2">
        {row.sessionValidUntil === null
          ? 'Not logged in'
          : `Login until ${loginWords(row.sessionValidUntil, now)}`}
        {row.funds === null ? '' : ` · funds ${formatRupees(money(row.funds.available))}`}
      </p>
      <BoardProblems row={row} error={error} />
      <div className="flex gap-2 pt-1.5 empty:hidden [&>button]:max-w-44 [&>button]:flex-1 [&>button]:border-edge">
        <Actions row={row} verdict={verdict} onLogIn={onLogIn} onProblem={setError} />
        {group === undefined ? null : (
          <LeaveOut group={group} accountId={row.accountId} account={row.account} onProblem={setError} />
        )}
      </div>
    </>
  );
}
