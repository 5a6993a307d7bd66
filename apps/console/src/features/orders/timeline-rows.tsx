import { timelineSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { call, wordsOf } from '../../lib/api-client.ts';
import { formatTimeMs } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useOrder } from './orders-store.ts';

/** Every event of an order and its children; the one that decided an account's outcome is marked. */
export function TimelineRows({ orderId, span }: { readonly orderId: string; readonly span: number }) {
  const order = useOrder(orderId);
  // Read again when anything about the order or a child has moved.
  const state = `${order?.updatedAt}/${order?.childOrders.map((child) => `${child.status}${child.filledQuantity}`).join()}`;
  const { data, error } = useQuery({
    queryKey: ['timeline', orderId, state],
    queryFn: ({ signal }) =>
      call({ path: `/api/orders/${encodeURIComponent(orderId)}/timeline`, answer: timelineSchema, signal }),
    placeholderData: (before) => before,
  });
  return (
    <tr className="bg-bg">
      <td colSpan={span} className="px-3 py-2">
        <div className="text-label font-medium text-muted">Timeline</div>
        {error === null ? null : <p className="text-table text-loss">{wordsOf(error)}</p>}
        <ol className="text-table">
          {data?.items.map((item) => (
            <li
              key={`${item.eventId}/${item.accountId}/${item.slice ?? ''}/${item.text}`}
              className={clsx(
                'grid grid-cols-[96px_72px_72px_1fr] gap-2',
                item.deciding ? 'text-text' : 'text-text-2',
              )}
            >
              <span className="figures">{formatTimeMs(item.at)}</span>
              <span className="figures text-right">+{Math.round(item.sinceMs)} ms</span>
              <span className="font-medium">{shortAccount(item.account)}</span>
              <span>
                {item.text}
                {item.deciding ? <span className="text-muted"> · decided</span> : null}
              </span>
            </li>
          ))}
        </ol>
      </td>
    </tr>
  );
}
