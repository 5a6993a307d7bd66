import type { ChildOrder, Order } from '@copydesk/api-contract';
import { Cell } from '../../components/ui/table.tsx';
import {
  formatChange,
  formatMoney,
  formatQuantity,
  formatRupeeChange,
  minus,
  money,
  NOT_APPLICABLE,
  times,
} from '../../lib/numbers.ts';
import { ORDER_TYPE_SHORT, productWord } from '../../lib/words.ts';

/** BUY or SELL: the word and the hue, never P&L. */
export function SideWord({ side }: { readonly side: Order['side'] }) {
  return <span className={side === 'BUY' ? 'font-medium text-buy' : 'font-medium text-sell'}>{side}</span>;
}

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

/** What the child's price was worth against the master's: per unit, and for what was filled. */
export function differenceWords(child: ChildOrder, master: Order): string {
  if (child.averagePrice === null || master.averagePrice === null || child.filledQuantity === 0)
    return NOT_APPLICABLE;
  const apart = minus(money(child.averagePrice), money(master.averagePrice));
  const better = master.side === 'BUY' ? minus(money(master.averagePrice), money(child.averagePrice)) : apart;
  return `${formatChange(apart)} ${formatRupeeChange(times(better, child.filledQuantity))}`;
}

/** First to last acknowledgement of a copied order, in words: `first–last 88 ms`. */
export function spreadWords(order: Order): string {
  const acks = [order.ackMs, ...order.childOrders.map((child) => child.ackMs)].filter((ack) => ack !== null);
  return acks.length < 2 ? NOT_APPLICABLE : `slowest ${Math.round(Math.max(...acks))} ms`;
}

export function AckCell({ ackMs }: { readonly ackMs: number | null }) {
  return <Cell figure>{ackMs === null ? NOT_APPLICABLE : `${Math.round(ackMs)} ms`}</Cell>;
}

/** The broker's own ids; several where an order was sliced. */
export function BrokerIdsCell({ ids }: { readonly ids: readonly string[] }) {
  const [first, ...more] = ids;
  return (
    <Cell className="figures" title={ids.join(', ')}>
      {first === undefined ? NOT_APPLICABLE : first}
      {more.length === 0 ? '' : ` +${more.length}`}
    </Cell>
  );
}

/** An average as it is derived for display; brokers round theirs. */
export function averageWords(averagePrice: number | null): string {
  return averagePrice === null ? NOT_APPLICABLE : formatMoney(money(averagePrice));
}
