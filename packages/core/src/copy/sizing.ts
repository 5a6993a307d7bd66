/**
 * How much a child enters (domain §4.2).
 *
 * Decides: the quantity of an entry, rounded down to whole lots of the child's own listing. Keeps I6: never more than
 * the rule.
 */
import type { SkipReason } from '../guard/skip-reason.ts';
import { floorToLot, NONE, type Quantity } from '../money/quantity.ts';
import type { Factor, Sizing } from './copy-group.ts';

/** How many steps of `Factor` one has. */
export const FACTOR_SCALE = 1_000_000;

/** A factor from decimal text ("0.5"). Undefined when it is no decimal, not above 0, above 1 000 or finer than a millionth. */
export function parseFactor(text: string): Factor | undefined {
  const match = /^(\d{1,4})(?:\.(\d{1,6})0*)?$/.exec(text.trim());
  if (match === null) return undefined;
  const factor = Number(match[1]) * FACTOR_SCALE + Number((match[2] ?? '').padEnd(6, '0'));
  return factor > 0 && factor <= 1_000 * FACTOR_SCALE ? (factor as Factor) : undefined;
}

/** The factor as a JSON number. */
export function factorToNumber(factor: Factor): number {
  return factor / FACTOR_SCALE;
}

/** What a child gets of a master's entry: a quantity of whole lots, or why nothing. */
export type Sized = { readonly quantity: Quantity } | { readonly skip: SkipReason };

/** The child's quantity for a master's entry of `masterQuantity`. */
export function sizeEntry(sizing: Sizing, masterQuantity: Quantity, lotSize: Quantity): Sized {
  const wanted = wantedQuantity(sizing, masterQuantity, lotSize);
  const capped = sizing.capLots === undefined ? wanted : Math.min(wanted, sizing.capLots * lotSize);
  const quantity = floorToLot(capped, lotSize);
  if (quantity > 0) return { quantity };
  if (sizing.atLeastOneLot && wanted > 0 && sizing.capLots !== 0) return { quantity: lotSize };
  return { skip: { code: 'under-one-lot', limit: lotSize, figure: wanted } };
}

function wantedQuantity(sizing: Sizing, masterQuantity: Quantity, lotSize: Quantity): number {
  switch (sizing.kind) {
    case 'multiplier':
      return scaleQuantity(masterQuantity, sizing.factor);
    case 'fixed-lots':
      return sizing.lots * lotSize;
    case 'fixed-quantity':
      return sizing.quantity;
    case 'capital':
      return NONE; // refused by the group store until funds are read when the session opens
  }
}

/** The quantity times the factor, exact, rounded down. */
export function scaleQuantity(quantity: Quantity, factor: Factor): Quantity {
  const scaled = (BigInt(quantity) * BigInt(factor)) / BigInt(FACTOR_SCALE);
  return Number(scaled > 2_147_483_647n ? 2_147_483_647n : scaled) as Quantity;
}
