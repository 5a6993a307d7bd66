/**
 * What made a position, in the order in which it happened: what was carried into the day, every trade, every conversion.
 *
 * Decides: the order, and what stands in for trades that were not read yet. Keeps I8: the values are sums of price × quantity.
 */
import type { Quantity } from '../money/quantity.ts';
import { type Value, valueOf } from '../money/value.ts';
import type { Instant } from '../ports/clock.ts';
import { signedMove } from './converted.ts';
import { carriedCost, dayNetOf, type Position, type SliceFills, tradedOf, valueOfFills } from './position.ts';

/** One step. Quantity and value are signed alike: bought is positive, sold is negative. */
export interface Execution {
  readonly quantity: number;
  /** Without the contract multiplier; undefined for a carried quantity of which nobody knows what it cost. */
  readonly value: Value | undefined;
  /** `carried`: held when the day began. `moved`: came from another product, or went there, at its cost. */
  readonly kind: 'carried' | 'traded' | 'moved';
  /** Part of what was held when the day began: for the day it counts from the previous close. */
  readonly isOfEarlierDay: boolean;
  /** Its value is told by trades; otherwise a broker's rounded average stands in. */
  readonly isExact: boolean;
}

interface Timed extends Execution {
  readonly at: Instant;
}

/**
 * Everything, or what was before a day (`YYYY-MM-DD` in India). Trades go by the exchange's time, equal ones as they became
 * known. Shares of the depository are in it only as far as the day sold them: they are what the sale closed. Where `today` is
 * told, what was traded or moved before it is of an earlier day, also in books that nobody has read today.
 */
export function executionsOf(position: Position, beforeDay?: string, today = ''): readonly Execution[] {
  const counts = (one: { readonly day: string }): boolean => beforeDay === undefined || one.day < beforeDay;
  const steps: Timed[] = [];
  for (const fills of position.fills.values())
    if (counts(fills)) steps.push(...tradesOf(fills, fills.day < today));
  for (const moved of position.moved.values()) {
    if (!counts(moved)) continue;
    const quantity = signedMove(moved);
    const value = signed(quantity, moved.value);
    const { at, carried, day } = moved;
    const isOfEarlierDay = carried || day < today;
    steps.push({ quantity, value, kind: 'moved', isOfEarlierDay, isExact: true, at });
  }
  return [...begun(position, beforeDay), ...steps.sort((one, other) => one.at - other.at)];
}

/** What the day began with. */
function begun(position: Position, beforeDay: string | undefined): readonly Execution[] {
  const { carried, carriedValue, held, heldPrice } = position;
  const first: Execution[] = [];
  const base = { kind: 'carried', isOfEarlierDay: true } as const;
  if (carried !== 0) {
    const cost = carriedCost(position);
    const value = cost === undefined ? undefined : signed(carried, cost);
    first.push({ ...base, quantity: carried, value, isExact: carriedValue !== undefined });
  }
  const soldOfHeld = beforeDay === undefined ? Math.min(held, Math.max(0, -dayNetOf(position))) : 0;
  if (soldOfHeld > 0) {
    const value = heldPrice === undefined ? undefined : valueOf(heldPrice, soldOfHeld as Quantity);
    first.push({ ...base, quantity: soldOfHeld, value, isExact: false });
  }
  return first;
}

function tradesOf(fills: SliceFills, isOfEarlierDay: boolean): readonly Timed[] {
  const sign = fills.side === 'BUY' ? 1 : -1;
  const base = { kind: 'traded', isOfEarlierDay } as const;
  if (fills.total === 0) return [];
  if (tradedOf(fills) !== fills.total) {
    const quantity = sign * fills.total;
    return [{ ...base, quantity, value: signed(sign, valueOfFills(fills)), isExact: false, at: fills.at }];
  }
  return [...fills.trades.values()].map(({ quantity, price, at }) => {
    const value = signed(sign, valueOf(price, quantity));
    return { ...base, quantity: sign * quantity, value, isExact: true, at };
  });
}

function signed(like: number, magnitude: Value): Value {
  return (like < 0 ? -magnitude : magnitude) as Value;
}
