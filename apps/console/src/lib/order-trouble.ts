/** What happened to an order, what it means, what happens next: one sentence beside its account. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { formatTime } from './times.ts';
import { shortAccount } from './words.ts';

/** Null where the status says everything. */
export function childTrouble(child: ChildOrder, broker: string): string | null {
  const name = shortAccount(child.account);
  if (child.status === 'uncertain') return checkingWords(broker, child.certainBy);
  if (child.status === 'rejected') {
    return withWait(`${broker} refused ${name}: “${quoted(child.reason)}”. The other accounts go on.`, child);
  }
  return withWait(child.reason === null ? null : sentence(child.reason.text), child);
}

/** The same for the master's own order, or one that is not copied. */
export function orderTrouble(order: Order, broker: string): string | null {
  if (order.status === 'uncertain') return checkingWords(broker, order.certainBy);
  if (order.status === 'rejected') {
    const children = order.childOrders.length === 0 ? ', no child was sent' : '';
    const placed = order.filledQuantity === 0 ? ` Nothing was placed${children}.` : '';
    return withWait(`${broker} refused: “${quoted(order.reason)}”.${placed}`, order);
  }
  return withWait(order.reason === null ? null : sentence(order.reason.text), order);
}

function checkingWords(broker: string, certainBy: string | null): string {
  const end = certainBy === null ? '' : ` Certain by ${formatTime(certainBy)}.`;
  return `Sent to ${broker}, no answer yet. We are checking the order book before anything else is sent.${end}`;
}

/** What it waits for, after what else there is to say. */
function withWait(said: string | null, { waits }: Pick<ChildOrder, 'waits'>): string | null {
  if (waits === undefined || waits === null) return said;
  const words = `Waits. ${waits.text}`;
  return said === null ? words : `${said} ${words}`;
}

/** A broker's own words, without the full stop that the sentence around them sets. */
function quoted(reason: Order['reason']): string {
  return (reason?.brokerText ?? reason?.text ?? 'no reason given').replace(/\.$/, '');
}

function sentence(text: string): string {
  return /[.!?”"]$/.test(text) ? text : `${text}.`;
}
