/** Refusals that a test demands, with figures that fit the order. */
import type { Price, Value } from '@copydesk/core';
import { marginOfOrder } from '../books/margin.ts';
import type { Refusal, RefusalReason } from '../venue/refusal.ts';
import type { OrderTerms } from './order-checks.ts';

/** What figures are taken from. */
export interface ForcedContext {
  readonly marketPrice: Price;
  readonly lower: Price;
  readonly upper: Price;
  readonly available: Value;
  readonly modificationLimit: number;
  readonly tagLimit: number;
}

type Maker = (terms: OrderTerms, context: ForcedContext) => Refusal;

const MAKERS: Readonly<Record<Exclude<RefusalReason, 'other'>, Maker>> = {
  margin: (terms, { marketPrice, available }) => {
    const { instrument, side, product, quantity, price } = terms;
    const asked = marginOfOrder({ instrument, side, product, quantity, price: price ?? marketPrice }).total;
    // The text must be believable: whatever is there, the order needs more.
    const required = (asked > available ? asked : available + 10_000n) as Value;
    return { reason: 'margin', required, available };
  },
  circuit: ({ price }, { marketPrice, lower, upper }) => ({
    reason: 'circuit',
    price: price ?? marketPrice,
    lower,
    upper,
  }),
  freeze: ({ quantity, instrument }) => ({
    reason: 'freeze',
    quantity,
    freezeQuantity: instrument.freezeQuantity ?? Math.max(1, quantity - 1),
    lotSize: Math.max(1, instrument.lotSize),
  }),
  holdings: ({ quantity }) => ({ reason: 'holdings', quantity, available: 0 }),
  authorisation: ({ quantity, instrument }) => ({
    reason: 'authorisation',
    quantity,
    isin: instrument.isin ?? '',
  }),
  tick: ({ price, instrument }, { marketPrice }) => ({
    reason: 'tick',
    price: price ?? marketPrice,
    tickSize: instrument.tickSize,
    field: 'price',
  }),
  lot: ({ quantity, instrument }) => ({ reason: 'lot', quantity, lotSize: instrument.lotSize }),
  quantity: ({ quantity }) => ({ reason: 'quantity', quantity }),
  price: () => ({ reason: 'price', field: 'price', problem: 'missing' }),
  trigger: ({ triggerPrice }, { marketPrice }) => ({
    reason: 'trigger',
    triggerPrice: triggerPrice ?? marketPrice,
    against: 'last-price',
    reference: marketPrice,
  }),
  product: ({ product }) => ({ reason: 'product', product }),
  segment: ({ instrument }) => ({ reason: 'segment', segment: instrument.segment, cause: 'not-enabled' }),
  validity: ({ instrument }) => ({ reason: 'validity', segment: instrument.segment }),
  'order-type': ({ orderType, instrument }) => ({
    reason: 'order-type',
    orderType,
    segment: instrument.segment,
  }),
  'market-protection': () => ({ reason: 'market-protection', problem: 'missing', percent: undefined }),
  'market-closed': ({ instrument }) => ({ reason: 'market-closed', segment: instrument.segment }),
  'after-market': ({ instrument }) => ({ reason: 'after-market', segment: instrument.segment }),
  modifications: (_terms, { modificationLimit }) => ({ reason: 'modifications', limit: modificationLimit }),
  final: () => ({ reason: 'final', state: 'complete' }),
  'not-found': () => ({ reason: 'not-found', what: 'instrument' }),
  tag: ({ tag }, { tagLimit }) => ({ reason: 'tag', length: tag?.length ?? 0, limit: tagLimit }),
  'disclosed-quantity': ({ disclosedQuantity }) => ({ reason: 'disclosed-quantity', disclosedQuantity }),
  address: () => ({ reason: 'address', problem: 'not-allowed', remoteAddress: '192.0.2.1', configured: [] }),
  rate: () => ({ reason: 'rate', limit: 10, windowMs: 1_000 }),
};

/** The refusal for a reason; a word that is no reason becomes `other` with that text. */
export function forcedRefusal(reason: string, terms: OrderTerms, context: ForcedContext): Refusal {
  const make = Object.hasOwn(MAKERS, reason) ? MAKERS[reason as keyof typeof MAKERS] : undefined;
  return make === undefined ? { reason: 'other', text: reason } : make(terms, context);
}
