import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OptionTerms, optionGreeks, optionPrice } from '../src/market/fair-price.ts';

const terms = fc.record({
  spot: fc.integer({ min: 415_000_000, max: 435_000_000 }),
  strike: fc.constant(425_000_000),
  optionType: fc.constantFrom('CE' as const, 'PE' as const),
  years: fc.double({ min: 20 / 365, max: 1, noNaN: true }),
  underlyingClass: fc.constant('index' as const),
});

const RUPEE = 10_000;

describe('greeks', () => {
  it('say how the price answers to time, volatility and the underlying', () => {
    fc.assert(
      fc.property(terms, (given: OptionTerms) => {
        const price = optionPrice(given);
        const greeks = optionGreeks(given, price);
        const day = 1 / 365;
        const tomorrow = optionPrice({ ...given, years: given.years - day });
        const yesterday = optionPrice({ ...given, years: given.years + day });
        expect(greeks.theta).toBeCloseTo((tomorrow - yesterday) / 2 / RUPEE, 0);
        // A higher price at the same terms is a higher volatility, by what vega says.
        const raised = optionGreeks(given, price + 0.1 * greeks.vega * RUPEE);
        expect(raised.impliedVolatility - greeks.impliedVolatility).toBeCloseTo(0.001, 3);
        expect(Math.abs(greeks.delta)).toBeLessThanOrEqual(1);
        expect(greeks.gamma).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('are those of the thing itself where an option is all intrinsic value', () => {
    const deep: OptionTerms = {
      spot: 430_000_000,
      strike: 300_000_000,
      optionType: 'CE',
      years: 7 / 365,
      underlyingClass: 'index',
    };
    const greeks = optionGreeks(deep, 130_000_000);
    expect(greeks.delta).toBeCloseTo(1, 6);
    expect(greeks.gamma).toBeCloseTo(0, 6);
    expect(greeks.theta).toBeCloseTo(0, 6);
  });
});
