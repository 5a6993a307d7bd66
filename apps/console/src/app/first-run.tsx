import { type Group, instrumentsSchema } from '@copydesk/api-contract';
import { useLocation } from 'wouter';
import { FirstRunPage } from '../features/setup/first-run-page.tsx';
import { fillTicket } from '../features/ticket/ticket-store.ts';
import { call } from '../lib/api-client.ts';
import { announce } from '../live/announcements.ts';

/** After the sandbox stands: the Desk, its ticket filled with one lot of a NIFTY option that can be traded now. */
export function FirstRun() {
  const [, go] = useLocation();
  const ready = async (group: Group): Promise<void> => {
    await fillWithNifty(group).catch(() => announce('polite', 'Type / to find an instrument.'));
    go('/desk');
  };
  return (
    <FirstRunPage
      onSandboxReady={ready}
      onConnect={(broker) => go(`/accounts?connect=${encodeURIComponent(broker)}`)}
    />
  );
}

const SEARCHED = 60;

async function fillWithNifty(group: Group): Promise<void> {
  const { items } = await call({
    path: '/api/instruments',
    query: { q: 'nifty ce', kind: 'OPT', limit: SEARCHED, environment: group.environment },
    answer: instrumentsSchema,
  });
  const calls = items.filter(
    (item) => item.underlying === 'NIFTY' && item.optionType === 'CE' && item.expiry !== null,
  );
  const nearest = calls.map((item) => item.expiry ?? '').sort()[0];
  const strikes = calls
    .filter((item) => item.expiry === nearest)
    .sort((a, b) => (a.strike ?? 0) - (b.strike ?? 0));
  // The middle strike is the one nearest the money that the page knows of.
  const instrument = strikes[Math.floor(strikes.length / 2)] ?? items[0];
  if (instrument !== undefined) fillTicket({ instrument, side: 'BUY', size: '1', accountId: group.masterId });
}
