import type { Group } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import { Link } from 'wouter';
import { armedWords } from '../lib/words.ts';

/** A group and whether entries are copied in it. */
export function GroupState({ group }: { readonly group: Group }) {
  const Icon = group.armed ? ShieldCheck : ShieldOff;
  return (
    <Link
      href="/copy"
      className={clsx(
        'inline-flex h-6 items-center gap-1.5 rounded-box border px-2 whitespace-nowrap',
        group.armed ? 'border-edge text-text' : 'border-warn text-warn',
      )}
    >
      <Icon aria-hidden size={14} />
      {group.name}
      <span className="figures font-semibold">{armedWords(group)}</span>
      {group.environment === 'sandbox' ? <span className="text-sandbox">sbx</span> : null}
    </Link>
  );
}
