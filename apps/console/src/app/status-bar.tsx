import { type Account, healthSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Circle, CircleDashed, Unplug } from 'lucide-react';
import { call } from '../lib/api-client.ts';
import { formatUntil } from '../lib/times.ts';
import { brokerWord, shortAccount } from '../lib/words.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { serverNow, useLink } from '../live/link-store.ts';

const MEASURE_EVERY_MS = 10_000;

/** Server, each broker's order stream, and when the logins end. */
export function StatusBar() {
  const accounts = useAccounts((state) => state.list) ?? [];
  const returned = useLink((link) => link.returned);
  const brokers = [...new Set(accounts.map((account) => account.brokerName))];
  return (
    <footer className="flex h-6 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-panel px-3 text-label whitespace-nowrap text-text-2">
      <ServerState />
      {brokers.map((name) => (
        <BrokerStreams
          key={name}
          name={name}
          accounts={accounts.filter((account) => account.brokerName === name)}
        />
      ))}
      <LoginEnds accounts={accounts} />
      {returned === null ? null : (
        <span role="status" className="ml-auto figures">
          {returned}
        </span>
      )}
    </footer>
  );
}

function ServerState() {
  const lost = useLink((link) => link.state === 'lost');
  const { data } = useQuery({
    queryKey: ['round-trip'],
    queryFn: async ({ signal }) => {
      const begun = performance.now();
      await call({ path: '/api/health', answer: healthSchema, signal });
      return Math.max(1, Math.round(performance.now() - begun));
    },
    refetchInterval: MEASURE_EVERY_MS,
  });
  return (
    <span className="figures inline-flex items-center gap-1.5">
      {lost ? (
        <Unplug aria-hidden size={11} className="text-warn" />
      ) : (
        <Circle aria-hidden size={8} className="fill-current" />
      )}
      Server {lost || data === undefined ? '—' : `${data} ms`}
    </span>
  );
}

/** `● Upstox c1, c3`: the accounts of one broker; one whose stream is down is read instead. */
function BrokerStreams({ name, accounts }: { readonly name: string; readonly accounts: readonly Account[] }) {
  const up = accounts.every((account) => account.stream === 'up');
  return (
    <span className="inline-flex items-center gap-1.5">
      {up ? (
        <Circle aria-hidden size={8} className="fill-current" />
      ) : (
        <CircleDashed aria-hidden size={11} className="text-warn" />
      )}
      {brokerWord(name)}
      {accounts.some((account) => account.environment === 'sandbox') ? ' sbx' : ''}{' '}
      {accounts.map((account, index) => (
        <span key={account.id} className={clsx(account.stream !== 'up' && 'text-warn')}>
          {shortAccount(account.address)}
          {streamWord(account)}
          {index < accounts.length - 1 ? ',' : ''}
        </span>
      ))}
    </span>
  );
}

function streamWord(account: Account): string {
  if (account.session.state !== 'live') return ' logged out';
  if (account.stream === 'up') return '';
  return account.stream === 'not-in-plan' ? ' no stream, read' : ' stream down, read';
}

function LoginEnds({ accounts }: { readonly accounts: readonly Account[] }) {
  const ends = new Map<string, string>();
  for (const { session, brokerName } of accounts) {
    if (session.state === 'live' && session.validUntil !== null) {
      const known = ends.get(brokerName);
      if (known === undefined || session.validUntil < known) ends.set(brokerName, session.validUntil);
    }
  }
  if (ends.size === 0) return null;
  const words = [...ends].map(([name, until]) => `${formatUntil(until, serverNow())} ${brokerWord(name)}`);
  return <span className="figures">Logins end {words.join(', ')}</span>;
}
