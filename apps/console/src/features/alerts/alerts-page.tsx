import { clsx } from 'clsx';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { Button } from '../../components/ui/button.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { formatTime } from '../../lib/times.ts';
import { type KeptAlert, keyOf, markSeen, mute, useAlerts, waitsForYou } from '../../live/alerts-store.ts';
import { AlertSettings } from './alert-settings.tsx';
import type { Cause } from './causes.ts';

const TAB =
  'inline-flex h-8 items-center gap-1.5 border-b-2 border-transparent px-2 text-control text-text-2 hover:text-text data-[state=active]:border-text data-[state=active]:font-medium data-[state=active]:text-text focus-visible:-outline-offset-2';

type Tab = 'needs-you' | 'all' | 'muted';

/** Those that need the person first; a cause that ends closes its alert by itself. */
export function AlertsPage({ causes }: { readonly causes: readonly Cause[] }) {
  const alerts = useAlerts();
  const { items, muted } = alerts;
  const [tab, setTab] = useState<Tab>('needs-you');
  const waiting = items.filter((alert) => waitsForYou(alert, alerts));
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-10 shrink-0 items-center border-b border-line px-3">
        <h1 className="text-title font-semibold">Alerts</h1>
      </div>
      <div className="flex flex-wrap items-start gap-6 p-3">
        <Tabs.Root
          value={tab}
          onValueChange={(value) => setTab(value as Tab)}
          className="min-w-0 flex-1 basis-120"
        >
          <Tabs.List aria-label="Which alerts" className="flex border-b border-line">
            <Tabs.Trigger value="needs-you" className={TAB}>
              Needs you <span className="figures text-muted">{causes.length + waiting.length}</span>
            </Tabs.Trigger>
            <Tabs.Trigger value="all" className={TAB}>
              All <span className="figures text-muted">{causes.length + items.length}</span>
            </Tabs.Trigger>
            <Tabs.Trigger value="muted" className={TAB}>
              Muted <span className="figures text-muted">{muted.length}</span>
            </Tabs.Trigger>
          </Tabs.List>
          <Tabs.Content value="needs-you" tabIndex={-1}>
            {causes.length + waiting.length === 0 ? (
              <p className="p-3 text-table text-text-2">
                Nothing needs you. Every account that copies is logged in, no order is unknown, no child
                differs.
              </p>
            ) : null}
            <ul>
              {causes.map((cause) => (
                <CauseLine key={cause.id} cause={cause} />
              ))}
              {waiting.map((alert) => (
                <AlertLine key={keyOf(alert)} alert={alert} seen={false} />
              ))}
            </ul>
          </Tabs.Content>
          <Tabs.Content value="all" tabIndex={-1}>
            {causes.length + items.length === 0 ? (
              <p className="p-3 text-table text-text-2">Nothing was called out today.</p>
            ) : null}
            <ul>
              {causes.map((cause) => (
                <CauseLine key={cause.id} cause={cause} />
              ))}
              {items.map((alert) => (
                <AlertLine key={keyOf(alert)} alert={alert} seen={!waitsForYou(alert, alerts)} />
              ))}
            </ul>
          </Tabs.Content>
          <Tabs.Content value="muted" tabIndex={-1}>
            {muted.length === 0 ? (
              <p className="p-3 text-table text-text-2">
                No kind is muted. A muted kind neither counts nor sounds; it still stands under All.
              </p>
            ) : null}
            <ul>
              {muted.map((code) => (
                <li key={code} className="flex items-center gap-3 border-b border-line p-2 text-table">
                  <span className="flex-1">{kindWords(code)}</span>
                  <Button
                    size="small"
                    aria-label={`Unmute ${kindWords(code)}`}
                    onClick={() => mute(code, false)}
                  >
                    Unmute
                  </Button>
                </li>
              ))}
            </ul>
          </Tabs.Content>
        </Tabs.Root>
        <AlertSettings />
      </div>
    </div>
  );
}

/** `market-closes-soon` reads as words: codes are written so. */
function kindWords(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The account before the sentence about it. */
function Whose({ accountId, account }: Pick<Cause, 'accountId' | 'account'>) {
  if (accountId === null || account === null) return null;
  return (
    <>
      <AccountName accountId={accountId} address={account} />{' '}
    </>
  );
}

const LINE = 'flex flex-wrap items-start gap-x-3 gap-y-1 border-b border-line px-2 py-2 text-table';

function CauseLine({ cause }: { readonly cause: Cause }) {
  return (
    <li className={LINE}>
      <time className="figures w-14 shrink-0 text-muted">
        {cause.at === null ? 'now' : formatTime(cause.at)}
      </time>
      <span className="w-24 shrink-0">
        <StatusMark mark={cause.mark} word={cause.word} />
      </span>
      <p className="min-w-0 flex-1 basis-60">
        <Whose {...cause} />
        {cause.text}
      </p>
      <Link
        href={cause.href}
        aria-label={`${cause.action}: ${cause.text}`}
        className="inline-flex h-6 shrink-0 items-center rounded-box border border-edge bg-raised px-2 font-medium hover:bg-hover"
      >
        {cause.action}
      </Link>
    </li>
  );
}

function AlertLine({ alert, seen }: { readonly alert: KeptAlert; readonly seen: boolean }) {
  return (
    <li className={clsx(LINE, seen && 'text-text-2')}>
      <time className="figures w-14 shrink-0 text-muted">{formatTime(alert.at)}</time>
      <span className="w-24 shrink-0">
        <StatusMark mark={seen ? 'done' : 'care'} word={seen ? 'Seen' : 'Look'} />
      </span>
      <p className="min-w-0 flex-1 basis-60">
        <Whose {...alert} />
        {alert.text}
      </p>
      {seen ? null : (
        <span className="inline-flex shrink-0 gap-1">
          <Button size="small" aria-label={`Seen: ${alert.text}`} onClick={() => markSeen(alert.eventId)}>
            Seen
          </Button>
          <Button
            size="small"
            look="quiet"
            aria-label={`Mute kind: ${kindWords(alert.code)}`}
            onClick={() => mute(alert.code, true)}
          >
            Mute kind
          </Button>
        </span>
      )}
    </li>
  );
}
