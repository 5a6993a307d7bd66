/**
 * How much a child enters (domain §4.2).
 *
 * Decides: the quantity of an entry, rounded down to whole lots of the child's own listing. Keeps I6: never more than
 * the rule.
 */
import type { CapitalRatio } from '../account/capital.ts';
import type { Factor, Sizing } from '../group/copy-group.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import { floorToLot, LARGEST_QUANTITY, type Quantity } from '../money/quantity.ts';

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

/** The child's quantity for a master's entry of `masterQuantity`. `capital` is asked only where the sizing is by it. */
export function sizeEntry(
  sizing: Sizing,
  masterQuantity: Quantity,
  lotSize: Quantity,
  capital: CapitalRatio,
): Sized {
  const wanted = wantedQuantity(sizing, masterQuantity, { lotSize, capital });
  if (typeof wanted !== 'number') return wanted;
  const capped = sizing.capLots === undefined ? wanted : Math.min(wanted, sizing.capLots * lotSize);
  const quantity = floorToLot(capped, lotSize);
  if (quantity > 0) return { quantity };
  if (sizing.atLeastOneLot && wanted > 0 && sizing.capLots !== 0) return { quantity: lotSize };
  return { skip: { code: 'under-one-lot', limit: lotSize, figure: wanted } };
}

function wantedQuantity(
  sizing: Sizing,
  masterQuantity: Quantity,
  { lotSize, capital }: { readonly lotSize: Quantity; readonly capital: CapitalRatio },
): number | { readonly skip: SkipReason } {
  switch (sizing.kind) {
    case 'multiplier':
      return scaleQuantity(masterQuantity, sizing.factor);
    case 'fixed-lots':
      return sizing.lots * lotSize;
    case 'fixed-quantity':
      return sizing.quantity;
    case 'capital':
      return byCapital(masterQuantity, capital);
  }
}

/** The child's capital ÷ the master's of the quantity, rounded down. Without money, or without knowing of any, nothing. */
function byCapital(
  masterQuantity: Quantity,
  { child, master }: CapitalRatio,
): number | { readonly skip: SkipReason } {
  for (const [whose, capital] of [
    ['child', child],
    ['master', master],
  ] as const) {
    if (capital === undefined) return { skip: { code: 'no-funds', figure: `${whose} not read` } };
    if (capital <= 0) return { skip: { code: 'no-funds', limit: 0, figure: capital } };
  }
  return boundedQuantity((BigInt(masterQuantity) * BigInt(child ?? 0)) / BigInt(master ?? 1));
}

/** The quantity times the factor, exact, rounded down. */
export function scaleQuantity(quantity: Quantity, factor: Factor): Quantity {
  const product = quantity * factor;
  // Exact: what is divided is a whole number of steps, and a product beyond the safe integers is beyond the largest quantity.
  return Math.min((product - (product % FACTOR_SCALE)) / FACTOR_SCALE, LARGEST_QUANTITY) as Quantity;
}

function boundedQuantity(quantity: bigint): Quantity {
  const largest = BigInt(LARGEST_QUANTITY);
  return Number(quantity > largest ? largest : quantity) as Quantity;
}
