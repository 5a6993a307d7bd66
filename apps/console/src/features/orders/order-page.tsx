import { orderSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { StatusWords } from '../../components/order-status.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { call, wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice } from '../../lib/numbers.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { formatTimeMs } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { averageWords, filledWords, priceOf, typeWords } from './order-cells.tsx';
import { useOrder } from './orders-store.ts';
import { TimelinePanel } from './timeline-panel.tsx';

interface OrderPageProps {
  readonly id: string;
  /** The account whose story is asked for. */
  readonly account: string | null;
}

/** One order, what each account made of it, and when: "why did c3 not get this?" */
export function OrderPage({ id, account }: OrderPageProps) {
  const live = useOrder(id);
  const { data, error } = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) =>
      call({ path: `/api/orders/${encodeURIComponent(id)}`, answer: orderSchema, signal }),
    enabled: live === undefined,
  });
  const order = live ?? data;
  const [shown, setShown] = useState(account ?? '');
  if (order === undefined) {
    return (
      <div className="flex-1 bg-panel p-3" aria-busy={error === null}>
        {error === null ? null : <Notice tone="bad">{wordsOf(error)}</Notice>}
      </div>
    );
  }
  const accounts = [
    { value: '', label: 'All' },
    ...[order, ...order.childOrders].map((one) => ({
      value: one.accountId,
      label: shortAccount(one.account),
    })),
  ].filter((one, index, all) => all.findIndex((other) => other.value === one.value) === index);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-4 border-b border-line px-3 text-control">
        <h1 className="text-title font-semibold">
          {order.side} {instrumentName(order, serverNow())}
        </h1>
        <span>{typeWords(order)}</span>
        <span className="figures">
          {filledWords(order)} at {formatPrice(priceOf(order))}
        </span>
        <StatusWords status={order.status} orderType={order.orderType} since={order.updatedAt} />
        <span className="figures text-text-2">{formatTimeMs(order.placedAt)}</span>
        {order.basketId === undefined ? null : (
          <Link
            href={basketPath(order.basketId)}
            className="inline-flex min-h-6 items-center underline underline-offset-2"
          >
            Its basket
          </Link>
        )}
        {order.tag === null ? null : <span className="text-text-2">“{order.tag}”</span>}
      </div>
      <div className="max-w-5xl p-3">
        <table className="text-table phone:block phone:overflow-x-auto">
          <caption className="sr-only">What each account made of it</caption>
          <thead className="text-label text-muted">
            <tr>
              {['Account', 'Status', 'Filled', 'Average', 'Broker order'].map((name, index) => (
                <th
                  key={name}
                  scope="col"
                  className={`px-3 font-medium first:pl-0 ${index === 2 || index === 3 ? 'text-right' : 'text-left'}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="figures">
            {[{ ...order, childId: order.id }, ...order.childOrders].map((one) => (
              <tr key={one.childId} className="h-6">
                <td className="px-3 first:pl-0">
                  <AccountName accountId={one.accountId} address={one.account} withBroker />
                </td>
                <td className="px-3">
                  <StatusWords status={one.status} since={order.updatedAt} />
                </td>
                <td className="px-3 text-right">{one.quantity === 0 ? '—' : filledWords(one)}</td>
                <td className="px-3 text-right">{averageWords(one.averagePrice)}</td>
                <td className="px-3">
                  {one.brokerOrderIds.length === 0 ? '—' : one.brokerOrderIds.join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="py-3">
          <Choice
            legend="Whose events"
            options={accounts}
            value={shown}
            onChange={setShown}
            className="max-w-md"
          />
        </div>
        <TimelinePanel order={order} account={shown === '' ? null : shown} />
      </div>
    </div>
  );
}
