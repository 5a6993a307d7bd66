/** Who is signed in on this page, and what begins and ends with that. */
import type { Session } from '@copydesk/api-contract';
import { QueryClient, useQuery } from '@tanstack/react-query';
import { readAlertHistory } from '../features/alerts/alert-history.ts';
import { hearOrder } from '../features/alerts/outcomes.ts';
import { forgetBasketDraft } from '../features/basket/basket-draft.ts';
import { KILL_SWITCH } from '../features/kill-switch/kill-switch-api.ts';
import { ordersBook, useOrders } from '../features/orders/orders-store.ts';
import { positionsBook, usePositions } from '../features/positions/positions-store.ts';
import { forgetPresses } from '../features/scalper/presses.ts';
import { isSetupNeeded, signOut, whoAmI } from '../features/setup/people-api.ts';
import { clearTicket } from '../features/ticket/ticket-store.ts';
import { ApiProblem, whenSignedOut } from '../lib/api-client.ts';
import { accountsBook, useAccounts } from '../live/accounts-store.ts';
import { forgetAlerts, rememberAlert } from '../live/alerts-store.ts';
import { BASKETS } from '../live/baskets-changed.ts';
import { DeskFeed } from '../live/desk-feed.ts';
import { divergencesBook, useDivergences } from '../live/divergences-store.ts';
import { groupsBook, useGroups } from '../live/groups-store.ts';
import { forgetPreferences, readPreferences } from '../live/preferences.ts';
import { forgetUndo } from '../live/undo.ts';

const RETRY_MS = 2000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays one; only a missing answer is worth another try.
      retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
  },
});

const SESSION = ['session'] as const;
const SETUP = ['setup'] as const;

whenSignedOut(() => {
  if (queries.getQueryData(SESSION) !== undefined) queries.setQueryData(SESSION, null);
});

export type Entry =
  | { readonly kind: 'looking' }
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'owner' }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'in'; readonly session: Session };

/** What the door shows. */
export function useEntry(): Entry {
  const setup = useQuery({
    queryKey: SETUP,
    queryFn: ({ signal }) => isSetupNeeded(signal),
    retry: true,
    retryDelay: RETRY_MS,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const session = useQuery({
    queryKey: SESSION,
    queryFn: ({ signal }) => whoAmI(signal),
    enabled: setup.data === false,
    retry: true,
    retryDelay: RETRY_MS,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (session.data !== undefined && session.data !== null) return { kind: 'in', session: session.data };
  if (setup.data === true) return { kind: 'owner' };
  if (session.data === null) return { kind: 'sign-in' };
  return setup.failureCount > 0 || session.failureCount > 0 ? { kind: 'cut-off' } : { kind: 'looking' };
}

export function enter(session: Session): void {
  queries.setQueryData(SETUP, false);
  queries.setQueryData(SESSION, session);
}

/** Ends the session here and at the server. */
export async function leave(): Promise<void> {
  await signOut();
  queries.setQueryData(SESSION, null);
}

/** Keeps the books true while somebody is signed in; returns how to end it. */
export function runFeed(): () => void {
  const feed = new DeskFeed([groupsBook, accountsBook, ordersBook, positionsBook, divergencesBook], {
    onAlert: (alert) => {
      rememberAlert(alert);
      if (alert.type.startsWith('kill-switch')) void queries.invalidateQueries({ queryKey: KILL_SWITCH });
    },
    onOrder: (message) => {
      hearOrder(message);
      // Of baskets only those that are looked at are read again.
      void queries.invalidateQueries({ queryKey: [BASKETS] }, { cancelRefetch: false });
    },
    onSignedOut: () => void queries.invalidateQueries({ queryKey: SESSION }),
  });
  feed.start();
  // Without them the desk stands as it is made.
  readPreferences().catch(() => undefined);
  // Without the history the live alerts still come; it is read with the next opening.
  readAlertHistory().catch(() => undefined);
  return () => {
    feed.stop();
    forgetEverything();
  };
}

/** The next person at this page must not see the figures of the one before. */
function forgetEverything(): void {
  useOrders.setState({ byId: {}, ids: null });
  usePositions.setState({ byKey: null });
  useAccounts.setState({ list: null });
  useGroups.setState({ list: null });
  useDivergences.setState({ list: null });
  forgetAlerts();
  clearTicket();
  forgetBasketDraft();
  forgetPresses();
  forgetPreferences();
  forgetUndo();
  queries.removeQueries({
    predicate: (query) => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'setup',
  });
}
