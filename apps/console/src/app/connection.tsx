import { clsx } from 'clsx';
import { CircleDashed, RefreshCw, Unplug, Wifi } from 'lucide-react';
import { Popover } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { useAccounts } from '../live/accounts-store.ts';
import { useConditions } from '../live/conditions.ts';
import { useLink } from '../live/link-store.ts';
import { useRoundTrip } from '../live/round-trip.ts';

const ConnectionParts = lazy(async () => ({
  default: (await import('./connection-parts.tsx')).ConnectionParts,
}));

interface Worst {
  readonly Icon: typeof Wifi;
  readonly word: string;
  readonly hue: string;
}

/** The worst of all connections, in a word; behind it each part. */
export function Connection() {
  const { Icon, word, hue } = useWorst();
  const lost = useLink((link) => link.state === 'lost');
  const ms = useRoundTrip();
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label="Connection"
        aria-describedby="connection-word"
        className="inline-flex h-6 items-center gap-1.5 rounded-box px-1 whitespace-nowrap hover:bg-hover"
      >
        <span id="connection-word" role="status" className={clsx('inline-flex items-center gap-1.5', hue)}>
          <Icon aria-hidden size={14} />
          {word}
        </span>
        {lost || ms === undefined ? null : <span className="figures text-text-2">{ms} ms</span>}
      </Popover.Trigger>
      <Popover.Content
        align="end"
        sideOffset={6}
        aria-label="Connections"
        className="z-30 max-h-[70vh] w-96 max-w-[calc(100vw-16px)] overflow-auto rounded-box border border-line bg-panel p-3 text-table shadow-pop"
      >
        <Suspense fallback={<div className="h-40" aria-busy />}>
          <ConnectionParts />
        </Suspense>
      </Popover.Content>
    </Popover.Root>
  );
}

/** The page's own link first, then what the server has to its brokers. */
function useWorst(): Worst {
  const state = useLink((link) => link.state);
  const accounts = useAccounts((list) => list.list) ?? [];
  const { data } = useConditions();
  if (state === 'lost') return { Icon: Unplug, word: 'No connection', hue: 'text-warn' };
  if (state === 'connecting') return { Icon: RefreshCw, word: 'Connecting', hue: 'text-text-2' };
  if (state === 'catching-up') return { Icon: RefreshCw, word: 'Catching up', hue: 'text-warn' };
  const loggedIn = accounts.filter(({ session }) => session.state === 'live');
  const down = loggedIn.filter(({ stream }) => stream === 'down').length;
  if (down > 0) {
    const word = `${loggedIn.length - down} of ${loggedIn.length} streams`;
    return { Icon: CircleDashed, word, hue: 'text-warn' };
  }
  const feeds = (data?.accounts ?? []).flatMap(({ feed }) => (feed === null ? [] : [feed.state]));
  const bad = (['silent', 'late'] as const).find((one) => feeds.includes(one));
  // Another account's feed takes over what one of them carried.
  if (bad !== undefined && !feeds.includes('up'))
    return { Icon: CircleDashed, word: `Feed ${bad}`, hue: 'text-warn' };
  return { Icon: Wifi, word: 'Live', hue: 'text-text' };
}
