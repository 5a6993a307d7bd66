/** What happened to an order, what it means, what happens next: one sentence beside its account. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';

/** Null where the status says everything. */
export function childTrouble(child: ChildOrder, broker: string): string | null {
  const name = shortAccount(child.account);
  if (child.status === 'uncertain') return checkingWords(broker, child.certainBy);
  if (child.status === 'rejected') {
    const words = child.reason?.brokerText ?? child.reason?.text ?? 'no reason given';
    return `${broker} refused ${name}: “${words}”. The other accounts go on.`;
  }
  if (child.reason === null) return null;
  return sentence(child.reason.text);
}

/** The same for the master's own order, or one that is not copied. */
export function orderTrouble(order: Order, broker: string): string | null {
  if (order.status === 'uncertain') return checkingWords(broker, order.certainBy);
  if (order.status === 'rejected') {
    const words = order.reason?.brokerText ?? order.reason?.text ?? 'no reason given';
    const children = order.childOrders.length === 0 ? ', no child was sent' : '';
    const placed = order.filledQuantity === 0 ? ` Nothing was placed${children}.` : '';
    return `${broker} refused: “${words}”.${placed}`;
  }
  return order.reason === null ? null : sentence(order.reason.text);
}

function checkingWords(broker: string, certainBy: string | null): string {
  const end = certainBy === null ? '' : ` Certain by ${formatTime(certainBy)}.`;
  return `Sent to ${broker}, no answer yet. We are checking the order book before anything else is sent.${end}`;
}

function sentence(text: string): string {
  return /[.!?”"]$/.test(text) ? text : `${text}.`;
}
