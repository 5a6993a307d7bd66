import type { ChildOrder, Order } from '@copydesk/api-contract';
import { Cell } from '../../components/ui/table.tsx';
import { differenceOf } from '../../lib/copy-difference.ts';
import { formatMoney, formatQuantity, money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { ORDER_TYPE_SHORT, productWord } from '../../lib/words.ts';

/** `LMT NRML`, `MKT MIS IOC`. */
export function typeWords(order: Order): string {
  const validity = order.validity === 'IOC' ? ' IOC' : '';
  return `${ORDER_TYPE_SHORT[order.orderType]} ${productWord(order.product, order.instrumentType)}${validity}`;
}

/** `130/260`; with a question mark while it is not known what was filled. */
export function filledWords(order: Pick<ChildOrder, 'status' | 'filledQuantity' | 'quantity'>): string {
  const filled = order.status === 'uncertain' ? '?' : formatQuantity(order.filledQuantity);
  return `${filled}/${formatQuantity(order.quantity)}`;
}

/** The limit, or for a stop what triggers it. */
export function priceOf(order: Order): number | null {
  return order.price ?? order.triggerPrice;
}

/** `+3 ticks −₹19.50`. */
export function differenceWords(child: ChildOrder, master: Order): string {
  const found = differenceOf(child, master);
  if (found === null) return NOT_APPLICABLE;
  const unit =
    master.tickSize === null ? '' : found.steps === '+1' || found.steps === '−1' ? ' tick' : ' ticks';
  return `${found.steps}${unit} ${found.rupees}`;
}

/** `+12t −₹1,519.50 84 ms`: the same where there is less room, with the time to the acknowledgement. */
export function shortDifference(child: ChildOrder, master: Order): string {
  const found = differenceOf(child, master);
  const ack = child.ackMs === null ? '' : `${Math.round(child.ackMs)} ms`;
  if (found === null) return ack;
  return `${found.steps}${master.tickSize === null ? '' : 't'} ${found.rupees} ${ack}`;
}

/** The slowest acknowledgement of a copied order, in words: `slowest 88 ms`. */
export function spreadWords(order: Order): string {
  const acks = [order.ackMs, ...order.childOrders.map((child) => child.ackMs)].filter((ack) => ack !== null);
  return acks.length < 2 ? NOT_APPLICABLE : `slowest ${Math.round(Math.max(...acks))} ms`;
}

export function AckCell({ ackMs }: { readonly ackMs: number | null }) {
  return <Cell figure>{ackMs === null ? NOT_APPLICABLE : `${Math.round(ackMs)} ms`}</Cell>;
}

/** An average as it is derived for display; brokers round theirs. */
export function averageWords(averagePrice: number | null): string {
  return averagePrice === null ? NOT_APPLICABLE : formatMoney(money(averagePrice));
}
