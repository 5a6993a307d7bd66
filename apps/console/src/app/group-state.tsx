import type { Group } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { OctagonPause, ShieldCheck, ShieldOff } from 'lucide-react';
import { Link } from 'wouter';
import { useStops } from '../features/kill-switch/kill-switch-api.ts';
import { armedWords } from '../lib/words.ts';
import { stopsGroup } from '../live/scope.ts';

/** A group, and whether entries are copied in it. A kill switch stops it however it is armed. */
export function GroupState({ group }: { readonly group: Group }) {
  const stopped = stopsGroup(useStops(), group);
  const Icon = stopped ? OctagonPause : group.armed ? ShieldCheck : ShieldOff;
  return (
    <Link
      href="/copy"
      className={clsx(
        'inline-flex h-6 items-center gap-1.5 rounded-box border px-2 whitespace-nowrap',
        stopped ? 'border-loss text-loss' : group.armed ? 'border-edge text-text' : 'border-warn text-warn',
      )}
    >
      <Icon aria-hidden size={14} />
      {group.name}
      <span className="figures font-semibold">{stopped ? 'STOPPED' : armedWords(group)}</span>
      {group.environment === 'sandbox' ? <span className="text-sandbox">sbx</span> : null}
    </Link>
  );
}
