/** What an option or a future is roughly worth, from its underlying. Display prices, not money: fractions are fine here. */
import type { OptionType } from '@copydesk/core';
import type { UnderlyingClass } from '../venue/venue-instrument.ts';

/** Yearly volatility by class, plausible for 2026. */
const VOLATILITY: Readonly<Record<UnderlyingClass, number>> = {
  index: 0.13,
  equity: 0.28,
  currency: 0.05,
  commodity: 0.25,
};
/** Yearly cost of carry. */
const CARRY = 0.065;
/** An hour: on its last day a contract keeps some time value. */
const SHORTEST_YEARS = 1 / (365 * 24);

/** What an option is asked for. Prices in units of 1/10000 rupee. */
export interface OptionTerms {
  readonly spot: number;
  readonly strike: number;
  readonly optionType: OptionType;
  readonly years: number;
  readonly underlyingClass: UnderlyingClass;
}

/** The price of an option by Bachelier's formula without interest: simple, never negative, and calls and puts keep their parity. */
export function optionPrice({ spot, strike, optionType, years, underlyingClass }: OptionTerms): number {
  const spread = spot * VOLATILITY[underlyingClass] * Math.sqrt(Math.max(years, SHORTEST_YEARS));
  const inside = optionType === 'CE' ? spot - strike : strike - spot;
  if (spread <= 0) return Math.max(0, inside);
  const distance = inside / spread;
  return inside * cumulative(distance) + spread * density(distance);
}

/** The price of a future: spot and the cost of carrying it. */
export function futurePrice(spot: number, years: number): number {
  return spot * (1 + CARRY * Math.max(0, years));
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** The normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    density(x) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}
