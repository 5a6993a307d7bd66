import type { Order } from '@copydesk/api-contract';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { AccountName } from '../../components/account-name.tsx';
import { LastPrice } from '../../components/live-price.tsx';
import { StatusWords } from '../../components/order-status.tsx';
import { SideWord } from '../../components/side-word.tsx';
import { Cell, NoteRow } from '../../components/ui/table.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { orderTrouble } from '../../lib/order-trouble.ts';
import { formatTime } from '../../lib/times.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { priceKey } from '../../live/price-store.ts';
import { CopiesSummary } from './copies-cell.tsx';
import { ModifyCells, useModify } from './modify-cells.tsx';
import { AckCell, averageWords, filledWords, priceOf, spreadWords, typeWords } from './order-cells.tsx';
import { BasketMark, OriginMark } from './origin-mark.tsx';
import { ResolveButtons } from './resolve.tsx';
import { RowActions } from './row-actions.tsx';
import { cancelWords, useCancel } from './use-cancel.ts';

interface OrderRowProps {
  readonly order: Order;
  readonly open: boolean | undefined;
  readonly wide: boolean;
  /** With the last price. */
  readonly ltp: boolean;
  readonly span: number;
  readonly rowProps: Readonly<Record<string, unknown>>;
  /** Its terms are edited in their cells. */
  readonly modifying: boolean;
  readonly onToggle: () => void;
  readonly onModify: () => void;
  readonly onModified: () => void;
  readonly onTimeline: () => void;
}

/** A master's or standalone order, and under it what has to be said about it. */
export function OrderRow(props: OrderRowProps) {
  const { order, open, wide, ltp, span, rowProps, modifying } = props;
  const broker = useBrokerName(order.accountId);
  const name = `${order.side} ${instrumentName(order, serverNow())}`;
  const [cancelState, cancel] = useCancel(order, name);
  const modify = useModify(order, modifying, props.onModified);
  const trouble = orderTrouble(order, broker);
  const actions = (
    <RowActions
      order={order}
      name={name}
      cancelling={cancelState.kind === 'sending'}
      onCancel={cancel}
      onModify={props.onModify}
      onTimeline={props.onTimeline}
    />
  );
  return (
    <>
      <tr
        {...rowProps}
        className="group h-6 bg-panel text-text hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)] focus-within:bg-selected"
      >
        <Cell align="center" className="px-0">
          {open === undefined ? null : (
            <button
              type="button"
              tabIndex={-1}
              aria-label={open ? 'Close the children' : 'Open the children'}
              onClick={props.onToggle}
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
        <Cell title={order.instrumentId}>{instrumentName(order, serverNow())}</Cell>
        <Cell>
          {typeWords(order)}
          <OriginMark origin={order.origin} />
          <BasketMark basketId={order.basketId} />
        </Cell>
        {modifying ? (
          <ModifyCells order={order} modify={modify} />
        ) : (
          <>
            <Cell figure>{filledWords(order)}</Cell>
            <Cell figure>{formatPrice(priceOf(order))}</Cell>
            <Cell figure>{averageWords(order.averagePrice)}</Cell>
          </>
        )}
        <Cell title={order.brokerOrderIds.join(', ')}>
          {cancelState.kind === 'sending' ? (
            <span className="text-text-2">Cancelling</span>
          ) : (
            <StatusWords status={order.status} orderType={order.orderType} of={order} />
          )}
        </Cell>
        <Cell className="relative">
          <CopiesSummary childOrders={order.childOrders} />
          {wide ? null : (
            <span className="absolute inset-y-0 right-1 hidden items-center gap-1 bg-selected pl-1 group-hover:flex group-focus:flex group-focus-within:flex">
              {actions}
            </span>
          )}
        </Cell>
        {wide ? (
          <>
            {ltp ? (
              <Cell figure>
                <LastPrice of={priceKey(order.environment, order.instrumentId)} />
              </Cell>
            ) : null}
            <Cell figure className="text-text-2">
              {order.childOrders.length === 0 ? NOT_APPLICABLE : spreadWords(order)}
            </Cell>
            <AckCell ackMs={order.ackMs} />
            <Cell align="right" className="px-0">
              <span className="inline-flex align-middle">{actions}</span>
            </Cell>
          </>
        ) : null}
      </tr>
      {trouble === null ? null : (
        <NoteRow span={span} indent={3} bad={order.status === 'rejected'}>
          {trouble}
          <ResolveButtons order={order} figures={order} account={order.account} child={null} />
        </NoteRow>
      )}
      {[cancelWords(cancelState), modify.words].map((line, index) =>
        line === null ? null : (
          // oxlint-disable-next-line react/no-array-index-key -- the two lines stand in a fixed order
          <NoteRow key={index} span={span} indent={3} bad={index === 1 && modify.isFault}>
            {line}
          </NoteRow>
        ),
      )}
    </>
  );
}
