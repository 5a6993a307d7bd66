import type { Divergence } from '@copydesk/api-contract';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { DriftMark } from '../../components/drift-mark.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { formatChange, formatSignedQuantity, money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useDivergences } from '../../live/divergences-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { AcceptButton } from './accept-button.tsx';
import { causeWords } from './drift-words.ts';
import { RepairPlanPart } from './repair-plan.tsx';

/** One difference: why, what would repair it, and the three ways to end or leave it. */
export function PlanPage() {
  const { id } = useParams<{ id: string }>();
  const list = useDivergences((state) => state.list);
  const [, go] = useLocation();
  if (list === null) return <div className="flex-1 bg-panel" aria-busy />;
  const divergence = list.find((one) => one.id === id);
  return (
    <div className="min-h-0 flex-1 overflow-auto bg-panel p-4">
      <p className="pb-2 text-table">
        <Link href="/drift" className="text-text-2 underline">
          Drift
        </Link>
      </p>
      {divergence === undefined ? (
        <>
          <h1 className="pb-3 text-title font-semibold">Drift</h1>
          <Notice tone="good" className="max-w-180">
            This difference is not open any more: it was repaired, accepted, or ended by itself.
          </Notice>
        </>
      ) : (
        <OneDifference key={divergence.id} divergence={divergence} onEnded={() => go('/drift')} />
      )}
    </div>
  );
}

interface OneDifferenceProps {
  readonly divergence: Divergence;
  readonly onEnded: () => void;
}

function OneDifference({ divergence, onEnded }: OneDifferenceProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const name = nameOfId(divergence.instrumentId, divergence.symbolName, serverNow());
  const who = shortAccount(divergence.account);
  return (
    <div className="flex max-w-180 flex-col gap-4">
      <h1 className="flex flex-wrap items-center gap-2 text-title font-semibold">
        {name} in{' '}
        <span className="font-semibold">
          <AccountName accountId={divergence.accountId} address={divergence.account} withBroker />
        </span>
      </h1>
      <dl className="flex flex-wrap gap-x-8 gap-y-2 text-control">
        <Figure name="Expected">{formatSignedQuantity(divergence.expected)}</Figure>
        <Figure name="Holds">{formatSignedQuantity(divergence.actual)}</Figure>
        <Figure name="Drift">
          <DriftMark divergence={divergence} />
        </Figure>
        <Figure name="₹ at the last price">
          {divergence.value === null ? NOT_APPLICABLE : formatChange(money(divergence.value))}
        </Figure>
        <Figure name="Since">{formatTime(divergence.since)}</Figure>
      </dl>
      <p className="text-control">
        <span className="text-muted">Why</span> {causeWords(divergence)} Copydesk repairs nothing on its own.
      </p>
      <RepairPlanPart divergence={divergence} onSent={onEnded} />
      <section aria-label="Other ways" className="flex flex-col gap-2 border-t border-line pt-3 text-control">
        <div className="flex flex-wrap items-center gap-3">
          <AcceptButton divergence={divergence} onProblem={setProblem} onDone={onEnded} />
          <span>Expect {formatSignedQuantity(divergence.actual)} here from now on. Nothing is sent.</span>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Link
            href="/drift"
            className="inline-flex h-8 items-center rounded-box border border-edge bg-raised px-3 font-medium hover:bg-hover"
          >
            Keep open
          </Link>
          <span>It stays on the list; later exits take only what {who} holds.</span>
        </div>
        {problem === null ? null : <Notice tone="bad">{problem}</Notice>}
      </section>
    </div>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-label text-muted">{name}</dt>
      <dd className="figures text-ticket">{children}</dd>
    </div>
  );
}
