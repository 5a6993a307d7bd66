import { type Order, timelineSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { call, wordsOf } from '../../lib/api-client.ts';
import { formatTimeMs } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { sinceWords } from './timeline-lanes.ts';
import { TimelinePicture } from './timeline-picture.tsx';

const READ_EVERY_MS = 2_000;

interface TimelinePanelProps {
  readonly order: Order;
  /** Words of this account alone: why did it get this? */
  readonly account: string | null;
}

/** Every event of an order and its children as a picture and in words; the one that decided an account's outcome is marked. */
export function TimelinePanel({ order, account }: TimelinePanelProps) {
  // Read again when anything about the order or a child has moved.
  const state = `${order.updatedAt}/${order.childOrders.map((child) => `${child.status}${child.filledQuantity}`).join()}`;
  const { data, error } = useQuery({
    queryKey: ['timeline', order.id, state],
    queryFn: ({ signal }) =>
      call({ path: `/api/orders/${encodeURIComponent(order.id)}/timeline`, answer: timelineSchema, signal }),
    placeholderData: (before) => before,
    // What it waits for changes without an event.
    refetchInterval: ({ state: { data: read } }) =>
      (read?.waiting ?? []).length > 0 ? READ_EVERY_MS : false,
  });
  const items = data?.items ?? [];
  const isTold = (one: { readonly accountId: string }): boolean =>
    account === null || one.accountId === account;
  const told = items.filter(isTold);
  const waiting = (data?.waiting ?? []).filter(isTold);
  return (
    <section aria-label="Timeline">
      <h2 className="text-label font-medium text-muted">Timeline</h2>
      {error === null ? null : <p className="text-table text-loss">{wordsOf(error)}</p>}
      <TimelinePicture items={items} />
      <ol className="pt-1 text-table" aria-label="Events">
        {told.map((item) => (
          <li
            key={`${item.eventId}/${item.accountId}/${item.slice ?? ''}/${item.text}`}
            className={clsx(
              'grid grid-cols-[96px_84px_64px_1fr] gap-x-2 phone:grid-cols-[96px_84px_1fr] phone:pb-1.5',
              item.deciding ? 'text-text' : 'text-text-2',
            )}
          >
            <span className="figures">{formatTimeMs(item.at)}</span>
            <span className="figures text-right">+{sinceWords(item.sinceMs)}</span>
            <span className="font-medium">{shortAccount(item.account)}</span>
            <span className="wrap-anywhere phone:col-span-full">
              {item.deciding ? `${item.text.replace(/\.$/, '')} · ` : item.text}
              {item.deciding ? <span className="font-medium">decided</span> : null}
            </span>
          </li>
        ))}
        {waiting.map((one) => (
          <li
            key={`${one.accountId}/${one.orderId ?? one.part ?? ''}`}
            className="grid grid-cols-[96px_84px_64px_1fr] gap-x-2 text-text phone:grid-cols-[96px_84px_1fr] phone:pb-1.5"
          >
            <span className="col-span-2">Now</span>
            <span className="font-medium">{shortAccount(one.account)}</span>
            <span className="wrap-anywhere phone:col-span-full">Waits. {one.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
