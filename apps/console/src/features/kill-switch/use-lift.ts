import type { KillSwitch } from '@copydesk/api-contract';
import { useCallback, useState } from 'react';
import { wordsOf } from '../../lib/api-client.ts';
import { announce } from '../../live/announcements.ts';
import { useClockShift } from '../../live/conditions.ts';
import { askedAs, useAccountsIn, useScopeWords } from '../../live/scope.ts';
import { useKillPress } from './kill-switch-api.ts';

export type ActiveSwitch = KillSwitch['active'][number];

/** Since when, by the clock of what it stops: the server tells it by its own. */
export function useSince(active: ActiveSwitch): number {
  const [first, ...others] = useAccountsIn(active);
  const isOne = others.every(({ environment }) => environment === first?.environment);
  return Date.parse(active.since) + useClockShift(isOne ? first?.environment : 'live');
}

/** Lifting a switch that is on, asked about before it is sent. */
export function useLift(active: ActiveSwitch) {
  const [asking, setAsking] = useState(false);
  const words = useScopeWords()(active);
  const lift = useKillPress('lift');
  const send = async (): Promise<void> => {
    setAsking(false);
    lift.clear();
    const end = await lift.press({
      route: 'DELETE /api/kill-switch',
      path: '/api/kill-switch',
      body: askedAs(active),
      words: `Lift the kill switch, ${words}`,
    });
    if (end?.kind === 'done') announce('polite', `Kill switch lifted, ${words}.`);
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };
  return {
    /** Which accounts, in words. */
    words,
    asking,
    state: lift.state,
    ask: () => setAsking(true),
    back: useCallback(() => setAsking(false), []),
    send: () => void send(),
  } as const;
}
