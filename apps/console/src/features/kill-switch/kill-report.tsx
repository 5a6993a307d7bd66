import type { KillSwitch, Order, ScopeBody } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { OctagonPause, TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import { Button } from '../../components/ui/button.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatQuantity } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useAccount, useBrokerName } from '../../live/accounts-store.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { askedAs, useAccountsIn } from '../../live/scope.ts';
import { closeKillSwitch } from './kill-switch-store.ts';
import { LiftButton, LiftStep } from './lift-control.tsx';
import { positionsWords, type Standing } from './standing.ts';
import { type ActiveSwitch, useLift, useSince } from './use-lift.ts';

interface SquareOffWay {
  readonly standingIn: (accountIds: ReadonlySet<string>) => Standing;
  /** Opens the question of a square-off. */
  readonly onSquareOff: (scope: ScopeBody) => void;
}

interface KillReportProps extends SquareOffWay {
  readonly report: KillSwitch;
}

/** What the switches that are on have done, what they could not reach and what is held still; each can be lifted here. */
export function KillReport({ report, ...way }: KillReportProps) {
  const cancelled = report.orders.filter((order) => order.status === 'cancelled').length;
  return (
    <section aria-label="What was stopped" className="rounded-box border border-kill p-2 text-table">
      <ul className="flex flex-col gap-1">
        {report.active.map((one) => (
          <Stopped key={`${one.scope} ${one.accountId} ${one.groupId}`} active={one} {...way} />
        ))}
        <li className="figures pl-5.5 text-text-2">
          {report.orders.length === 0
            ? 'No entry was working.'
            : `${cancelled} of ${report.orders.length} ${report.orders.length === 1 ? 'entry' : 'entries'} cancelled.`}{' '}
          {report.orders.length === 0 ? null : (
            <Link href="/orders" className="text-text underline" onClick={closeKillSwitch}>
              See
            </Link>
          )}
        </li>
        {report.held === 0 ? null : (
          <li className="figures pl-5.5 text-text-2">
            {report.held} {report.held === 1 ? 'entry' : 'entries'} of children that waited will not go.
          </li>
        )}
        {report.unreached.map((one) => (
          <Unreached
            key={`${one.accountId} ${one.orderId}`}
            unreached={one}
            order={report.orders.find((order) => order.id === one.orderId)}
          />
        ))}
      </ul>
    </section>
  );
}

interface StoppedProps extends SquareOffWay {
  readonly active: ActiveSwitch;
}

/** One switch, since when, and the way to lift it. */
function Stopped({ active, ...way }: StoppedProps) {
  const lift = useLift(active);
  const since = useSince(active);
  const count = useAccountsIn(active).length;
  const accounts = `${count} ${count === 1 ? 'account' : 'accounts'}`;
  return (
    <li className="flex flex-col gap-2">
      <div className="flex items-center gap-2 text-control font-medium">
        <OctagonPause aria-hidden size={15} className="shrink-0 text-loss" />
        <span className="min-w-0 flex-1">
          <span className="figures">{formatTime(since)}</span> stopped in{' '}
          {active.scope === 'all' ? accounts : lift.words}
          {active.scope === 'group' ? `, ${accounts}` : ''}.
        </span>
        <LiftButton lift={lift} />
      </div>
      <LiftStep lift={lift} />
      <StillHeld active={active} {...way} />
    </li>
  );
}

/** What a stop leaves: it closes nothing that is held. */
function StillHeld({ active, standingIn, onSquareOff }: StoppedProps) {
  const isStale = useIsStale();
  const accounts = useAccountsIn(active);
  const standing = standingIn(new Set(accounts.map(({ id }) => id)));
  if (standing.positions === 0) return null;
  return (
    <div className="flex items-center gap-2 pl-5.5">
      <span className={clsx('figures min-w-0 flex-1', isStale && 'stale-figure')}>
        Still held: {positionsWords(standing)}.
      </span>
      <Button size="small" look="danger" aria-haspopup="dialog" onClick={() => onSquareOff(askedAs(active))}>
        Square off
      </Button>
    </div>
  );
}

interface UnreachedProps {
  readonly unreached: KillSwitch['unreached'][number];
  readonly order: Order | undefined;
}

function Unreached({ unreached, order }: UnreachedProps) {
  const account = useAccount(unreached.accountId);
  const broker = useBrokerName(unreached.accountId);
  const name = shortAccount(unreached.account);
  return (
    <li className="flex items-start gap-2">
      <TriangleAlert aria-hidden size={13} className="mt-0.5 shrink-0 text-warn" />
      <span>
        <b className="font-medium">{name} not reached.</b> {unreached.reason.text}{' '}
        {order === undefined
          ? `Which of its orders work at ${broker} is not known.`
          : `${order.side} ${formatQuantity(order.quantity - order.filledQuantity)} ${instrumentName(order, serverNow())} may still fill.`}{' '}
        {account !== undefined && account.session.state !== 'live' ? (
          <Link href="/readiness" className="underline" onClick={closeKillSwitch}>
            Log in {name}
          </Link>
        ) : null}{' '}
        {broker}'s own app works without Copydesk.
      </span>
    </li>
  );
}
