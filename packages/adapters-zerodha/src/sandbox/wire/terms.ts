/** The venue's words in Kite's. */
import { type Instant, IST_OFFSET_MS, type Product, type Segment } from '@copydesk/core';
import type { VenueInstrument, VenueState } from '@copydesk/sandbox';

/**
 * The venue's states as Kite writes them. Where Kite's own word is not proven, the proven word for where the order then
 * stands is used.
 */
export const KITE_STATE: Readonly<Record<VenueState, string>> = {
  received: 'PUT ORDER REQ RECEIVED',
  'after-market-received': 'AMO REQ RECEIVED',
  'validation-pending': 'VALIDATION PENDING',
  'open-pending': 'OPEN PENDING',
  open: 'OPEN',
  'trigger-pending': 'TRIGGER PENDING',
  'modify-validation-pending': 'MODIFY VALIDATION PENDING',
  'modify-pending': 'MODIFY PENDING',
  modified: 'MODIFIED',
  'modify-after-market-received': 'AMO REQ RECEIVED',
  'not-modified': 'OPEN',
  'cancel-pending': 'CANCEL PENDING',
  complete: 'COMPLETE',
  cancelled: 'CANCELLED',
  'cancelled-after-market': 'CANCELLED',
  rejected: 'REJECTED',
};

/** Naive Indian time, to the second. */
export function kiteTime(at: Instant): string {
  return new Date(at + IST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

const CASH: ReadonlySet<Segment> = new Set(['NSE', 'BSE']);

/** The product as Kite names it in this segment. */
export function kiteProduct(product: Product, segment: Segment): string {
  if (product === 'I') return 'MIS';
  if (product === 'MTF') return 'MTF';
  return CASH.has(segment) ? 'CNC' : 'NRML';
}

/** The product that a request names; undefined when this segment has none of that name. */
export function productNamed(name: string, segment: Segment): Product | undefined {
  switch (name) {
    case 'MIS':
      return 'I';
    case 'CNC':
      return CASH.has(segment) ? 'D' : undefined;
    case 'NRML':
      return CASH.has(segment) ? undefined : 'D';
    case 'MTF':
      return CASH.has(segment) ? 'MTF' : undefined;
    default:
      return undefined;
  }
}

/** How this broker names an instrument; the venue lists nothing at a broker that has no name for it. */
export function namesOf(
  instrument: VenueInstrument,
  broker: string,
): { exchange: string; symbol: string; token: number } {
  const listing = instrument.listings[broker];
  return {
    exchange: listing?.key.split(':', 1)[0] ?? instrument.segment,
    symbol: listing?.key.slice(listing.key.indexOf(':') + 1) ?? instrument.underlying,
    token: Number(listing?.feedToken ?? 0),
  };
}
