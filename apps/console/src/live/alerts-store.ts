/** What the server called out, newest first: what of it the person has seen, and which kinds are muted. */
import type { AlertMessage } from '@copydesk/api-contract';
import { create } from 'zustand';
import { announce } from './announcements.ts';

const KEPT = 200;
const SEEN_KEY = 'copydesk.alerts-seen';
const MUTED_KEY = 'copydesk.alerts-muted';

type Told = Pick<AlertMessage, 'eventId' | 'at' | 'code' | 'accountId' | 'account' | 'text'>;

export interface KeptAlert extends Told {
  /** It came while this page was open; what was read from the journal is not called out again. */
  readonly heard: boolean;
}

interface AlertsState {
  readonly items: readonly KeptAlert[];
  /** Numbers of events that the person has marked. */
  readonly seen: readonly number[];
  /** Kinds that neither count nor sound. */
  readonly muted: readonly string[];
}

export const useAlerts = create<AlertsState>(() => ({
  items: [],
  seen: stored<number>(SEEN_KEY),
  muted: stored<string>(MUTED_KEY),
}));

/** What a person did themselves, or what only tells that something ended well. */
const ONLY_TELLS: ReadonlySet<string> = new Set([
  'kill-switch-set',
  'kill-switch-lifted',
  'square-off-started',
  'square-off-finished',
  'feed-back',
]);

/** What tells that a cause is over, and the alerts of the same account that end with it. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  'feed-back': ['feed-lost', 'feed-not-up', 'feed-refused'],
};

/** Takes an alert that has just come. */
export function rememberAlert(alert: AlertMessage): void {
  addAlerts([alert], true);
  if (!useAlerts.getState().muted.includes(alert.code)) announce('assertive', alert.text);
}

/** Takes alerts of earlier, read from the journal: they are neither spoken nor sounded. */
export function addAlerts(alerts: readonly Told[], heard = false): void {
  useAlerts.setState(({ items }) => {
    const known = new Set(items.map(keyOf));
    const fresh = alerts.filter((alert) => !known.has(keyOf(alert)));
    if (fresh.length === 0) return {};
    const kept = fresh.map((alert) => ({ ...alert, heard }));
    return { items: [...kept, ...items].sort((a, b) => b.eventId - a.eventId).slice(0, KEPT) };
  });
}

/** One event may call out more than one account. */
export function keyOf({ eventId, code, accountId }: Told): string {
  return `${eventId}/${code}/${accountId}`;
}

/** Whether it waits for the person. */
export function waitsForYou(alert: KeptAlert, { items, seen, muted }: AlertsState): boolean {
  if (ONLY_TELLS.has(alert.code) || seen.includes(alert.eventId) || muted.includes(alert.code)) return false;
  return !items.some(
    ({ eventId, code, accountId }) =>
      eventId > alert.eventId && accountId === alert.accountId && ENDS[code]?.includes(alert.code) === true,
  );
}

export function markSeen(eventId: number): void {
  const seen = [eventId, ...useAlerts.getState().seen].slice(0, KEPT);
  useAlerts.setState({ seen });
  store(SEEN_KEY, seen);
}

export function mute(code: string, muted: boolean): void {
  const others = useAlerts.getState().muted.filter((other) => other !== code);
  const all = muted ? [...others, code] : others;
  useAlerts.setState({ muted: all });
  store(MUTED_KEY, all);
}

/** Another person has the page now: numbers of events are each person's own. */
export function forgetAlerts(): void {
  useAlerts.setState({ items: [], seen: [] });
  store(SEEN_KEY, []);
}

function stored<T>(key: string): readonly T[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? (list as T[]) : [];
  } catch {
    return [];
  }
}

function store(key: string, list: readonly unknown[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // Storage may be switched off; what was marked is then known until a reload.
  }
}
