/** What needs the person, from every live book of the page: bell, rail and page count the same list. */
import { useEffect, useMemo, useRef } from 'react';
import { type Cause, causesOf } from '../features/alerts/causes.ts';
import { notify } from '../features/alerts/notifications.ts';
import { play } from '../features/alerts/sounds.ts';
import { useKillSwitch } from '../features/kill-switch/kill-switch-api.ts';
import { useOrders } from '../features/orders/orders-store.ts';
import { shortAccount } from '../lib/words.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { keyOf, useAlerts, waitsForYou } from '../live/alerts-store.ts';
import { announce } from '../live/announcements.ts';
import { useDivergences } from '../live/divergences-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { serverNow, useLink } from '../live/link-store.ts';

/** The causes that stand now. */
export function useCauses(): readonly Cause[] {
  const accounts = useAccounts((state) => state.list);
  const groups = useGroups((state) => state.list);
  const divergences = useDivergences((state) => state.list);
  const orders = useOrders((state) => state.byId);
  const { data } = useKillSwitch();
  return useMemo(
    () =>
      causesOf({
        accounts: accounts ?? [],
        groups: groups ?? [],
        divergences: divergences ?? [],
        orders: Object.values(orders),
        unreached: data?.unreached ?? [],
        nowMs: serverNow(),
      }),
    [accounts, groups, divergences, orders, data],
  );
}

/** How many things wait: causes, and messages that were not marked. */
export function useNeedsYouCount(): number {
  const causes = useCauses();
  const waiting = useAlerts((state) => state.items.filter((alert) => waitsForYou(alert, state)).length);
  return causes.length + waiting;
}

/**
 * Sounds, speaks and shows what is new. What stood already when the page was opened, or came while it caught up after a
 * cut, is on the list but is not called out again.
 */
export function useCallOut(): void {
  const causes = useCauses();
  const alerts = useAlerts();
  const known = useRef<ReadonlySet<string> | null>(null);
  const waiting = alerts.items.filter((alert) => alert.heard && waitsForYou(alert, alerts));
  const texts = new Map<string, string>([
    ...causes.map((cause) => [cause.id, textOf(cause)] as const),
    ...waiting.map((alert) => [keyOf(alert), textOf(alert)] as const),
  ]);
  const keys = [...texts.keys()].join('\n');
  const latest = useRef(texts);
  useEffect(() => {
    latest.current = texts;
  });
  useEffect(() => {
    const now = new Set(keys === '' ? [] : keys.split('\n'));
    const before = known.current;
    const live = useLink.getState().state === 'live';
    known.current = live || before !== null ? now : null;
    if (before === null || !live) return;
    const fresh = [...now].filter((key) => !before.has(key));
    const [first] = fresh;
    if (first === undefined) return;
    play('needsYou');
    announce('assertive', fresh.map((key) => latest.current.get(key)).join(' '));
    for (const key of fresh) notify(key, latest.current.get(key) ?? '');
  }, [keys]);
}

function textOf({ account, text }: { readonly account: string | null; readonly text: string }): string {
  return account === null ? text : `${shortAccount(account)} ${text}`;
}
