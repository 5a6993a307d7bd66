import type { KillSwitch } from '@copydesk/api-contract';
import { OctagonPause } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { useScopeWords } from '../../live/scope.ts';
import { useKillPress, useKillSwitch } from './kill-switch-api.ts';
import { openKillSwitch } from './kill-switch-store.ts';

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
  readonly active: KillSwitch['active'][number];
  readonly unreached: readonly string[];
}

function Strip({ active, unreached }: StripProps) {
  const [asking, setAsking] = useState(false);
  const words = useScopeWords()(active);
  const lift = useKillPress('lift');
  const send = async (): Promise<void> => {
    setAsking(false);
    lift.clear();
    const { scope, accountId, groupId } = active;
    const end = await lift.press({
      route: 'DELETE /api/kill-switch',
      path: '/api/kill-switch',
      body: {
        scope,
        ...(accountId === null ? {} : { accountId }),
        ...(groupId === null ? {} : { groupId }),
      },
      words: `Lift the kill switch, ${words}`,
    });
    if (end?.kind === 'done') announce('polite', `Kill switch lifted, ${words}.`);
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };
  return (
    <div className="flex flex-col gap-2 px-3 py-1">
      <div className="flex flex-wrap items-center gap-2 text-control">
        <OctagonPause aria-hidden size={15} className="shrink-0 text-loss" />
        <p className="min-w-0">
          <b className="font-semibold">Kill switch on</b> since{' '}
          <span className="figures">{formatTime(active.since)}</span>, {words}. Exits work.
          {unreached.length === 0
            ? ''
            : ` ${unreached.length} ${unreached.length === 1 ? 'account' : 'accounts'} not reached: ${unreached.join(', ')}.`}
        </p>
        <Button size="small" onClick={openKillSwitch}>
          See
        </Button>
        <Button size="small" disabled={lift.state.kind === 'sending'} onClick={() => setAsking(true)}>
          {lift.state.kind === 'sending' ? 'Sending' : 'Lift'}
        </Button>
      </div>
      {asking ? (
        <SendStep
          words={`Lift the kill switch, ${words}. Entries pass again; nothing that was cancelled comes back.`}
          look="primary"
          verb="Lift"
          onSend={() => void send()}
          onBack={() => setAsking(false)}
        />
      ) : null}
      {lift.state.kind === 'sending' ? null : <PressNotice state={lift.state} did="the lift" />}
    </div>
  );
}
