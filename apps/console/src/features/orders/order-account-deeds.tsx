/** What is shown of each account of an order on its page, and what can be done about it there. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { ChildActions } from './child-actions.tsx';
import { ResolveButtons } from './resolve.tsx';

export interface OrderAccountsProps {
  readonly order: Order;
  /** It is of today's book: something can still be done about it. */
  readonly live: boolean;
  readonly onWhy: (accountId: string) => void;
}

export interface ChildProps extends OrderAccountsProps {
  readonly child: ChildOrder;
}

/** One account's figures: the master's own, or a child's. */
export interface FiguresProps {
  readonly of: Omit<ChildOrder, 'part' | 'orderId'>;
  /** The order as a whole. */
  readonly order: Order;
}

export function OwnDeeds({ order }: Pick<OrderAccountsProps, 'order'>) {
  return <ResolveButtons order={order} figures={order} account={order.account} child={null} />;
}

export function ChildDeeds({ order, child, onWhy }: ChildProps) {
  return (
    <>
      <ChildActions master={order} child={child} onWhy={() => onWhy(child.accountId)} />
      <ResolveButtons order={order} figures={child} account={child.account} child={child.childId} />
    </>
  );
}
