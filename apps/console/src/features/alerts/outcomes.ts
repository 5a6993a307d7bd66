/** What is heard of an order's outcome as it happens; nothing is played again after a cut. */
import type { SocketMessages } from '@copydesk/api-contract';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, formatQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { play } from './sounds.ts';

/** A fill and a refusal each have their sound; the master's fill and every refusal are spoken, too. */
export function hearOrder({ type, order, parentOrderId }: SocketMessages['order']): void {
  if (order === null) return;
  const who = shortAccount(order.account);
  const what = `${order.side} ${formatQuantity(order.quantity)} ${instrumentName(order, serverNow())}`;
  if (type === 'order-filled' && order.status === 'filled') {
    play('fill');
    if (parentOrderId === null)
      announce('polite', `${who}: ${what} filled at ${formatPrice(order.averagePrice)}.`);
  }
  if (type === 'order-refused') {
    play('refusal');
    announce(
      'assertive',
      `${who}: ${what} refused. ${order.reason?.brokerText ?? order.reason?.text ?? ''}`.trim(),
    );
  }
}
