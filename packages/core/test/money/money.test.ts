import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrice,
  ceilToTick,
  floorToTick,
  isOnTick,
  type Price,
  parsePrice,
  priceFromNumber,
  priceOfUnits,
  printPrice,
  printValue,
  quantityOf,
  type Value,
  valueOf,
} from '../../src/index.ts';

describe('a price', () => {
  it('is exact from text and back', () => {
    expect(parsePrice('124.15')).toBe(1_241_500);
    expect(parsePrice('0.0025')).toBe(25);
    expect(parsePrice('26000.0')).toBe(260_000_000);
    expect(parsePrice('-0')).toBe(0);
    for (const bad of ['', 'abc', '1e3', '0.00001', '1,000', 'NaN', 'Infinity', '--1', '99999999999']) {
      expect(parsePrice(bad)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (units) => {
        expect(parsePrice(printPrice(priceOfUnits(units)))).toBe(units === 0 ? 0 : units);
      }),
    );
  });

  it('forgives the binary noise that brokers print', () => {
    expect(priceFromNumber(52.04999923706055)).toBe(520_500);
    expect(priceFromNumber(99725.05000000002)).toBe(997_250_500);
    expect(priceFromNumber(Number.NaN)).toBeUndefined();
    expect(priceFromNumber(1e15)).toBeUndefined();
  });

  it('rounds to a tick in a stated direction', () => {
    const tick = priceOfUnits(500);
    expect(isOnTick(priceOfUnits(1_241_500), tick)).toBe(true);
    expect(isOnTick(priceOfUnits(1_241_400), tick)).toBe(false);
    expect(isOnTick(priceOfUnits(0), priceOfUnits(0))).toBe(false);
    expect(floorToTick(priceOfUnits(1_241_499), tick)).toBe(1_241_000);
    expect(ceilToTick(priceOfUnits(1_241_001), tick)).toBe(1_241_500);
  });
});

describe('a value', () => {
  it('is the exact sum of price × quantity, beyond what a float holds', () => {
    const value = valueOf(priceOfUnits(999_999_999_999), quantityOf(2_000_000_000));
    expect(value).toBe(1_999_999_999_998_000_000_000n);
    expect(printValue(value)).toBe('199999999999800000.00');
    expect(printValue(-12_345n as Value)).toBe('-1.2345');
  });

  it('gives an average for display, rounded half up', () => {
    expect(averagePrice(10n as Value, quantityOf(4))).toBe(3);
    expect(averagePrice(0n as Value, quantityOf(0))).toBeUndefined();
    expect(averagePrice(valueOf(3 as Price, quantityOf(5), 100), quantityOf(5), 100)).toBe(3);
  });
});
