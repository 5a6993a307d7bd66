/** What an option or a future is roughly worth, from its underlying. Display prices, not money: fractions are fine here. */
import type { OptionType } from '@copydesk/core';
import type { VenueGreeks } from '../venue/venue-figures.ts';
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
/** Of a price, in one rupee. */
const UNITS = 10_000;
/** So many deviations away an option is all or nothing. */
const FAR = 40;
/** A price nearer than this to the model's, in 1/10000 rupee, is the model's. */
const SAME_PRICE = 1;
/** Yearly; no price asks for more. */
const HIGHEST_VOLATILITY = 10;

/** What an option is asked for. Prices in units of 1/10000 rupee. */
export interface OptionTerms {
  readonly spot: number;
  readonly strike: number;
  readonly optionType: OptionType;
  readonly years: number;
  readonly underlyingClass: UnderlyingClass;
}

/** The price of an option by Bachelier's formula without interest: simple, never negative, and calls and puts keep their parity. */
export function optionPrice(terms: OptionTerms): number {
  return priceAt(terms, VOLATILITY[terms.underlyingClass]);
}

/** What an option's price answers to, in rupees, at the volatility that gives this price (before it is put on the tick). */
export function optionGreeks(terms: OptionTerms, price: number): VenueGreeks {
  const { spot, strike, optionType } = terms;
  const volatility = volatilityOf(terms, price);
  const years = Math.max(terms.years, SHORTEST_YEARS);
  const deviation = spot * volatility * Math.sqrt(years);
  const inside = optionType === 'CE' ? spot - strike : strike - spot;
  const distance = deviation > 0 ? inside / deviation : Math.sign(inside) * FAR;
  const ofOne = cumulative(distance);
  const bell = deviation > 0 ? density(distance) : 0;
  const delta = optionType === 'CE' ? ofOne : -ofOne;
  return {
    delta,
    gamma: deviation > 0 ? (bell / deviation) * UNITS : 0,
    theta: -(deviation * bell) / (2 * years * 365) / UNITS,
    vega: (spot * Math.sqrt(years) * bell) / 100 / UNITS,
    rho: (years * (spot * delta - price)) / 100 / UNITS,
    impliedVolatility: volatility,
  };
}

/** The volatility at which the formula gives this price: that of the class, unless the price was moved by hand. */
function volatilityOf(terms: OptionTerms, price: number): number {
  const usual = VOLATILITY[terms.underlyingClass];
  if (Math.abs(priceAt(terms, usual) - price) < SAME_PRICE) return usual;
  let low = 0;
  let high = HIGHEST_VOLATILITY;
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (priceAt(terms, middle) < price) low = middle;
    else high = middle;
  }
  return high;
}

function priceAt({ spot, strike, optionType, years }: OptionTerms, volatility: number): number {
  const spread = spot * volatility * Math.sqrt(Math.max(years, SHORTEST_YEARS));
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
