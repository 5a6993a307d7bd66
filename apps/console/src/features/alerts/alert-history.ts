/** What was called out before this page was opened, from the journal. */
import { accountsSchema, eventsSchema, type JournalEvent } from '@copydesk/api-contract';
import { call } from '../../lib/api-client.ts';
import { todayInIndia } from '../../lib/times.ts';
import { environmentOf } from '../../live/accounts-store.ts';
import { addAlerts } from '../../live/alerts-store.ts';
import { marketDay, readConditions } from '../../live/conditions.ts';

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

/** Reads the last events of today, by the clock of the account that each is about. What fails is read with the next opening: the live alerts do not wait for it. */
export async function readAlertHistory(): Promise<void> {
  const [{ asOf, items: accounts }, conditions] = await Promise.all([
    call({ path: '/api/accounts', answer: accountsSchema }),
    readConditions(),
  ]);
  const { items } = await call({
    path: '/api/events',
    query: { after: String(Math.max(0, asOf - LOOKED_BACK)), limit: LOOKED_BACK },
    answer: eventsSchema,
  });
  const isOfToday = ({ at, accountId }: JournalEvent): boolean => {
    const environment = accountId === null ? undefined : environmentOf(accounts, accountId);
    return todayInIndia(Date.parse(at)) === marketDay(conditions, environment);
  };
  addAlerts(
    items
      .filter((event) => ALERTS.has(event.type) && isOfToday(event))
      .map((event) => ({ ...event, code: codeOf(event) })),
  );
}

function codeOf({ type, data }: JournalEvent): string {
  const code = data['code'];
  return typeof code === 'string' ? code : type;
}
