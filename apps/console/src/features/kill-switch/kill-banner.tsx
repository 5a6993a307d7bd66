import { OctagonPause } from 'lucide-react';
import { Button } from '../../components/ui/button.tsx';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useKillSwitch } from './kill-switch-api.ts';
import { openKillSwitch } from './kill-switch-store.ts';
import { LiftButton, LiftStep } from './lift-control.tsx';
import { type ActiveSwitch, useLift, useSince } from './use-lift.ts';

/** The switches that are on, on every page, and the way to lift each. */
export function KillBanner() {
  const { data } = useKillSwitch();
  if (data === undefined || data.active.length === 0) return null;
  return (
    <section aria-label="Kill switches that are on" className="border-b border-kill bg-raised">
      {data.active.map((one) => (
        <Strip
          key={`${one.scope} ${one.accountId} ${one.groupId}`}
          active={one}
          unreached={[...new Set(data.unreached.map(({ account }) => shortAccount(account)))]}
        />
      ))}
    </section>
  );
}

interface StripProps {
  readonly active: ActiveSwitch;
  readonly unreached: readonly string[];
}

function Strip({ active, unreached }: StripProps) {
  const lift = useLift(active);
  const since = useSince(active);
  return (
    <div className="flex flex-col gap-2 px-3 py-1">
      <div className="flex flex-wrap items-center gap-2 text-control">
        <OctagonPause aria-hidden size={15} className="shrink-0 text-loss" />
        <p className="min-w-0 flex-1 basis-64">
          <b className="font-semibold">Kill switch on</b> since{' '}
          <span className="figures">{formatTime(since)}</span>, {lift.words}. Exits work.
          {unreached.length === 0
            ? ''
            : ` ${unreached.length} ${unreached.length === 1 ? 'account' : 'accounts'} not reached: ${unreached.join(', ')}.`}
        </p>
        <Button size="small" onClick={openKillSwitch}>
          See
        </Button>
        <LiftButton lift={lift} />
      </div>
      <LiftStep lift={lift} />
    </div>
  );
}
