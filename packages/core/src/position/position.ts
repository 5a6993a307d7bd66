/**
 * One position, and what follows from it.
 *
 * Decides: what a position holds, bought and sold, given its fills. Keeps I8: the value of fills is the exact sum of the
 * trades as soon as they are read; until then the broker's rounded average stands in. Owned and changed by `PositionBook`.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { JournaledTrade } from '../journal/desk-event.ts';
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import { addValues, type Value, valueOf, ZERO_VALUE } from '../money/value.ts';
import type { Product, Side } from '../order/order-terms.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import { addMove, type Moved, type Sides, signedMove } from './converted.ts';

/** The fills of one slice. */
export interface SliceFills {
  readonly side: Side;
  readonly day: string;
  /** When the first of them was known: where no trade says when it was, it counts as traded then. */
  readonly at: Instant;
  total: number;
  average: Price | undefined;
  readonly trades: Map<string, JournaledTrade>;
}

/** One instrument and product of one account. */
export interface Position {
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  carried: number;
  carriedPrice: Price | undefined;
  /** Magnitude of what the carried quantity cost or brought, where trades of earlier days tell; else the broker's average stands in. */
  carriedValue: Value | undefined;
  carriedDay: string;
  /** Shares in the depository before today's sales. */
  held: number;
  heldPrice: Price | undefined;
  copied: number;
  /** For shares in delivery, what the account has at the other exchange under the same ISIN. */
  sibling: Position | undefined;
  /** By broker order id. Changed by `setTotal` and `forgetFills` only, which keep their sum. */
  readonly fills: Map<string, SliceFills>;
  /** The signed sum of the fills: asked for with every order, while the fills of a day are many. */
  filled: number;
  /** Conversions to and from other products of the instrument, by conversion. */
  readonly moved: Map<string, Moved>;
  /** The signed sum of the conversions. */
  converted: number;
  /** Quantities (magnitudes) that conversions under way take or have taken, by conversion: nobody else may close them. */
  readonly leaving: Map<string, number>;
  lastPrice: Price | undefined;
  lastFillAt: Instant | undefined;
}

/** Nothing, in this place. */
export function emptyPosition(
  userId: UserId,
  place: Pick<Position, 'accountId' | 'instrumentId' | 'product'>,
): Position {
  return {
    userId,
    ...place,
    carried: 0,
    carriedPrice: undefined,
    carriedValue: undefined,
    carriedDay: '',
    held: 0,
    heldPrice: undefined,
    copied: 0,
    fills: new Map(),
    filled: 0,
    moved: new Map(),
    converted: 0,
    leaving: new Map(),
    lastPrice: undefined,
    lastFillAt: undefined,
    sibling: undefined,
  };
}

/** What one slice filled here; made when first asked for. */
export function fillsAt(position: Position, brokerOrderId: string, side: Side, at: Instant): SliceFills {
  let fills = position.fills.get(brokerOrderId);
  if (fills === undefined) {
    fills = { side, day: istDate(at), at, total: 0, average: undefined, trades: new Map() };
    position.fills.set(brokerOrderId, fills);
  }
  return fills;
}

/** The quantity that the trades explain which were read of it. */
export function tradedOf({ trades }: SliceFills): number {
  let traded = 0;
  for (const trade of trades.values()) traded += trade.quantity;
  return traded;
}

/** Notes that a conversion moved quantity in or out. */
export function addConversion(position: Position, conversionId: string, moved: Moved): void {
  if (position.moved.has(conversionId)) return;
  position.moved.set(conversionId, moved);
  position.converted += signedMove(moved);
}

/** Raises what one slice filled. */
export function setTotal(position: Position, fills: SliceFills, total: number): void {
  const before = signedTotal(fills);
  fills.total = total;
  position.filled += signedTotal(fills) - before;
}

/** Fills and conversions of earlier days are part of what is carried. */
export function forgetFills(position: Position, beforeDay: string): void {
  for (const [id, fills] of position.fills) {
    if (fills.day >= beforeDay) continue;
    position.filled -= signedTotal(fills);
    position.fills.delete(id);
  }
  for (const [id, moved] of position.moved) {
    if (moved.day >= beforeDay) continue;
    position.converted -= signedMove(moved);
    position.moved.delete(id);
  }
}

/** The net quantity of the fills and conversions of one day. */
export function fillsOf(position: Position, day: string): number {
  let sum = 0;
  for (const fills of position.fills.values()) if (fills.day === day) sum += signedTotal(fills);
  for (const moved of position.moved.values()) if (moved.day === day) sum += signedMove(moved);
  return sum;
}

function signedTotal(fills: SliceFills): number {
  return fills.side === 'BUY' ? fills.total : -fills.total;
}

/** The net quantity of the day: carried and filled. */
export function dayNetOf(position: Position): number {
  return position.carried + position.filled + position.converted;
}

/** The net quantity, with the shares that lay in the depository before. */
export function netOf(position: Position): number {
  return dayNetOf(position) + position.held;
}

/** Exact when the trades explain the whole of what filled, else the broker's rounded average. */
export function valueOfFills(fills: SliceFills): Value {
  let traded = 0;
  let value = ZERO_VALUE;
  for (const trade of fills.trades.values()) {
    traded += trade.quantity;
    value = addValues(value, valueOf(trade.price, trade.quantity));
  }
  if (traded === fills.total || fills.average === undefined) return value;
  return valueOf(fills.average, fills.total as Quantity);
}

/** Magnitude of what the carried quantity cost: by trades where they are known, else by the broker's average; undefined when nobody knows. */
export function carriedCost({ carried, carriedPrice, carriedValue }: Position): Value | undefined {
  if (carried === 0) return ZERO_VALUE;
  if (carriedValue !== undefined) return carriedValue;
  return carriedPrice === undefined ? undefined : valueOf(carriedPrice, Math.abs(carried) as Quantity);
}

/** What was bought, sold and carried, with conversions in it. */
export function sidesOf(position: Position): Sides {
  const sides: Sides = {
    buyQuantity: 0,
    buyValue: ZERO_VALUE,
    sellQuantity: 0,
    sellValue: ZERO_VALUE,
    carried: position.carried,
    carriedValue: carriedCost(position),
  };
  for (const fills of position.fills.values()) {
    if (fills.side === 'BUY') {
      sides.buyQuantity += fills.total;
      sides.buyValue = addValues(sides.buyValue, valueOfFills(fills));
    } else {
      sides.sellQuantity += fills.total;
      sides.sellValue = addValues(sides.sellValue, valueOfFills(fills));
    }
  }
  for (const moved of position.moved.values()) addMove(sides, moved);
  return sides;
}
