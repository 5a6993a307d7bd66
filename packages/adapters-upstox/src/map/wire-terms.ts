/** Products, validities and segments: Upstox's words and ours. Source: docs "appendix/exchange" and "v3/place-order", read 2026-02. */
import type { ListingKey, Product, Segment, Validity } from '@copydesk/core';

/** Order, position and holding rows say `NFO`; the stream's positions and the instrument files say `NSE_FO`. */
const SEGMENT_OF: Readonly<Record<string, Segment>> = {
  NSE: 'NSE',
  BSE: 'BSE',
  NFO: 'NFO',
  BFO: 'BFO',
  CDS: 'CDS',
  BCD: 'BCD',
  MCX: 'MCX',
  NSCOM: 'NCO',
  NSE_EQ: 'NSE',
  BSE_EQ: 'BSE',
  NSE_FO: 'NFO',
  BSE_FO: 'BFO',
  NCD_FO: 'CDS',
  BCD_FO: 'BCD',
  MCX_FO: 'MCX',
  NSE_COM: 'NCO',
};

/** The segment of an exchange code in either spelling; undefined for one that we do not know. */
export function segmentOf(exchange: string): Segment | undefined {
  return Object.hasOwn(SEGMENT_OF, exchange) ? SEGMENT_OF[exchange] : undefined;
}

/** The segments that a profile names, each once. */
export function segmentsOf(exchanges: readonly string[]): readonly Segment[] {
  return [...new Set(exchanges.map(segmentOf).filter((segment) => segment !== undefined))];
}

/** The product that a row names. Cover legs are intraday; a name we do not know is carried, as `D` is. */
export function productOf(raw: string): Product {
  switch (raw) {
    case 'I':
    case 'CO':
    case 'OCO':
      return 'I';
    case 'MTF':
      return 'MTF';
    default:
      return 'D';
  }
}

/** The products among ours that a profile names, each once. */
export function productsOf(names: readonly string[]): readonly Product[] {
  return (['I', 'D', 'MTF'] as const).filter((product) => names.includes(product));
}

/** IOC, or DAY for everything that rests. */
export function validityOf(raw: string | undefined): Validity {
  return raw === 'IOC' ? 'IOC' : 'DAY';
}

/** How Upstox's order interface names an instrument. Symbols have three spellings for one contract; the key has one. */
export function listingKeyOf(instrumentKey: string): ListingKey {
  return instrumentKey as ListingKey;
}
