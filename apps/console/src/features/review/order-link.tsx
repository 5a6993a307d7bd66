import type { Order } from '@copydesk/api-contract';
import { Link } from 'wouter';
import { SideWord } from '../../components/side-word.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { orderPath } from '../../lib/page-paths.ts';
import { serverNow } from '../../live/link-store.ts';

interface OrderLinkProps {
  readonly order: Order;
  /** Also whether it bought or sold. */
  readonly withSide?: boolean;
  /** Whose part of it is shown. */
  readonly accountId?: string;
}

/** The way to an order's own page. */
export function OrderLink({ order, withSide = false, accountId }: OrderLinkProps) {
  return (
    <Link
      href={orderPath(order.id, accountId)}
      className="inline-flex min-h-6 items-center gap-1 underline underline-offset-2"
    >
      {withSide ? <SideWord side={order.side} /> : null}
      {instrumentName(order, serverNow())}
    </Link>
  );
}
