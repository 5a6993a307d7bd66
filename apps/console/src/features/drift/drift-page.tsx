import type { Divergence } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { DriftMark } from '../../components/drift-mark.tsx';
import { Cell, type Column, SentenceRow, SkeletonRows, TableHead } from '../../components/ui/table.tsx';
import { useTreegrid } from '../../components/ui/use-treegrid.ts';
import { nameOfId } from '../../lib/instrument-name.ts';
import { formatChange, formatSignedQuantity, money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { planPath } from '../../lib/page-paths.ts';
import { useScreen } from '../../lib/screen.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useClockShift } from '../../live/conditions.ts';
import { byValue, useDivergences } from '../../live/divergences-store.ts';
import { serverNow, useIsStale, useLink } from '../../live/link-store.ts';
import { AcceptButton } from './accept-button.tsx';
import { DriftCards } from './drift-cards.tsx';
import { DriftMeter } from './drift-meter.tsx';
import { causeWords } from './drift-words.ts';

const COLUMNS: readonly Column[] = [
  { id: 'since', name: 'Since', align: 'left', width: 'w-21' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-30' },
  { id: 'instrument', name: 'Instrument', align: 'left', width: 'w-55' },
  { id: 'expected', name: 'Expected', align: 'right', width: 'w-23' },
  { id: 'holds', name: 'Holds', align: 'right', width: 'w-23' },
  { id: 'lots', name: 'Drift', align: 'right', width: 'w-24' },
  { id: 'value', name: '₹', align: 'right', width: 'w-30' },
  { id: 'cause', name: 'Cause', align: 'left' },
  { id: 'actions', name: '', spoken: 'Actions', align: 'right', width: 'w-36' },
];

/** Open differences, the dearest first; each with its way out. */
export function DriftPage() {
  const list = useDivergences((state) => state.list);
  const heardAt = useLink((link) => link.heardAtMs);
  const shift = useClockShift();
  const [, go] = useLocation();
  const rows = byValue(list ?? []);
  const phone = useScreen() === 'phone';
  const grid = useTreegrid(
    rows.map(({ id }) => ({ key: id, level: 1 as const })),
    () => undefined,
    (key, event) => {
      if (event.key.toLowerCase() !== 'd' && event.key !== 'Enter') return;
      event.preventDefault();
      go(planPath(key));
    },
  );
  const none = (
    <>
      No drift. Every child holds what its rule says, read{' '}
      <span className="figures">{heardAt === null ? NOT_APPLICABLE : formatTime(heardAt + shift)}</span>.
    </>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-3 border-b border-line px-3 phone:gap-y-0 phone:py-2">
        <h1 className="text-title font-semibold">Drift</h1>
        <p className="text-table text-text-2">
          {list === null || list.length === 0
            ? 'What a child holds beside what its rule says.'
            : `${list.length} open. Nothing is repaired by itself: read the plan, then decide.`}
        </p>
      </div>
      {phone ? (
        <DriftCards rows={list === null ? null : rows} none={none} />
      ) : (
        <div className="shrink-0 overflow-x-auto">
          <table
            role="treegrid"
            aria-label="Drift"
            aria-rowcount={rows.length + 1}
            onKeyDown={grid.onKeyDown}
            className="w-full min-w-300 table-fixed border-collapse text-table"
          >
            <TableHead columns={COLUMNS} />
            <tbody>
              {list === null ? <SkeletonRows span={COLUMNS.length} /> : null}
              {list?.length === 0 ? <SentenceRow span={COLUMNS.length}>{none}</SentenceRow> : null}
              {rows.map((divergence) => (
                <DriftRow
                  key={divergence.id}
                  divergence={divergence}
                  rowProps={grid.rowProps({ key: divergence.id, level: 1 })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <section aria-label="Meter" className="pt-6 pb-3">
        <h2 className="px-1.5 pb-2 text-ticket font-semibold">Each child</h2>
        <DriftMeter />
      </section>
    </div>
  );
}

interface DriftRowProps {
  readonly divergence: Divergence;
  readonly rowProps: Readonly<Record<string, unknown>>;
}

function DriftRow({ divergence, rowProps }: DriftRowProps) {
  const figure = clsx(useIsStale() && 'stale-figure');
  const [problem, setProblem] = useState<string | null>(null);
  const name = nameOfId(divergence.instrumentId, divergence.symbolName, serverNow());
  const who = shortAccount(divergence.account);
  return (
    <>
      <tr {...rowProps} className="h-7 hover:bg-hover focus:bg-selected focus-within:bg-selected">
        <Cell className="figures">{formatTime(divergence.since)}</Cell>
        <Cell>
          <AccountName accountId={divergence.accountId} address={divergence.account} withBroker />
        </Cell>
        <Cell>{name}</Cell>
        <Cell figure className={figure}>
          {formatSignedQuantity(divergence.expected)}
        </Cell>
        <Cell figure className={figure}>
          {formatSignedQuantity(divergence.actual)}
        </Cell>
        <Cell align="right">
          <DriftMark divergence={divergence} />
        </Cell>
        <Cell figure className={figure}>
          {divergence.value === null ? NOT_APPLICABLE : formatChange(money(divergence.value))}
        </Cell>
        <Cell className="whitespace-normal py-1">{causeWords(divergence)}</Cell>
        <Cell align="right">
          <span className="inline-flex gap-1">
            <Link
              href={planPath(divergence.id)}
              aria-label={`Plan for ${name} in ${who}`}
              className="inline-flex h-6 items-center rounded-box border border-edge bg-raised px-2 font-medium hover:bg-hover"
            >
              Plan
            </Link>
            <AcceptButton divergence={divergence} small onProblem={setProblem} />
          </span>
        </Cell>
      </tr>
      {problem === null ? null : (
        <tr>
          <td colSpan={COLUMNS.length} className="px-1.5 pb-1 text-right text-loss">
            <span role="alert">{problem}</span>
          </td>
        </tr>
      )}
    </>
  );
}
