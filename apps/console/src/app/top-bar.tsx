import type { Group } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { EqualNot, RefreshCw, ShieldCheck, ShieldOff, Unplug, Wifi } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { KillButton } from '../features/kill-switch/kill-button.tsx';
import { formatTime } from '../lib/times.ts';
import { armedWords } from '../lib/words.ts';
import { useDriftCount } from '../live/divergences-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { type LinkState, useLink } from '../live/link-store.ts';
import { useServerClock } from '../live/use-server-clock.ts';
import { useCauses } from './needs-you.ts';

// What opens above the page comes a moment after it.
const AlertsBell = lazy(async () => ({
  default: (await import('../features/alerts/alerts-bell.tsx')).AlertsBell,
}));
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

const SECOND_MS = 1000;

/** Group and armed state, the clock of India, the connection, what needs the person. */
export function TopBar({ name }: { readonly name: string }) {
  const groups = useGroups((state) => state.list);
  return (
    <div className="flex h-10 shrink-0 items-center gap-4 border-b border-line bg-panel px-3 text-control">
      <Link href="/desk" className="font-semibold text-text">
        Copydesk
      </Link>
      {groups?.map((group) => (
        <GroupState key={group.id} group={group} />
      ))}
      <span className="ml-auto" />
      <Clock />
      <Connection />
      <DriftCount />
      <Suspense fallback={<span className="size-8" />}>
        <AlertsBell causes={useCauses()} />
      </Suspense>
      <Suspense fallback={<span className="size-8" />}>
        <UserMenu name={name} />
      </Suspense>
      <KillButton />
    </div>
  );
}

/** A group and whether its entries are copied. */
export function GroupState({ group }: { readonly group: Group }) {
  const Icon = group.armed ? ShieldCheck : ShieldOff;
  return (
    <Link
      href="/copy"
      className={clsx(
        'inline-flex h-6 items-center gap-1.5 rounded-box border px-2',
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

/** Open differences; the same count as in the rail and on the page. */
function DriftCount() {
  const count = useDriftCount();
  if (count === 0) return null;
  return (
    <Link
      href="/drift"
      aria-label={`Drift, ${count} open`}
      className="inline-flex h-6 items-center gap-1 rounded-box border border-drift px-1.5 text-drift"
    >
      <EqualNot aria-hidden size={13} />
      <span className="figures">{count}</span>
    </Link>
  );
}

function Clock() {
  const now = useServerClock(SECOND_MS);
  return (
    <time className="figures text-text-2" dateTime={new Date(now).toISOString()}>
      {formatTime(now)} IST
    </time>
  );
}

const CONNECTION: Readonly<
  Record<LinkState, { readonly Icon: typeof Wifi; readonly word: string; readonly hue: string }>
> = {
  connecting: { Icon: RefreshCw, word: 'Connecting', hue: 'text-text-2' },
  live: { Icon: Wifi, word: 'Live', hue: 'text-text' },
  'catching-up': { Icon: RefreshCw, word: 'Catching up', hue: 'text-warn' },
  lost: { Icon: Unplug, word: 'No connection', hue: 'text-warn' },
};

/** The worst of what the page is connected to. */
export function Connection() {
  const state = useLink((link) => link.state);
  const { Icon, word, hue } = CONNECTION[state];
  return (
    <span role="status" aria-label="Connection" className={clsx('inline-flex items-center gap-1.5', hue)}>
      <Icon aria-hidden size={14} />
      {word}
    </span>
  );
}
