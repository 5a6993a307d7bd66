import { AccountName } from '../../components/account-name.tsx';
import { StatusWords } from '../../components/order-status.tsx';
import { NOT_APPLICABLE } from '../../lib/numbers.ts';
import { childTrouble, orderTrouble } from '../../lib/order-trouble.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import {
  ChildDeeds,
  type ChildProps,
  type FiguresProps,
  type OrderAccountsProps,
  OwnDeeds,
} from './order-account-deeds.tsx';
import { averageWords, filledWords } from './order-cells.tsx';

/** What each account made of an order, as a phone shows it: a card for each, its trouble in the full width under its figures. */
export function AccountCards(props: OrderAccountsProps) {
  const { order, live } = props;
  const trouble = orderTrouble(order, useBrokerName(order.accountId));
  return (
    <ul aria-label="What each account made of it" className="-mx-3 -mt-3">
      <li className={CARD}>
        <Figures of={{ ...order, childId: order.id }} order={order} />
        {trouble === null ? null : (
          <div className={TROUBLE}>
            {trouble}
            {live ? <OwnDeeds order={order} /> : null}
          </div>
        )}
      </li>
      {order.childOrders.map((child) => (
        <li key={child.childId} className={CARD}>
          <ChildCard {...props} child={child} />
        </li>
      ))}
    </ul>
  );
}

const CARD = 'border-b border-line px-3 py-2';
const TROUBLE = 'pt-0.5 text-table wrap-anywhere text-text-2';

function ChildCard(props: ChildProps) {
  const { order, child, live } = props;
  const trouble = childTrouble(child, useBrokerName(child.accountId));
  return (
    <>
      <Figures of={child} order={order} />
      {trouble === null ? null : (
        <div className={TROUBLE}>
          {trouble}
          {live ? <ChildDeeds {...props} /> : null}
        </div>
      )}
    </>
  );
}

function Figures({ of, order }: FiguresProps) {
  const ids = of.brokerOrderIds.join(', ');
  return (
    <div className="figures text-control">
      <div className="flex items-center justify-between gap-2">
        <AccountName accountId={of.accountId} address={of.account} withBroker />
        <StatusWords status={of.status} of={order} />
      </div>
      <div className="flex justify-between gap-2">
        <span>{of.quantity === 0 ? NOT_APPLICABLE : filledWords(of)}</span>
        <span>{of.averagePrice === null ? '' : `avg ${averageWords(of.averagePrice)}`}</span>
      </div>
      {ids === '' ? null : <div className="text-table wrap-anywhere text-text-2">Broker order {ids}</div>}
    </div>
  );
}
