import type { ChildOrder, Order } from '@copydesk/api-contract';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { StatusWords } from '../../components/order-status.tsx';
import { isFinal } from '../../components/order-status-words.ts';
import { SideWord } from '../../components/side-word.tsx';
import { Button } from '../../components/ui/button.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { childTrouble, orderTrouble } from '../../lib/order-trouble.ts';
import { basketPath, orderPath } from '../../lib/page-paths.ts';
import { formatTime } from '../../lib/times.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { ChildActions } from './child-actions.tsx';
import { CopiesSummary } from './copies-cell.tsx';
import { averageWords, filledWords, priceOf, typeWords } from './order-cells.tsx';
import { type OrderFilter, showsOrder } from './order-filter.ts';
import { useOrders } from './orders-store.ts';
import { BasketMark, OriginMark } from './origin-mark.tsx';
import { ResolveButtons } from './resolve.tsx';
import { cancelWords, useCancel } from './use-cancel.ts';

/** The order book as a phone shows it: one card for each order, its children behind it. */
export function OrderCards(filter: OrderFilter) {
  const ids = useOrders((state) => state.ids);
  const byId = useOrders((state) => state.byId);
  if (ids === null) return <div className="flex-1 bg-bg" aria-busy />;
  const all = ids.flatMap((id) => byId[id] ?? []);
  const shown = all.filter((order) => showsOrder(order, filter));
  return (
    <ul aria-label="Orders" className="relative min-h-0 flex-1 overflow-auto bg-bg">
      {shown.length > 0 ? null : (
        <li className="p-3 text-control text-text-2">
          {all.length === 0
            ? 'No orders today. The Desk has the ticket.'
            : `Nothing matches. ${all.length} hidden.`}
        </li>
      )}
      {shown.map((order) => (
        <li key={order.id} className="border-b border-line bg-panel">
          <Card order={order} />
        </li>
      ))}
    </ul>
  );
}

function Card({ order }: { readonly order: Order }) {
  const [open, setOpen] = useState(false);
  const [, go] = useLocation();
  const name = `${order.side} ${instrumentName(order, serverNow())}`;
  const [cancelState, cancel] = useCancel(order, name);
  const trouble = orderTrouble(order, useBrokerName(order.accountId));
  const said = cancelWords(cancelState);
  const page = orderPath(order.id);
  return (
    <>
      <Terms order={order} />
      {trouble === null ? null : (
        <p className="px-3 pt-1 text-table wrap-anywhere text-text-2">
          {trouble}
          <ResolveButtons order={order} figures={order} account={order.account} child={null} />
        </p>
      )}
      {said === null ? null : <p className="px-3 pt-1 text-table text-loss">{said}</p>}
      <div className="flex items-center gap-2 px-3 py-1">
        {isFinal(order.status) ? null : (
          <Button
            look="danger"
            aria-label={`Cancel order ${name}`}
            disabled={cancelState.kind === 'sending'}
            onClick={cancel}
          >
            {cancelState.kind === 'sending' ? 'Sending' : 'Cancel'}
          </Button>
        )}
        <Link
          href={page}
          aria-label={`Timeline of ${name}`}
          className="inline-flex items-center rounded-box border border-edge bg-raised px-3 text-control font-medium"
        >
          Timeline
        </Link>
        {order.basketId === undefined ? null : (
          <Link
            href={basketPath(order.basketId)}
            aria-label={`Basket of ${name}`}
            className="inline-flex items-center rounded-box border border-edge bg-raised px-3 text-control font-medium"
          >
            Basket
          </Link>
        )}
        {order.childOrders.length === 0 ? null : (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="ml-auto inline-flex items-center gap-1.5 text-table"
          >
            <CopiesSummary childOrders={order.childOrders} />
            {open ? <ChevronUp aria-hidden size={16} /> : <ChevronDown aria-hidden size={16} />}
            <span className="sr-only">Children</span>
          </button>
        )}
      </div>
      {open ? (
        <ul aria-label="Children" className="bg-bg">
          {order.childOrders.map((child) => (
            <li key={child.childId} className="border-t border-line px-3 py-2">
              <Child
                order={order}
                child={child}
                onWhy={() => go(`${page}?account=${encodeURIComponent(child.accountId)}`)}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** What was asked for, and how far it is. */
function Terms({ order }: { readonly order: Order }) {
  return (
    <div className="figures px-3 pt-2 text-control">
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="font-semibold">
          <SideWord side={order.side} /> {instrumentName(order, serverNow())}
        </h2>
        <span>{filledWords(order)}</span>
      </div>
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-text-2">
          {typeWords(order)}
          <OriginMark origin={order.origin} />
          <BasketMark basketId={order.basketId} />{' '}
          {order.orderType === 'MARKET' ? '' : formatPrice(priceOf(order))}
          {order.averagePrice === null ? '' : ` avg ${averageWords(order.averagePrice)}`}
        </span>
        <StatusWords status={order.status} orderType={order.orderType} of={order} />
      </div>
      <div className="text-table text-text-2">
        {formatTime(order.placedAt)} ·{' '}
        <AccountName accountId={order.accountId} address={order.account} withBroker />
      </div>
    </div>
  );
}

interface ChildProps {
  readonly order: Order;
  readonly child: ChildOrder;
  readonly onWhy: () => void;
}

function Child({ order, child, onWhy }: ChildProps) {
  const trouble = childTrouble(child, useBrokerName(child.accountId));
  return (
    <>
      <div className="figures flex items-center justify-between gap-2 text-control">
        <AccountName accountId={child.accountId} address={child.account} child />
        <span>{child.quantity === 0 ? NOT_APPLICABLE : filledWords(child)}</span>
        <span>{averageWords(child.averagePrice)}</span>
        <StatusWords status={child.status} of={order} />
      </div>
      <div className="text-table wrap-anywhere text-text-2">
        {trouble}
        <ChildActions master={order} child={child} onWhy={onWhy} />
        <ResolveButtons order={order} figures={child} account={child.account} child={child.childId} />
      </div>
    </>
  );
}
