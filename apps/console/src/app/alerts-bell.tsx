import { Bell } from 'lucide-react';
import { Popover } from 'radix-ui';
import { formatTime } from '../lib/times.ts';
import { shortAccount } from '../lib/words.ts';
import { useAlerts } from '../live/alerts-store.ts';

/** What needs the person; opening it marks it as seen. */
export function AlertsBell() {
  const { items, unseen } = useAlerts();
  return (
    <Popover.Root
      onOpenChange={(open) => {
        if (open) useAlerts.setState({ unseen: 0 });
      }}
    >
      <Popover.Trigger
        aria-label={unseen === 0 ? 'Alerts' : `Alerts, ${unseen} not seen`}
        className="inline-flex h-6 min-w-6 items-center justify-center gap-1 rounded-box px-1 text-text-2 hover:bg-hover hover:text-text"
      >
        <Bell aria-hidden size={15} />
        {unseen === 0 ? null : <span className="figures text-warn">{unseen}</span>}
      </Popover.Trigger>
      <Popover.Content
        align="end"
        sideOffset={6}
        aria-label="Alerts"
        className="z-30 max-h-96 w-96 overflow-auto rounded-box border border-line bg-panel p-2 text-table shadow-pop"
      >
        {items.length === 0 ? <p className="p-2 text-text-2">Nothing needs you.</p> : null}
        <ul>
          {items.map((alert) => (
            <li
              key={`${alert.eventId}/${alert.code}/${alert.accountId}`}
              className="flex gap-2 border-b border-line p-1.5 last:border-0"
            >
              <time className="figures text-muted">{formatTime(alert.at)}</time>
              <span>
                {alert.account === null ? null : (
                  <b className="font-medium">{shortAccount(alert.account)} </b>
                )}
                {alert.text}
              </span>
            </li>
          ))}
        </ul>
      </Popover.Content>
    </Popover.Root>
  );
}
