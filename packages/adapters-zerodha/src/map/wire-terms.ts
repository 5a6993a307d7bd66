/** Products, validities and segments: Kite's words and ours. Source: Kite Connect v3 docs, "Orders", read 2026-11. */
import { type ListingKey, type Product, SEGMENTS, type Segment, type Validity } from '@copydesk/core';

/** Segments in which shares are delivered, so that `D` is CNC; elsewhere it is NRML. */
const CASH: ReadonlySet<Segment> = new Set(['NSE', 'BSE']);

/** The product as an order names it. */
export function wireProduct(product: Product, segment: Segment): 'MIS' | 'MTF' | 'CNC' | 'NRML' {
  if (product === 'I') return 'MIS';
  if (product === 'MTF') return 'MTF';
  return CASH.has(segment) ? 'CNC' : 'NRML';
}

/** The product that a row names. Cover and bracket legs are intraday; a name we do not know is carried, as NRML and CNC are. */
export function productOf(raw: string): Product {
  switch (raw) {
    case 'MIS':
    case 'CO':
    case 'BO':
      return 'I';
    case 'MTF':
      return 'MTF';
    default:
      return 'D';
  }
}

/** The products that a profile names, each once. */
export function productsOf(names: readonly string[]): readonly Product[] {
  const found = new Set<Product>();
  for (const name of names) {
    if (name === 'MIS') found.add('I');
    if (name === 'CNC' || name === 'NRML') found.add('D');
    if (name === 'MTF') found.add('MTF');
  }
  return [...found];
}

/** The segments among the exchanges that a profile names; mutual funds and indices are none. */
export function segmentsOf(names: readonly string[]): readonly Segment[] {
  return SEGMENTS.filter((segment) => names.includes(segment));
}

/** IOC, or DAY for everything that rests: an order in minutes (TTL) rests while we see it. */
export function validityOf(raw: string | undefined): Validity {
  return raw === 'IOC' ? 'IOC' : 'DAY';
}

/** How Kite's order interface names an instrument: exchange and trading symbol. The symbol alone is not unique, a token is reused. */
export function listingKeyOf(exchange: string, tradingsymbol: string): ListingKey {
  return `${exchange}:${tradingsymbol}` as ListingKey;
}
