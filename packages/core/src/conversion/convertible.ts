/**
 * How much of a position can move to another product.
 *
 * Decides: the largest quantity of one conversion, and out of which part. Keeps I6: what an exit is about to take is never
 * converted away under it, for the exit would then open the other side.
 */
import { restOfExits } from '../exit/account-exits.ts';
import type { Quantity } from '../money/quantity.ts';
import type { OrderBook } from '../order/order-book.ts';
import { opposite, type Side } from '../order/order-terms.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { ConversionIntent } from './conversion.ts';

/** Which position. */
export type PositionKey = Pick<ConversionIntent, 'accountId' | 'instrumentId'> & {
  readonly product: ConversionIntent['from'];
};

/** A position as conversions see it. Magnitudes. */
export interface Convertible {
  readonly side: Side;
  readonly held: number;
  /** What living exits and other conversions leave. */
  readonly free: number;
  /** Opened today, and carried into the day: one conversion moves one of the two. */
  readonly ofToday: number;
  readonly carried: number;
}

/** What could be converted now; undefined where nothing is held. Shares in the depository are not a position of the day. */
export function convertibleAt(
  books: { readonly orders: OrderBook; readonly positions: PositionBook },
  at: PositionKey,
  except?: ConversionIntent,
): Convertible | undefined {
  const { accountId, instrumentId, product } = at;
  const view = books.positions.view(accountId, instrumentId, product);
  if (view === undefined || view.netQuantity === 0) return undefined;
  const side: Side = view.netQuantity > 0 ? 'BUY' : 'SELL';
  const held = Math.abs(view.netQuantity);
  const exits = restOfExits(books.orders, { accountId, instrumentId, product, side: opposite(side) });
  const leaving = books.positions.leaving(accountId, instrumentId, product, except?.conversionId);
  const day = view.buyQuantity - view.sellQuantity;
  const ofToday = Math.min(held, Math.max(0, side === 'BUY' ? day : -day));
  return {
    side,
    held,
    free: Math.max(0, held - exits - leaving),
    ofToday,
    carried: held - ofToday,
  };
}

/** The part that a conversion of so much takes from; undefined when it would need both. */
export function partFor(from: Convertible, quantity: number): ConversionIntent['part'] | undefined {
  if (quantity <= from.ofToday) return 'day';
  return quantity <= from.carried ? 'overnight' : undefined;
}

/** The largest quantity that one conversion can move. */
export function largestOf(from: Convertible): Quantity {
  return Math.min(from.free, Math.max(from.ofToday, from.carried)) as Quantity;
}
