/**
 * Conversions that a position book shows and nobody told (domain §4.3).
 *
 * Decides: when two differences of one instrument are one conversion: what is missing in one product is what is new in
 * another, on the same side. Everything else stays a difference for the reader of the book to explain. Pure.
 */
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Product, Side } from '../order/order-terms.ts';

/** One row of a position book beside what the desk knows. Signed net quantities. */
export interface ShownPosition {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly known: number;
  readonly shown: number;
}

/** A conversion that would explain two rows. */
export interface FoundConversion {
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly from: Product;
  readonly to: Product;
  readonly quantity: Quantity;
}

/** The conversions that explain differences of the rows; an instrument in which three products differ is left alone. */
export function findConversions(rows: readonly ShownPosition[]): readonly FoundConversion[] {
  const differing = new Map<InstrumentId, ShownPosition[]>();
  for (const row of rows) {
    if (row.shown === row.known) continue;
    const others = differing.get(row.instrumentId);
    if (others === undefined) differing.set(row.instrumentId, [row]);
    else others.push(row);
  }
  return [...differing.values()].flatMap(([one, other, ...more]) => {
    if (one === undefined || other === undefined || more.length > 0) return [];
    return conversionBetween(one, other) ?? conversionBetween(other, one) ?? [];
  });
}

function conversionBetween(from: ShownPosition, to: ShownPosition): FoundConversion | undefined {
  const left = from.shown - from.known;
  const came = to.shown - to.known;
  const sign = Math.sign(from.known);
  const shrinks = sign !== 0 && Math.sign(left) === -sign && Math.abs(left) <= Math.abs(from.known);
  // Against a position on the other side it would be a trade in disguise, and cannot be told from one.
  const sameSide = to.known === 0 || Math.sign(to.known) === sign;
  if (left !== -came || !shrinks || !sameSide) return undefined;
  return {
    instrumentId: from.instrumentId,
    side: sign > 0 ? 'BUY' : 'SELL',
    from: from.product,
    to: to.product,
    quantity: Math.abs(left) as Quantity,
  };
}
