import type { Group } from '@copydesk/api-contract';
import { OctagonPause, ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { shortAccount } from '../../lib/words.ts';
import { driftOfChild, useDivergences } from '../../live/divergences-store.ts';
import { setArmed } from '../../live/groups-api.ts';

interface GroupLineProps {
  readonly group: Group;
  /** The server's own reasons why entries are not copied. */
  readonly reasons: readonly string[];
  /** Who is neither ready nor left out on purpose. */
  readonly waiting: readonly string[];
  /** A kill switch is on for it. */
  readonly stopped: boolean;
}

/** One group: how it copies, and arming once each account is ready or left out. */
export function GroupLine({ group, reasons, waiting, stopped }: GroupLineProps) {
  const read = useDivergences((state) => state.list);
  const drift = read ?? [];
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const differ = group.children.filter((child) => driftOfChild(drift, child).open > 0);
  const out = group.children.filter((child) => child.state !== 'active');
  const set = (armed: boolean): void => {
    setBusy(true);
    setError(null);
    setArmed(group.id, armed)
      .catch((problem: unknown) => setError(wordsOf(problem)))
      .finally(() => setBusy(false));
  };
  const Icon = group.armed ? ShieldCheck : ShieldOff;
  return (
    <section aria-label={`Group ${group.name}`} className="flex flex-col gap-1 text-control">
      <div className="flex flex-wrap items-center gap-3">
        <Icon aria-hidden size={16} className={group.armed ? undefined : 'text-warn'} />
        <h2 className="font-semibold">{group.name}</h2>
        {group.armed ? (
          <>
            <span>{stopped ? 'Armed.' : 'Armed: entries are copied.'}</span>
            <Button size="small" disabled={busy} onClick={() => set(false)}>
              Disarm
            </Button>
          </>
        ) : (
          <>
            <Button look="primary" disabled={busy || stopped || waiting.length > 0} onClick={() => set(true)}>
              Arm {group.name}
            </Button>
            {waiting.length === 0 ? null : (
              <span className="text-warn">
                {waiting.join(', ')} {waiting.length === 1 ? 'is' : 'are'} not ready: log in, or leave out.
              </span>
            )}
          </>
        )}
        {stopped ? (
          <span className="inline-flex items-center gap-1 text-loss">
            <OctagonPause aria-hidden size={14} /> Kill switch is on: no entry passes before it is lifted.
          </span>
        ) : null}
      </div>
      <p className="text-table text-text-2">
        Copies {group.copyWhen === 'onAccepted' ? 'once the master is accepted' : 'together with the master'}
        {group.copyOutsideOrders ? ' · app orders copied' : ' · app orders not copied'}
        {out.length === 0 ? '' : ` · left out: ${out.map(({ account }) => shortAccount(account)).join(', ')}`}
        {' · '}
        {read === null
          ? 'drift not read yet'
          : differ.length === 0
            ? 'drift 0'
            : `drift in ${differ.map(({ account }) => shortAccount(account)).join(', ')}`}
      </p>
      {group.armed && reasons.length > 0 ? <p className="text-table text-warn">{reasons.join(' ')}</p> : null}
      {error === null ? null : (
        <p role="alert" className="text-table text-loss">
          {error}
        </p>
      )}
    </section>
  );
}
