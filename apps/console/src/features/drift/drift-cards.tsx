import type { Divergence } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { DriftMark } from '../../components/drift-mark.tsx';
import { SkeletonLines } from '../../components/ui/skeleton-lines.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { formatRupeeChange, formatSignedQuantity, money } from '../../lib/numbers.ts';
import { planPath } from '../../lib/page-paths.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { AcceptButton } from './accept-button.tsx';
import { causeWords } from './drift-words.ts';

interface DriftCardsProps {
  /** Null until they are read. */
  readonly rows: readonly Divergence[] | null;
  /** What is said where nothing differs. */
  readonly none: ReactNode;
}

/** Open differences as a phone shows them: one card each, with its cause and its ways out. */
export function DriftCards({ rows, none }: DriftCardsProps) {
  if (rows === null) return <SkeletonLines lines={3} />;
  if (rows.length === 0) return <p className="p-3 text-control text-text-2">{none}</p>;
  return (
    <ul aria-label="Drift">
      {rows.map((divergence) => (
        <li key={divergence.id} className="border-b border-line px-3 py-2">
          <Card divergence={divergence} />
        </li>
      ))}
    </ul>
  );
}

function Card({ divergence }: { readonly divergence: Divergence }) {
  const stale = useIsStale();
  const [problem, setProblem] = useState<string | null>(null);
  const name = nameOfId(divergence.instrumentId, divergence.symbolName, serverNow());
  const who = shortAccount(divergence.account);
  return (
    <>
      <div className="flex items-baseline justify-between gap-2 text-control">
        <h2 className="font-semibold">{name}</h2>
        <DriftMark divergence={divergence} />
      </div>
      <div className="flex items-baseline justify-between gap-2 text-control">
        <AccountName accountId={divergence.accountId} address={divergence.account} withBroker />
        {divergence.value === null ? null : (
          <span className={clsx('figures font-semibold', stale && 'stale-figure')}>
            {formatRupeeChange(money(divergence.value))}
          </span>
        )}
      </div>
      <p className="figures text-table text-text-2">
        Expected {formatSignedQuantity(divergence.expected)}, holds {formatSignedQuantity(divergence.actual)},
        since {formatTime(divergence.since)}
      </p>
      <p className="text-table wrap-anywhere text-text-2">{causeWords(divergence)}</p>
      <div className="flex gap-2 pt-1.5">
        <Link
          href={planPath(divergence.id)}
          aria-label={`Plan for ${name} in ${who}`}
          className="inline-flex flex-1 items-center justify-center rounded-box border border-edge bg-raised px-3 text-control font-medium"
        >
          Plan
        </Link>
        <span className="flex flex-1 *:w-full">
          <AcceptButton divergence={divergence} onProblem={setProblem} />
        </span>
      </div>
      {problem === null ? null : (
        <p role="alert" className="pt-1 text-table text-loss">
          {problem}
        </p>
      )}
    </>
  );
}
