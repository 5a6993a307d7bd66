import { CircleDashed, type LucideIcon, RefreshCw, Unplug, Wifi } from 'lucide-react';
import { useAccounts } from '../live/accounts-store.ts';
import { useConditions } from '../live/conditions.ts';
import { useLink } from '../live/link-store.ts';

/** How the weakest of all connections stands. */
export interface Worst {
  readonly Icon: LucideIcon;
  readonly word: string;
  readonly hue: string;
}

/** The page's own link first, then what the server has to its brokers. */
export function useWorst(): Worst {
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
