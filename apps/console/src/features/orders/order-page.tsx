import { type Order, orderSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { StatusWords } from '../../components/order-status.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, call, wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice } from '../../lib/numbers.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { formatTimeMs } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { OrderAccounts } from './order-accounts.tsx';
import { filledWords, priceOf, typeWords } from './order-cells.tsx';
import { useOrder } from './orders-store.ts';
import { TimelinePanel } from './timeline-panel.tsx';
import { useWaits } from './use-waits.ts';

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
  useWaits(live === undefined ? [] : [live]);
  const [shown, setShown] = useState(account ?? '');
  if (order === undefined) return <NoOrder error={error} />;
  const accounts = [
    { value: '', label: 'All' },
    ...[order, ...order.childOrders].map((one) => ({
      value: one.accountId,
      label: shortAccount(one.account),
    })),
  ].filter((one, index, all) => all.findIndex((other) => other.value === one.value) === index);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <Terms order={order} />
      <div className="p-3">
        <OrderAccounts order={order} live={live !== undefined} onWhy={setShown} />
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

/** What was asked for, and how far it is. */
function Terms({ order }: { readonly order: Order }) {
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-4 border-b border-line px-3 text-control">
      <h1 className="text-title font-semibold">
        {order.side} {instrumentName(order, serverNow())}
      </h1>
      <span>{typeWords(order)}</span>
      <span className="figures">
        {filledWords(order)} at {order.orderType === 'MARKET' ? 'market' : formatPrice(priceOf(order))}
      </span>
      <StatusWords status={order.status} orderType={order.orderType} of={order} />
      <span className="figures text-text-2">{formatTimeMs(order.placedAt)}</span>
      {order.basketId === undefined ? null : (
        <Link href={basketPath(order.basketId)} className={LINK}>
          Its basket
        </Link>
      )}
      {order.tag === null ? null : <span className="text-text-2">“{order.tag}”</span>}
    </div>
  );
}

const LINK = 'inline-flex min-h-6 items-center underline underline-offset-2';

/** While it is read, or where there is none. */
function NoOrder({ error }: { readonly error: Error | null }) {
  const absent = error instanceof ApiProblem && error.problem.code === 'order-not-found';
  return (
    <div className="flex flex-1 flex-col bg-panel" aria-busy={error === null}>
      <div className="flex min-h-10 shrink-0 items-center border-b border-line px-3">
        <h1 className="text-title font-semibold">Order</h1>
      </div>
      {error === null ? (
        <Skeleton />
      ) : (
        <div className="flex flex-col items-start gap-2 p-3 text-control">
          {absent ? (
            <p>No order has this id. An order that was never written down was never sent.</p>
          ) : (
            <Notice tone="bad">{wordsOf(error)}</Notice>
          )}
          <p className="flex gap-4">
            <Link href="/orders" className={LINK}>
              Orders of today
            </Link>
            <Link href="/review" className={LINK}>
              Review of another day
            </Link>
          </p>
        </div>
      )}
    </div>
  );
}

/** Rows of the real height; nothing is drawn in the first moment. */
function Skeleton(): ReactNode {
  return (
    <div aria-hidden className="appear-late flex flex-col p-3">
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex h-6 items-center">
          <div className="h-3 w-full max-w-xl rounded-box bg-hover" />
        </div>
      ))}
    </div>
  );
}
