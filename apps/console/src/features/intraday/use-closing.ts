import type { Position } from '@copydesk/api-contract';
import { useMemo } from 'react';
import { useAccounts } from '../../live/accounts-store.ts';
import { clockOf, useConditions } from '../../live/conditions.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { type ClosingSoon, closingSoon } from './closing-soon.ts';

const LOOK_EVERY_MS = 5_000;

/** What will be closed soon, by the live books and the server's hours. */
export function useClosingSoon(positions: readonly Position[]): readonly ClosingSoon[] {
  const accounts = useAccounts((state) => state.list);
  const { data } = useConditions();
  const now = useServerClock(LOOK_EVERY_MS);
  return useMemo(() => {
    if (data === undefined) return [];
    return closingSoon({
      positions,
      markets: data.markets,
      environmentOf: (id) => accounts?.find((account) => account.id === id)?.environment,
      nowIn: (environment) => clockOf(data, environment, now) ?? now,
    });
  }, [positions, accounts, data, now]);
}
