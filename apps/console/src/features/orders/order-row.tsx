import type { Order } from '@copydesk/api-contract';
import { orderSchema } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { AccountName } from '../../components/account-name.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { CopiesSummary } from './copies-cell.tsx';
import {
  AckCell,
  averageWords,
  BrokerIdsCell,
  filledWords,
  priceOf,
  SideWord,
  spreadWords,
  typeWords,
} from './order-cells.tsx';
import { showOrder } from './orders-store.ts';
import { RowActions } from './row-actions.tsx';
import { StatusWords } from './status-cell.tsx';
import { orderTrouble } from './trouble-words.ts';

interface OrderRowProps {
  readonly order: Order;
  readonly open: boolean | undefined;
  readonly wide: boolean;
  readonly span: number;
  readonly rowProps: Readonly<Record<string, unknown>>;
  readonly onToggle: () => void;
  readonly onModify: () => void;
  readonly onTimeline: () => void;
}

/** A master's or standalone order. */
export function OrderRow({
  order,
  open,
  wide,
  span,
  rowProps,
  onToggle,
  onModify,
  onTimeline,
}: OrderRowProps) {
  const broker = useBrokerName(order.accountId);
  const name = `${order.side} ${instrumentName(order, serverNow())}`;
  const cancel = usePress(`cancel.${order.id}`, orderSchema);
  const onCancel = async (): Promise<void> => {
    cancel.clear();
    const end = await cancel.press({
      route: 'DELETE /api/orders/:id',
      path: `/api/orders/${encodeURIComponent(order.id)}`,
      words: `Cancel ${name}`,
    });
    if (end?.kind === 'done') showOrder(end.answer);
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };
  const words = [orderTrouble(order, broker), cancelWords(cancel.state)].filter((line) => line !== null);
  return (
    <>
      <tr
        {...rowProps}
        className="group h-6 text-text hover:bg-hover focus:bg-selected focus-within:bg-selected"
      >
        <Cell align="center" className="px-0">
          {open === undefined ? null : (
            <button
              type="button"
              tabIndex={-1}
              aria-label={open ? 'Close the children' : 'Open the children'}
              onClick={onToggle}
              className="inline-flex size-6 items-center justify-center align-middle text-text-2"
            >
              {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            </button>
          )}
        </Cell>
        <Cell className="figures">{formatTime(order.placedAt)}</Cell>
        <Cell>
          <AccountName accountId={order.accountId} address={order.account} withBroker={wide} />
        </Cell>
        <Cell>
          <SideWord side={order.side} />
        </Cell>
        <Cell title={order.instrumentId}>
          {instrumentName(order, serverNow())}
          {order.origin === 'desk' ? null : <span className="text-muted"> · {order.origin}</span>}
        </Cell>
        <Cell>{typeWords(order)}</Cell>
        <Cell figure>{filledWords(order)}</Cell>
        <Cell figure>{formatPrice(priceOf(order))}</Cell>
        <Cell figure>{averageWords(order.averagePrice)}</Cell>
        <Cell>
          {cancel.state.kind === 'sending' ? (
            <span className="text-text-2">Cancelling</span>
          ) : (
            <StatusWords status={order.status} orderType={order.orderType} since={order.updatedAt} />
          )}
        </Cell>
        <Cell className="relative">
          <CopiesSummary childOrders={order.childOrders} />
          <RowActions
            order={order}
            name={name}
            cancelling={cancel.state.kind === 'sending'}
            onCancel={() => void onCancel()}
            onModify={onModify}
            onTimeline={onTimeline}
          />
        </Cell>
        {wide ? (
          <>
            <Cell figure className="text-text-2">
              {order.childOrders.length === 0 ? NOT_APPLICABLE : spreadWords(order)}
            </Cell>
            <AckCell ackMs={order.ackMs} />
            <BrokerIdsCell ids={order.brokerOrderIds} />
          </>
        ) : null}
      </tr>
      {words.map((line) => (
        <tr key={line}>
          <td colSpan={4} />
          <td
            colSpan={span - 4}
            className={clsx(
              'px-1.5 pb-1 text-table wrap-anywhere',
              order.status === 'rejected' ? 'text-loss' : 'text-text-2',
            )}
          >
            {line}
          </td>
        </tr>
      ))}
    </>
  );
}

function cancelWords(state: ReturnType<typeof usePress>['state']): string | null {
  switch (state.kind) {
    case 'refused':
      return `Not cancelled: ${wordsOf(state.problem)}`;
    case 'never-arrived':
      return 'The cancel was not sent, no connection. The order stands as it was.';
    case 'unknown':
      return 'The cancel was sent, no answer yet. We are looking up what became of it.';
    default:
      return null;
  }
}
