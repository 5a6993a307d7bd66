import type { ChildOrder, Order } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { AccountName } from '../../components/account-name.tsx';
import { StatusWords } from '../../components/order-status.tsx';
import { SideWord } from '../../components/side-word.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { formatLots, formatPrice, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { childTrouble } from '../../lib/order-trouble.ts';
import { formatTime } from '../../lib/times.ts';
import { ORDER_TYPE_SHORT, sizingWords } from '../../lib/words.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { ChildActions } from './child-actions.tsx';
import {
  AckCell,
  averageWords,
  differenceWords,
  filledWords,
  priceOf,
  shortDifference,
} from './order-cells.tsx';
import { ResolveButtons } from './resolve.tsx';

interface ChildRowProps {
  readonly master: Order;
  readonly child: ChildOrder;
  readonly wide: boolean;
  /** With the last price. */
  readonly ltp: boolean;
  readonly span: number;
  readonly rowProps: Readonly<Record<string, unknown>>;
  /** Shows what decided about it. */
  readonly onWhy: () => void;
}

/** One child of a master's order, and under it what became of it, why, and what can be done. */
export function ChildRow({ master, child, wide, ltp, span, rowProps, onWhy }: ChildRowProps) {
  const broker = useBrokerName(child.accountId);
  const skipped = child.status === 'skipped';
  const trouble = childTrouble(child, broker);
  return (
    <>
      <tr
        {...rowProps}
        className={clsx(
          'group h-6 bg-bg hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)] focus-within:bg-selected',
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
        <Cell title={child.brokerOrderIds.join(', ')}>
          <StatusWords status={child.status} of={master} />
        </Cell>
        <Cell className="figures">{wide ? '' : shortDifference(child, master)}</Cell>
        {wide ? (
          <>
            {ltp ? <Cell /> : null}
            <Cell figure>{differenceWords(child, master)}</Cell>
            <AckCell ackMs={child.ackMs} />
            <Cell />
          </>
        ) : null}
      </tr>
      {/* Also without words: `Y` asks why a child that is done got what it got. */}
      {trouble === null ? (
        <tr hidden>
          <td>
            <ChildActions master={master} child={child} onWhy={onWhy} />
          </td>
        </tr>
      ) : (
        <tr className="bg-bg">
          <td colSpan={3} />
          <td colSpan={span - 3} className="px-1.5 pb-1 text-table text-text-2 wrap-anywhere">
            <span>{trouble}</span>
            <ChildActions master={master} child={child} onWhy={onWhy} />
            <ResolveButtons order={master} figures={child} account={child.account} child={child.childId} />
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
