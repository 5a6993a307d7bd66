import { Bell } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { formatTime } from '../../lib/times.ts';
import { keyOf, useAlerts, waitsForYou } from '../../live/alerts-store.ts';
import type { Cause } from './causes.ts';

const SHOWN = 8;

/** What needs the person, counted; the whole list is a page. */
export function AlertsBell({ causes }: { readonly causes: readonly Cause[] }) {
  const alerts = useAlerts();
  const { items } = alerts;
  const [open, setOpen] = useState(false);
  const waiting = items.filter((alert) => waitsForYou(alert, alerts));
  const count = causes.length + waiting.length;
  const lines = [
    ...causes,
    ...waiting.map((alert) => ({
      ...alert,
      id: keyOf(alert),
      mark: 'care' as const,
      word: 'Look',
      href: '/alerts',
    })),
  ];
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={count === 0 ? 'Alerts' : `Alerts, ${count} need you`}
        className="inline-flex h-6 min-w-6 items-center justify-center gap-1 rounded-box px-1 text-text-2 hover:bg-hover hover:text-text"
      >
        <Bell aria-hidden size={15} />
        {count === 0 ? null : <span className="figures text-warn">{count}</span>}
      </Popover.Trigger>
      <Popover.Content
        align="end"
        sideOffset={6}
        aria-label="Alerts"
        className="z-30 max-h-96 w-96 max-w-[calc(100vw-16px)] overflow-auto rounded-box border border-line bg-panel p-2 text-table shadow-pop"
      >
        {lines.length === 0 ? <p className="p-2 text-text-2">Nothing needs you.</p> : null}
        <ul>
          {lines.slice(0, SHOWN).map((line) => (
            <li key={line.id} className="border-b border-line">
              <Link
                href={line.href}
                onClick={() => setOpen(false)}
                className="flex flex-col gap-0.5 p-1.5 hover:bg-hover"
              >
                <span className="flex items-center gap-2">
                  <StatusMark mark={line.mark} word={line.word} />
                  {line.at === null ? null : (
                    <time className="figures text-muted">{formatTime(line.at)}</time>
                  )}
                </span>
                <span>
                  {line.accountId === null || line.account === null ? null : (
                    <>
                      <AccountName accountId={line.accountId} address={line.account} />{' '}
                    </>
                  )}
                  {line.text}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        <Link
          href="/alerts"
          onClick={() => setOpen(false)}
          className="block p-1.5 font-medium text-text-2 hover:text-text"
        >
          {lines.length > SHOWN ? `All alerts, ${lines.length - SHOWN} more` : 'All alerts'}
        </Link>
      </Popover.Content>
    </Popover.Root>
  );
}
