/** What was called out before this page was opened, from the journal. */
import { eventsSchema, groupsSchema, type JournalEvent } from '@copydesk/api-contract';
import { call } from '../../lib/api-client.ts';
import { todayInIndia } from '../../lib/times.ts';
import { addAlerts } from '../../live/alerts-store.ts';
import { serverNow } from '../../live/link-store.ts';

/** Events that the socket tells as alerts. */
const ALERTS: ReadonlySet<string> = new Set([
  'alert-raised',
  'kill-switch-set',
  'kill-switch-lifted',
  'square-off-started',
  'square-off-finished',
  'day-loss-reached',
  'link-paused',
  'basket-incomplete',
]);
const LOOKED_BACK = 500;

/** Reads the last events of today. What fails is read with the next opening: the live alerts do not wait for it. */
export async function readAlertHistory(): Promise<void> {
  const { asOf } = await call({ path: '/api/groups', answer: groupsSchema });
  const { items } = await call({
    path: '/api/events',
    query: { after: String(Math.max(0, asOf - LOOKED_BACK)), limit: LOOKED_BACK },
    answer: eventsSchema,
  });
  const today = todayInIndia(serverNow());
  addAlerts(
    items
      .filter((event) => ALERTS.has(event.type) && todayInIndia(Date.parse(event.at)) === today)
      .map((event) => ({ ...event, code: codeOf(event) })),
  );
}

function codeOf({ type, data }: JournalEvent): string {
  const code = data['code'];
  return typeof code === 'string' ? code : type;
}
