/** Which kill switches are on, and what they have not reached. */
import { type KillSwitch, killSwitchSchema } from '@copydesk/api-contract';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { call } from '../../lib/api-client.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { useLink } from '../../live/link-store.ts';
import { stopsAccount } from '../../live/scope.ts';
import { usePress } from '../../live/use-press.ts';

/** Named also by who hears that a switch was set or lifted elsewhere. */
export const KILL_SWITCH = ['kill-switch'] as const;
/** What was not reached is tried on by the server; the page looks again. */
const LOOK_AGAIN_MS = 2000;

/** Read again when the connection is back, and while something is not reached yet. */
export function useKillSwitch(): UseQueryResult<KillSwitch> {
  const live = useLink((link) => link.state === 'live');
  const queries = useQueryClient();
  useEffect(() => {
    if (live) void queries.invalidateQueries({ queryKey: KILL_SWITCH });
  }, [live, queries]);
  return useQuery({
    queryKey: KILL_SWITCH,
    queryFn: ({ signal }) => call({ path: '/api/kill-switch', answer: killSwitchSchema, signal }),
    refetchInterval: ({ state }) => ((state.data?.unreached.length ?? 0) > 0 ? LOOK_AGAIN_MS : false),
  });
}

const NONE: KillSwitch['active'] = [];

/** The switches that are on; none while they were not read. */
export function useStops(): KillSwitch['active'] {
  return useKillSwitch().data?.active ?? NONE;
}

/** Whether a switch that is on stops an account's entries. */
export function useIsStopped(): (accountId: string) => boolean {
  const stops = useStops();
  const accounts = useAccounts((state) => state.list);
  return useCallback(
    (accountId) =>
      stopsAccount(stops, accounts?.find(({ id }) => id === accountId) ?? { id: accountId, group: null }),
    [stops, accounts],
  );
}

/** One press of the switch, on or off. What the server answers is shown at once. */
export function useKillPress(slot: 'kill' | 'lift') {
  const queries = useQueryClient();
  const { state, press, clear } = usePress(slot, killSwitchSchema);
  useEffect(() => {
    if (state.kind === 'done') queries.setQueryData(KILL_SWITCH, state.answer);
  }, [state, queries]);
  return { state, press, clear } as const;
}
