import type { Account, Order } from '@copydesk/api-contract';
import type { ReactNode } from 'react';
import { Notice } from '../../components/ui/notice.tsx';
import { PressOutcome } from '../../components/ui/press-outcome.tsx';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import type { PressState } from '../../live/use-press.ts';

interface OutcomeProps {
  readonly state: PressState<Order>;
  readonly account: Account | undefined;
  /** Fields whose faults stand beside them already. */
  readonly shownPaths: ReadonlySet<string>;
  readonly onClear: () => void;
}

/** What became of the press, until the next one. */
export function Outcome({ state, account, shownPaths, onClear }: OutcomeProps) {
  return (
    <PressOutcome
      state={state}
      shownPaths={shownPaths}
      onClear={onClear}
      taken={(order, action) => <Answered order={order} account={account} action={action} />}
    />
  );
}

function Answered({
  order,
  account,
  action,
}: {
  order: Order;
  account: Account | undefined;
  action: ReactNode;
}) {
  const name = shortAccount(order.account);
  if (order.status === 'rejected' || order.status === 'denied') {
    const words = (order.reason?.brokerText ?? order.reason?.text ?? 'no reason given').replace(/\.$/, '');
    return (
      <Notice tone="bad" action={action}>
        {account?.brokerName ?? 'The broker'} refused: “{words}”. Nothing was placed
        {order.groupId === null ? '.' : ', no child was sent.'}
      </Notice>
    );
  }
  if (order.status === 'uncertain' || order.status === 'sending') {
    return (
      <Notice tone="unknown" action={action}>
        Sent to {account?.brokerName ?? 'the broker'}, no answer yet. The order book shows what becomes of it.
      </Notice>
    );
  }
  return (
    <Notice tone="good" action={action}>
      Placed in {name} {formatTime(order.placedAt)}.{' '}
      {order.childOrders.length === 0 ? '' : 'The order book shows each child.'}
    </Notice>
  );
}
