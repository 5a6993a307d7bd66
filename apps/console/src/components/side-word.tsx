import type { Order } from '@copydesk/api-contract';

/** BUY or SELL: the word and the hue, never P&L. */
export function SideWord({ side }: { readonly side: Order['side'] }) {
  return <span className={side === 'BUY' ? 'font-medium text-buy' : 'font-medium text-sell'}>{side}</span>;
}
