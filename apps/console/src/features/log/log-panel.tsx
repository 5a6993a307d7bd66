import type { JournalEvent } from '@copydesk/api-contract';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { FlatTable } from '../../components/table/flat-table.tsx';
import { Button } from '../../components/ui/button.tsx';
import type { Column } from '../../components/ui/table.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { formatQuantity, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { orderPath } from '../../lib/page-paths.ts';
import { formatTimeMs } from '../../lib/times.ts';
import { accountName } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { eventName } from './event-names.ts';
import { useLogTail } from './log-tail.ts';

const COLUMNS: readonly Column[] = [
  { id: 'time', name: 'Time', align: 'left', width: 'w-26' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-22' },
  { id: 'event', name: 'Event', align: 'left', width: 'w-45' },
  { id: 'what', name: 'What', align: 'left' },
  { id: 'number', name: 'No.', align: 'right', width: 'w-20' },
];

const BOX = 'h-6 rounded-box border border-edge bg-panel px-1 text-table text-text placeholder:text-muted';

/** The journal: everything that happened, newest first, as it happens. */
export function LogPanel() {
  const [, go] = useLocation();
  const { events, hasOlder, problem, readOlder } = useLogTail();
  const accounts = useAccounts((state) => state.list) ?? [];
  const [account, setAccount] = useState('');
  const [type, setType] = useState('');
  const [text, setText] = useState('');
  const types = useMemo(() => [...new Set((events ?? []).map((event) => event.type))].sort(), [events]);
  const shown = useMemo(
    () =>
      (events ?? []).filter(
        (event) =>
          (account === '' || event.accountId === account) &&
          (type === '' || event.type === type) &&
          (text === '' || `${subjectWords(event)} ${event.text}`.toLowerCase().includes(text.toLowerCase())),
      ),
    [events, account, type, text],
  );
  const hidden = (events?.length ?? 0) - shown.length;
  return (
    <>
      <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-2 border-b border-line px-2 phone:py-1">
        <select
          aria-label="Account of the log"
          className={BOX}
          value={account}
          onChange={(event) => setAccount(event.target.value)}
        >
          <option value="">All accounts</option>
          {byFamily(accounts).map((one) => (
            <option key={one.id} value={one.id}>
              {accountName(one)}
            </option>
          ))}
        </select>
        <select
          aria-label="Event"
          className={BOX}
          value={type}
          onChange={(event) => setType(event.target.value)}
        >
          <option value="">All events</option>
          {types.map((one) => (
            <option key={one} value={one}>
              {eventName(one)}
            </option>
          ))}
        </select>
        <input
          aria-label="Words of the log"
          placeholder="filter"
          className={`${BOX} w-40 phone:min-w-0 phone:flex-1`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {hidden === 0 ? null : (
          <span className="figures text-table text-text-2">{formatQuantity(hidden)} rows are hidden.</span>
        )}
        {hasOlder ? (
          <Button size="small" look="quiet" className="ml-auto" onClick={readOlder}>
            Older
          </Button>
        ) : null}
      </div>
      <FlatTable
        label="Log"
        columns={COLUMNS}
        lines={shown}
        idOf={eventKey}
        cellsOf={cells}
        read={events !== null}
        view={`${account}|${type}|${text}`}
        onKey={(id, event) => {
          const orderId = shown.find((one) => eventKey(one) === id)?.orderId ?? null;
          if (event.key === 'Enter' && orderId !== null) go(orderPath(orderId));
        }}
        empty={hidden > 0 ? 'Nothing matches.' : 'Nothing has happened yet.'}
        problems={problem === null ? [] : [problem]}
      />
    </>
  );
}

function eventKey(event: JournalEvent): string {
  return String(event.eventId);
}

/** `BUY NIFTY 01 DEC 26000 CE`: what the event is about; empty where that is no instrument. */
function subjectWords({ type, side, instrumentId, symbolName }: JournalEvent): string {
  if (instrumentId === null) return '';
  const name = nameOfId(instrumentId, symbolName ?? instrumentId, serverNow());
  // What an account holds too much or too little of has no side, though an order caused it.
  return side === null || type.startsWith('divergence') ? name : `${side} ${name}`;
}

function cells(event: JournalEvent) {
  const subject = subjectWords(event);
  return [
    <span key="time" className="figures">
      {formatTimeMs(event.at)}
    </span>,
    event.accountId === null || event.account === null ? (
      NOT_APPLICABLE
    ) : (
      <AccountName key="account" accountId={event.accountId} address={event.account} />
    ),
    eventName(event.type),
    <span key="what" title={`${subject} ${event.text}`.trim()}>
      {subject === '' ? null : <Subject words={subject} orderId={event.orderId} />}
      {event.text}
    </span>,
    formatQuantity(event.eventId),
  ];
}

/** Leads to the order, where the event is about one; Enter on its row does the same. */
function Subject({ words, orderId }: { readonly words: string; readonly orderId: string | null }) {
  if (orderId === null) return <span className="pr-2 font-medium">{words}</span>;
  return (
    <Link
      href={orderPath(orderId)}
      tabIndex={-1}
      className="mr-2 inline-flex min-h-6 items-center font-medium underline underline-offset-2"
    >
      {words}
    </Link>
  );
}
