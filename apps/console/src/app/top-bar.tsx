import { clsx } from 'clsx';
import { EqualNot } from 'lucide-react';
import { lazy } from 'react';
import { Link } from 'wouter';
import { PagePart } from '../components/ui/page-part.tsx';
import { KillButton } from '../features/kill-switch/kill-button.tsx';
import { useScreen } from '../lib/screen.ts';
import { formatTime } from '../lib/times.ts';
import { clockOf, useConditions } from '../live/conditions.ts';
import { useDriftCount } from '../live/divergences-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { useIsStale } from '../live/link-store.ts';
import { useServerClock } from '../live/use-server-clock.ts';
import { Connection } from './connection.tsx';
import { DayPnl } from './day-pnl.tsx';
import { GroupState } from './group-state.tsx';
import { IndexFigure } from './index-figure.tsx';
import { phaseWords } from './market-phase.ts';
import { useCauses } from './needs-you.ts';

// What opens above the page comes a moment after it.
const AlertsBell = lazy(async () => ({
  default: (await import('../features/alerts/alerts-bell.tsx')).AlertsBell,
}));
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

const SECOND_MS = 1000;

/** Group and armed state, indices, the market's phase and clock, the day's profit, the connection, what needs the person. */
export function TopBar({ name }: { readonly name: string }) {
  const wide = useScreen() === 'desk';
  const groups = useGroups((state) => state.list);
  return (
    <div className="flex h-10 shrink-0 items-center gap-4 border-b border-line bg-panel px-3 text-control *:shrink-0">
      <Link href="/desk" className="font-semibold text-text">
        Copydesk
      </Link>
      {groups?.map((group) => (
        <GroupState key={group.id} group={group} />
      ))}
      {wide ? (
        // An index for which there is no room goes to a second line that nobody sees: the switch at the end never leaves the screen.
        <div className="flex h-10 min-w-0 shrink! flex-wrap gap-x-4 overflow-hidden *:h-10">
          <IndexFigure name="NIFTY" />
          <IndexFigure name="BANKNIFTY" />
        </div>
      ) : null}
      <Clock />
      <span className="ml-auto" />
      <DayPnl />
      <Connection />
      <DriftCount />
      <PagePart name="The bell of the alerts" waiting={<span className="size-8" />} place="above">
        <AlertsBell causes={useCauses()} />
      </PagePart>
      <PagePart name="The menu" waiting={<span className="size-8" />} place="above">
        <UserMenu name={name} />
      </PagePart>
      <KillButton />
    </div>
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

/** The phase of the market and the clock of India, each environment by its own: a sandbox's can be moved. */
function Clock() {
  const now = useServerClock(SECOND_MS);
  const { data } = useConditions();
  // It runs on by this computer alone: whether the market is open was told before the cut.
  const lost = useIsStale();
  if (data === undefined || data.clocks.length === 0) {
    return (
      <time className="figures text-text-2" dateTime={new Date(now).toISOString()}>
        {formatTime(now)} IST
      </time>
    );
  }
  return data.clocks.map(({ environment }) => {
    const at = clockOf(data, environment, now) ?? now;
    return (
      <span
        key={environment}
        className={clsx(
          'figures inline-flex items-center gap-1.5 whitespace-nowrap',
          lost ? 'stale-figure' : 'text-text-2',
        )}
      >
        <span className={clsx(!lost && 'text-text')}>{phaseWords(data.markets, environment, at)}</span>
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)} IST</time>
        {environment === 'sandbox' && data.clocks.length > 1 ? (
          <span className="text-sandbox">sbx</span>
        ) : null}
      </span>
    );
  });
}
