/**
 * Quantity that goes from one product of an instrument to another (domain §4.3).
 *
 * Decides: at which cost it moves, and how it shows. Keeps I8: what the one product gives and the other takes is the same
 * value to the last unit, so a conversion makes and loses nothing.
 */
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import { type Value, valueOf } from '../money/value.ts';
import type { Side } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { Position } from './position.ts';

/** One conversion as one of its two positions has it. */
export interface Moved {
  readonly day: string;
  readonly at: Instant;
  /** The side of the position: what moved was bought (long) or sold (short). */
  readonly side: Side;
  readonly direction: 'in' | 'out';
  /** Out of what was carried into the day; otherwise of what was traded today. */
  readonly carried: boolean;
  readonly quantity: number;
  /** Magnitude of what it cost or brought, without the contract multiplier. */
  readonly value: Value;
}

/** How a conversion changes the net quantity of its position. */
export function signedMove({ side, direction, quantity }: Moved): number {
  return (side === 'BUY' ? 1 : -1) * (direction === 'in' ? 1 : -1) * quantity;
}

/**
 * The value with which so much leaves: its share of the cost of its part, rounded towards zero; all of it when all goes.
 * `part` is what was traded today or what is still carried, whichever it leaves; its value undefined when nobody knows it.
 */
export function costOf(
  position: Pick<Position, 'carriedPrice' | 'lastPrice'>,
  part: { readonly quantity: number; readonly value: Value | undefined },
  leaves: { readonly quantity: number },
): Value {
  if (part.value !== undefined && part.quantity > 0) {
    return ((part.value * BigInt(leaves.quantity)) / BigInt(part.quantity)) as Value;
  }
  // A carried quantity whose price nobody knows goes at the last one: better known late than made up as nothing.
  const price = position.carriedPrice ?? position.lastPrice ?? (0 as Price);
  return valueOf(price, leaves.quantity as Quantity);
}

/** What a position bought and sold, and carries, with its conversions in it. */
export interface Sides {
  buyQuantity: number;
  buyValue: Value;
  sellQuantity: number;
  sellValue: Value;
  carried: number;
  /** Magnitude; undefined when nobody knows what the carried quantity cost. */
  carriedValue: Value | undefined;
}

/** Shows a conversion as if the position had been traded in its new product from the beginning, as brokers do. */
export function addMove(sides: Sides, moved: Moved): void {
  const sign = moved.direction === 'in' ? 1 : -1;
  if (moved.carried && moved.direction === 'out') {
    sides.carried += signedMove(moved);
    if (sides.carriedValue !== undefined)
      sides.carriedValue = (sides.carried === 0 ? 0n : sides.carriedValue - moved.value) as Value;
  } else if (moved.side === 'BUY') {
    sides.buyQuantity += sign * moved.quantity;
    sides.buyValue = (sides.buyValue + BigInt(sign) * moved.value) as Value;
  } else {
    sides.sellQuantity += sign * moved.quantity;
    sides.sellValue = (sides.sellValue + BigInt(sign) * moved.value) as Value;
  }
}
