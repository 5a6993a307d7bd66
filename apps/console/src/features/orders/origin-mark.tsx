import type { Order } from '@copydesk/api-contract';
import { Copy, Layers, type LucideIcon, OctagonPause, ShieldCheck, Smartphone, Wrench } from 'lucide-react';

const ORIGINS: Readonly<
  Record<Exclude<Order['origin'], 'desk'>, { readonly Icon: LucideIcon; readonly words: string }>
> = {
  outside: { Icon: Smartphone, words: "placed outside, in the broker's app" },
  copy: { Icon: Copy, words: 'copied from its master' },
  protection: { Icon: ShieldCheck, words: 'sent by a protection' },
  repair: { Icon: Wrench, words: 'sent by a repair' },
  'square-off': { Icon: OctagonPause, words: 'sent by a square-off' },
};

/** Who asked for an order, unless a person did here. */
export function OriginMark({ origin }: { readonly origin: Order['origin'] }) {
  if (origin === 'desk') return null;
  const { Icon, words } = ORIGINS[origin];
  return (
    <span title={words} className="pl-1 text-muted">
      <Icon aria-hidden size={12} className="inline align-[-2px]" />
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** That an order is a leg of a basket, or takes one out again. */
export function BasketMark({ basketId }: { readonly basketId: Order['basketId'] }) {
  if (basketId === undefined) return null;
  return (
    <span title="belongs to a basket" className="pl-1 text-muted">
      <Layers aria-hidden size={12} className="inline align-[-2px]" />
      <span className="sr-only">belongs to a basket</span>
    </span>
  );
}
