/**
 * A user's default protection: how far from the price at which a position is opened its levels stand (domain §4.15). Pure.
 *
 * Decides: where a level comes to stand. On a whole number of increments, moved away from the price: never nearer than was asked for.
 */
import type { Price } from '../money/price.ts';
import { shareOf } from './levels.ts';
import type { ProtectionLevels, Trail } from './protection.ts';

/** So far from the price. Either `distance` or `percent` (in 1/10000 per cent) of that price. */
export interface Offset {
  readonly distance?: number | undefined;
  readonly percent?: number | undefined;
  /** The level stands on a whole number of these; of ticks where left out. */
  readonly increment?: number | undefined;
}

/** What protects every position that a user opens without saying otherwise. */
export interface DefaultLevels {
  readonly stop?: Offset | undefined;
  readonly target?: Offset | undefined;
  readonly trail?: Trail | undefined;
  /** A stop rests at the broker as well. */
  readonly resting?: boolean | undefined;
}

/** The defaults that an order takes along: as they stood when it was decided, with the tick of its instrument. */
export interface DefaultProtection {
  readonly levels: DefaultLevels;
  readonly tickSize: Price;
}

/** The levels of a position that was opened at this price. A level that would not be above zero is left out: nothing trades there. */
export function levelsFrom(
  { levels, tickSize }: DefaultProtection,
  price: Price,
  direction: 1 | -1,
): ProtectionLevels {
  const { stop, target, trail, resting } = levels;
  return {
    stop: levelAt(stop, price, { towards: direction === 1 ? -1 : 1, tickSize }),
    target: levelAt(target, price, { towards: direction, tickSize }),
    trail,
    ...(resting === true ? { resting } : {}),
  };
}

/** Whether they protect nothing. */
export function isWithoutLevels({ stop, target, trail }: DefaultLevels): boolean {
  return stop === undefined && target === undefined && trail === undefined;
}

function levelAt(
  offset: Offset | undefined,
  price: Price,
  { towards, tickSize }: { readonly towards: 1 | -1; readonly tickSize: Price },
): number | undefined {
  if (offset === undefined) return undefined;
  const { distance, percent, increment = tickSize } = offset;
  const far = price + towards * (distance ?? shareOf(price, percent ?? 0));
  // What trades moves in ticks: an increment that is none is the next larger one that is.
  const step = Math.ceil(Math.max(increment, tickSize) / tickSize) * tickSize;
  const level = (towards === 1 ? Math.ceil(far / step) : Math.floor(far / step)) * step;
  return level > 0 ? level : undefined;
}
