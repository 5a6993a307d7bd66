import type { ChildOrder, Order } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { AccountName } from '../../components/account-name.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { formatLots, formatPrice, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { ORDER_TYPE_SHORT, sizingWords } from '../../lib/words.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import {
  AckCell,
  averageWords,
  BrokerIdsCell,
  differenceWords,
  filledWords,
  priceOf,
  SideWord,
} from './order-cells.tsx';
import { StatusWords } from './status-cell.tsx';
import { childTrouble } from './trouble-words.ts';

interface ChildRowProps {
  readonly master: Order;
  readonly child: ChildOrder;
  readonly wide: boolean;
  readonly span: number;
  readonly rowProps: Readonly<Record<string, unknown>>;
}

/** One child of a master's order, and beside it what became of it and why. */
export function ChildRow({ master, child, wide, span, rowProps }: ChildRowProps) {
  const broker = useBrokerName(child.accountId);
  const skipped = child.status === 'skipped';
  const trouble = childTrouble(child, broker);
  const delta = differenceWords(child, master);
  return (
    <>
      <tr
        {...rowProps}
        className={clsx(
          'group h-6 bg-bg focus:bg-selected hover:bg-hover',
          skipped ? 'text-text-2' : 'text-text',
        )}
      >
        <Cell />
        <Cell className="figures">{formatTime(master.placedAt)}</Cell>
        <Cell>
          <AccountName accountId={child.accountId} address={child.account} child withBroker={wide} />
        </Cell>
        <Cell>
          <SideWord side={master.side} />
        </Cell>
        <Cell>{useRuleWords(master, child)}</Cell>
        <Cell>{ORDER_TYPE_SHORT[master.orderType]}</Cell>
        <Cell figure>{child.quantity === 0 ? NOT_APPLICABLE : filledWords(child)}</Cell>
        <Cell figure>{child.quantity === 0 ? NOT_APPLICABLE : formatPrice(priceOf(master))}</Cell>
        <Cell figure>{averageWords(child.averagePrice)}</Cell>
        <Cell>
          <StatusWords status={child.status} since={master.updatedAt} />
        </Cell>
        <Cell className="figures" title={wide ? undefined : child.brokerOrderIds.join(', ')}>
          {wide || child.brokerOrderIds.length === 0 ? '' : child.brokerOrderIds[0]}
        </Cell>
        {wide ? (
          <>
            <Cell figure>{delta}</Cell>
            <AckCell ackMs={child.ackMs} />
            <BrokerIdsCell ids={child.brokerOrderIds} />
          </>
        ) : null}
      </tr>
      {trouble === null ? null : (
        <tr className="bg-bg">
          <td colSpan={4} />
          <td colSpan={span - 4} className="px-1.5 pb-1 text-table text-text-2 wrap-anywhere">
            {trouble}
          </td>
        </tr>
      )}
    </>
  );
}

/** The rule that sized it: `×0.5 → 2 lots`; an exit follows the position instead. */
function useRuleWords(master: Order, child: ChildOrder): string {
  const sizing = useGroups((state) =>
    state.list
      ?.find((group) => group.id === master.groupId)
      ?.children.find((link) => link.accountId === child.accountId),
  )?.sizing;
  const lot = master.lotSize ?? 1;
  const size = lot > 1 ? formatLots(Math.trunc(child.quantity / lot)) : `${child.quantity}`;
  const rule =
    child.part === 'exit' ? 'exit, its share' : sizing === undefined ? 'copied' : sizingWords(sizing);
  return child.quantity === 0 ? rule : `${rule} → ${size}`;
}
