import type { Account, Broker } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { formatQuantity } from '../lib/numbers.ts';
import { formatAge, formatUntil } from '../lib/times.ts';
import { accountName, brokerWord } from '../lib/words.ts';
import { byFamily, useAccounts } from '../live/accounts-store.ts';
import { type ReadConditions, useConditions } from '../live/conditions.ts';
import { useLink } from '../live/link-store.ts';
import { prices } from '../live/prices.ts';
import { useRoundTrip } from '../live/round-trip.ts';
import { useBrokers } from '../live/use-brokers.ts';
import { useServerClock } from '../live/use-server-clock.ts';
import { streamWord } from './stream-word.ts';

const SECOND_MS = 1_000;

/** Every connection that the day stands on, each with what is known of it and how old that is. */
export function ConnectionParts() {
  const accounts = byFamily(useAccounts((state) => state.list) ?? []);
  const { data } = useConditions();
  const brokers = useBrokers().data;
  const now = useServerClock(SECOND_MS);
  return (
    <div className="flex flex-col gap-3">
      <Part name="Server">
        <ServerLine now={now} />
      </Part>
      <Part name="Order streams">
        {accounts.map((account) => (
          <Line key={account.id} name={accountName(account)} bad={account.stream === 'down'}>
            {brokerWord(account.brokerName)}, {streamWord(account) ?? 'up'}
          </Line>
        ))}
      </Part>
      <Part name="Prices">
        <Line name="This page">{heardWords(now)}</Line>
        {data === undefined
          ? null
          : accounts.map((account) => <FeedLine key={account.id} account={account} conditions={data} />)}
      </Part>
      <Part
        name={
          data === undefined
            ? 'Orders a second: not told yet'
            : `Orders a second, ${formatAge(now - data.toldMs)} ago`
        }
      >
        {data === undefined
          ? null
          : accounts.map((account) => <RateLine key={account.id} account={account} conditions={data} />)}
      </Part>
      <Part name={brokers === undefined ? 'Instrument lists: not told yet' : 'Instrument lists'}>
        {brokers
          ?.filter((broker) => accounts.some((account) => account.broker === broker.id))
          .map((broker) => (
            <Line key={broker.id} name={broker.name} bad={broker.instruments.state === 'failed'}>
              {listWords(broker, now)}
            </Line>
          ))}
      </Part>
    </div>
  );
}

function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className="figures pb-0.5 text-label font-medium text-muted">{name}</h2>
      <dl>{children}</dl>
    </section>
  );
}

interface LineProps {
  readonly name: string;
  readonly bad?: boolean;
  readonly children: ReactNode;
}

function Line({ name, bad = false, children }: LineProps) {
  return (
    <div className="flex min-h-5 gap-3">
      <dt className="w-30 shrink-0 font-medium">{name}</dt>
      <dd className={clsx('figures min-w-0 wrap-anywhere', bad ? 'text-warn' : 'text-text-2')}>{children}</dd>
    </div>
  );
}

function ServerLine({ now }: { readonly now: number }) {
  const { state, heardAtMs } = useLink();
  const ms = useRoundTrip();
  const heard = heardAtMs === null ? 'nothing heard yet' : `heard ${formatAge(now - heardAtMs)} ago`;
  return (
    <Line name="Copydesk" bad={state === 'lost'}>
      {state === 'lost' ? 'no connection' : ms === undefined ? 'answer not timed yet' : `answers in ${ms} ms`}
      , {heard}
    </Line>
  );
}

/** Of any instrument that the page looks at. */
function heardWords(now: number): string {
  const at = prices.heardAtMs;
  return at === null ? 'no price was told yet' : `last price told ${formatAge(now - at)} ago`;
}

interface AccountLineProps {
  readonly account: Account;
  readonly conditions: ReadConditions;
}

const FEED_WORDS = {
  idle: 'idle, nothing is asked of it',
  connecting: 'connecting',
  up: 'up',
  late: 'late: up, but what it tells is old',
  silent: 'silent',
  refused: 'refused',
} as const;

function FeedLine({ account, conditions }: AccountLineProps) {
  const feed = conditions.accounts.find((one) => one.accountId === account.id)?.feed;
  if (feed === undefined) return null;
  const name = `Feed of ${accountName(account)}`;
  if (feed === null) return <Line name={name}>none while it is not logged in</Line>;
  const carried = feed.instruments === 0 ? '' : `, carries ${formatQuantity(feed.instruments)}`;
  return (
    <Line name={name} bad={feed.state === 'late' || feed.state === 'silent'}>
      {FEED_WORDS[feed.state]}
      {carried}
      {feed.reason === null ? '' : `: “${feed.reason}”`}
    </Line>
  );
}

function RateLine({ account, conditions }: AccountLineProps) {
  const told = conditions.accounts.find((one) => one.accountId === account.id);
  if (told === undefined) return null;
  const { orderRate, laneDepth } = told;
  return (
    <Line name={accountName(account)} bad={laneDepth > 0}>
      {orderRate === null ? 'its broker counts none' : `${orderRate.used} of ${orderRate.limit}`}
      {laneDepth === 0 ? '' : `, ${laneDepth} in its lane`}
    </Line>
  );
}

function listWords({ instruments }: Broker, now: number): string {
  const { state, rows, progress, loadedAt, problem } = instruments;
  const read = loadedAt === null ? 'none read yet' : `of ${formatUntil(loadedAt, now)}`;
  switch (state) {
    case 'loaded':
      return `${formatQuantity(rows)} rows ${read}`;
    case 'failed':
      return `${read}; the newer one failed: ${problem ?? 'no reason told'}`;
    case 'waiting':
      return `waits; ${read}`;
    case 'loading':
      return `${progress === null ? 'loading' : `${Math.round(progress * 100)}% read`}; ${read}`;
  }
}
