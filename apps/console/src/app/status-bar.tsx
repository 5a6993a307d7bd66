import type { Account } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { Circle, CircleDashed, ClockAlert, Unplug } from 'lucide-react';
import { useState } from 'react';
import { formatAge, formatTime, formatUntil } from '../lib/times.ts';
import { accountName, brokerWord, shortAccount } from '../lib/words.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { useClockShift, useConditions } from '../live/conditions.ts';
import { serverNow, useIsStale, useLink } from '../live/link-store.ts';
import { prices } from '../live/prices.ts';
import { useRoundTrip } from '../live/round-trip.ts';
import { useBrokers } from '../live/use-brokers.ts';
import { useServerClock } from '../live/use-server-clock.ts';
import { streamWord } from './stream-word.ts';

const SECOND_MS = 1_000;
/** The server calls a page stale after the same time. */
const OLD_MS = 5_000;

/** Server, each broker's order stream, prices, rates of orders, lists, and when the logins end. */
export function StatusBar() {
  const accounts = useAccounts((state) => state.list) ?? [];
  const returned = useLink((link) => link.returned);
  const lost = useIsStale();
  const brokers = [...new Set(accounts.map((account) => account.brokerName))];
  return (
    <footer className="flex h-6 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-panel px-3 text-label whitespace-nowrap text-text-2">
      <ServerState />
      <span className={clsx('flex items-center gap-4', lost && 'stale-figure')}>
        {brokers.map((name) => (
          <BrokerStreams
            key={name}
            name={name}
            accounts={accounts.filter((account) => account.brokerName === name)}
          />
        ))}
        {accounts.length === 0 ? null : <FeedAge accounts={accounts} />}
        <OrderRates accounts={accounts} />
        <Lists accounts={accounts} />
        <LoginEnds accounts={accounts} />
      </span>
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
  const ms = useRoundTrip();
  return (
    <span className="figures inline-flex items-center gap-1.5">
      {lost ? (
        <Unplug aria-hidden size={11} className="text-warn" />
      ) : (
        <Circle aria-hidden size={8} className="fill-current" />
      )}
      Server {lost ? 'not heard' : ms === undefined ? 'not timed yet' : `${ms} ms`}
    </span>
  );
}

/** `● Upstox c1, c3`: the accounts of one broker; one whose stream is down is read instead. */
function BrokerStreams({ name, accounts }: { readonly name: string; readonly accounts: readonly Account[] }) {
  // What the server last said of them is nothing of now.
  const lost = useIsStale();
  const up = !lost && accounts.every((account) => account.stream === 'up');
  return (
    <span className="inline-flex items-center gap-1.5">
      {up ? (
        <Circle aria-hidden size={8} className="fill-current" />
      ) : (
        <CircleDashed aria-hidden size={11} className={clsx(!lost && 'text-warn')} />
      )}
      {brokerWord(name)}{' '}
      {accounts.map((account, index) => (
        <span key={account.id} className={clsx(account.stream !== 'up' && !lost && 'text-warn')}>
          {accountName(account)}
          {streamWord(account) === undefined ? '' : ` ${streamWord(account)}`}
          {index < accounts.length - 1 ? ',' : ''}
        </span>
      ))}
    </span>
  );
}

/** Whose feed carries prices, and how old the last one is that this page was told. */
function FeedAge({ accounts }: { readonly accounts: readonly Account[] }) {
  const now = useServerClock(SECOND_MS);
  const { data } = useConditions();
  const carrying = accounts.filter((account) =>
    data?.accounts.some(({ accountId, feed }) => accountId === account.id && (feed?.instruments ?? 0) > 0),
  );
  const names = [...new Set(carrying.map(({ brokerName }) => brokerWord(brokerName)))].join(', ');
  const at = prices.heardAtMs;
  const lost = useIsStale();
  const shift = useClockShift();
  const [openedMs] = useState(serverNow);
  const age = at === null ? null : now - at;
  const old = !lost && age !== null && age > OLD_MS;
  return (
    <span className={clsx('figures inline-flex items-center gap-1', old && 'text-warn')}>
      {old ? <ClockAlert aria-label="Old prices:" role="img" size={11} /> : null}
      Feed {names === '' ? '' : `${names} `}
      {age === null ? `no tick since ${formatTime(openedMs + shift)}` : formatAge(age)}
    </span>
  );
}

/** Writes of the masters in the last second, of those that their brokers allow. */
function OrderRates({ accounts }: { readonly accounts: readonly Account[] }) {
  const { data } = useConditions();
  const words = accounts
    .filter(({ group }) => group?.role !== 'child')
    .flatMap((account) => {
      const rate = data?.accounts.find(({ accountId }) => accountId === account.id)?.orderRate;
      return rate === undefined || rate === null
        ? []
        : [`${shortAccount(account.address)} ${rate.used} of ${rate.limit}`];
    });
  if (words.length === 0) return null;
  return <span className="figures">Orders/s {words.join(', ')}</span>;
}

/** Of when the oldest list is that an account trades by. */
function Lists({ accounts }: { readonly accounts: readonly Account[] }) {
  const shift = useClockShift();
  const { data } = useBrokers();
  const used = data?.filter(({ id }) => accounts.some(({ broker }) => broker === id));
  if (used === undefined || used.length === 0) return null;
  const failed = used.find(({ instruments }) => instruments.state === 'failed');
  if (failed !== undefined)
    return <span className="text-warn">Lists of {brokerWord(failed.name)} failed</span>;
  const reading = used.find(({ instruments }) => instruments.loadedAt === null);
  if (reading !== undefined) return <span>Lists of {brokerWord(reading.name)} not read yet</span>;
  const oldest = used.flatMap(({ instruments }) => instruments.loadedAt ?? []).toSorted()[0] ?? '';
  // The server reads them by its own clock, a sandbox's as well.
  const readAt = new Date(Date.parse(oldest) + shift).toISOString();
  return <span className="figures">Lists {formatUntil(readAt, serverNow() + shift)}</span>;
}

function LoginEnds({ accounts }: { readonly accounts: readonly Account[] }) {
  const shift = useClockShift();
  const ends = new Map<string, string>();
  for (const { session, brokerName } of accounts) {
    if (session.state === 'live' && session.validUntil !== null) {
      const known = ends.get(brokerName);
      if (known === undefined || session.validUntil < known) ends.set(brokerName, session.validUntil);
    }
  }
  if (ends.size === 0) return null;
  const words = [...ends].map(
    ([name, until]) => `${formatUntil(until, serverNow() + shift)} ${brokerWord(name)}`,
  );
  return <span className="figures">Logins end {words.join(', ')}</span>;
}
