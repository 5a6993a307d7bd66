/** The reference broker's words: why the venue refused, as the code that the core knows and as text for a person. */
import { printPrice, printValue, quantityOf, type RefusalCode, type RefusalFigures } from '@copydesk/core';
import type { Refusal, RefusalReason } from '@copydesk/sandbox';

/** `rate` and `address` of the gate have a row too: the table is complete. */
const CODES: Readonly<Record<RefusalReason, RefusalCode>> = {
  margin: 'margin',
  circuit: 'price',
  freeze: 'freeze',
  holdings: 'holdings',
  authorisation: 'authorisation',
  tick: 'price',
  lot: 'quantity',
  quantity: 'quantity',
  price: 'price',
  trigger: 'price',
  product: 'product',
  segment: 'permission',
  validity: 'validity',
  'order-type': 'order-type',
  'market-protection': 'market-protection',
  'market-closed': 'market-closed',
  'after-market': 'market-closed',
  modifications: 'modifications',
  final: 'final',
  'not-found': 'not-found',
  tag: 'input',
  'disclosed-quantity': 'quantity',
  address: 'address',
  rate: 'other',
  other: 'other',
};

/** The code of a refusal. An instrument that is not found is not an order that is not found. */
export function codeOf(refusal: Refusal): RefusalCode {
  if (refusal.reason === 'not-found' && refusal.what === 'instrument') return 'instrument';
  return CODES[refusal.reason];
}

/** The figures that the words name. */
export function figuresOf(refusal: Refusal): { readonly figures?: RefusalFigures } {
  if (refusal.reason === 'freeze') return { figures: { freezeQuantity: quantityOf(refusal.freezeQuantity) } };
  return refusal.reason === 'address' ? { figures: { seenAddress: refusal.remoteAddress } } : {};
}

/** The refusal in words. */
export function textOf(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'margin':
      return `Margin: ${printValue(refusal.required)} needed, ${printValue(refusal.available)} available.`;
    case 'freeze':
      return `Freeze: ${refusal.quantity} is above ${refusal.freezeQuantity}.`;
    case 'holdings':
      return `Holdings: ${refusal.quantity} to be sold, ${refusal.available} held.`;
    case 'circuit':
      return `Circuit: ${printPrice(refusal.price)} is outside ${printPrice(refusal.lower)} to ${printPrice(refusal.upper)}.`;
    case 'address':
      return `Address: ${refusal.remoteAddress} is not registered.`;
    case 'other':
      return refusal.text;
    default:
      return `Refused: ${refusal.reason}.`;
  }
}
