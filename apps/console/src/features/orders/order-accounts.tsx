import { AccountName } from '../../components/account-name.tsx';
import { StatusWords } from '../../components/order-status.tsx';
import { NOT_APPLICABLE } from '../../lib/numbers.ts';
import { childTrouble, orderTrouble } from '../../lib/order-trouble.ts';
import { useScreen } from '../../lib/screen.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { AccountCards } from './order-account-cards.tsx';
import {
  ChildDeeds,
  type ChildProps,
  type FiguresProps,
  type OrderAccountsProps,
  OwnDeeds,
} from './order-account-deeds.tsx';
import { averageWords, filledWords } from './order-cells.tsx';

const HEADS = ['Account', 'Status', 'Filled', 'Average', 'Broker order'] as const;

/** What each account made of an order: its figures, what became of it, and what can be done. */
export function OrderAccounts(props: OrderAccountsProps) {
  return useScreen() === 'phone' ? <AccountCards {...props} /> : <AccountTable {...props} />;
}

function AccountTable({ order, live, onWhy }: OrderAccountsProps) {
  return (
    <table className="text-table">
      <caption className="sr-only">What each account made of it</caption>
      <thead className="text-label text-muted">
        <tr>
          {HEADS.map((name, index) => (
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
      <tbody>
        <Figures of={{ ...order, childId: order.id }} order={order} />
        <OwnTrouble order={order} live={live} />
        {order.childOrders.map((child) => (
          <ChildLines key={child.childId} order={order} child={child} live={live} onWhy={onWhy} />
        ))}
      </tbody>
    </table>
  );
}

function Figures({ of, order }: FiguresProps) {
  return (
    <tr className="figures h-6">
      <td className="px-3 first:pl-0">
        <AccountName accountId={of.accountId} address={of.account} withBroker />
      </td>
      <td className="px-3">
        <StatusWords status={of.status} of={order} />
      </td>
      <td className="px-3 text-right">{of.quantity === 0 ? NOT_APPLICABLE : filledWords(of)}</td>
      <td className="px-3 text-right">{averageWords(of.averagePrice)}</td>
      <td className="px-3">
        {of.brokerOrderIds.length === 0 ? NOT_APPLICABLE : of.brokerOrderIds.join(', ')}
      </td>
    </tr>
  );
}

function OwnTrouble({ order, live }: Pick<OrderAccountsProps, 'order' | 'live'>) {
  const trouble = orderTrouble(order, useBrokerName(order.accountId));
  return trouble === null ? null : (
    <tr>
      <td colSpan={HEADS.length} className="pb-1 text-text-2 wrap-anywhere">
        {trouble}
        {live ? <OwnDeeds order={order} /> : null}
      </td>
    </tr>
  );
}

function ChildLines(props: ChildProps) {
  const { order, child, live } = props;
  const trouble = childTrouble(child, useBrokerName(child.accountId));
  return (
    <>
      <Figures of={child} order={order} />
      {trouble === null ? null : (
        <tr>
          <td colSpan={HEADS.length} className="pb-1 text-text-2 wrap-anywhere">
            {trouble}
            {live ? <ChildDeeds {...props} /> : null}
          </td>
        </tr>
      )}
    </>
  );
}
