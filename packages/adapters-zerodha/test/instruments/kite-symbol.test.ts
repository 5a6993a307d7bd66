import { priceOfUnits } from '@copydesk/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kiteSymbol, MonthEnds, underlyingOf } from '../../src/instruments/kite-symbol.ts';

describe("Kite's symbols", () => {
  it.each([
    ['NIFTY26SEPFUT', 'NIFTY', '2026-09-29', undefined],
    ['NIFTY26OCT24500CE', 'NIFTY', '2026-10-27', { strike: 24_500, type: 'CE', weekly: false }],
    ['NIFTY24O0325800CE', 'NIFTY', '2024-10-03', { strike: 25_800, type: 'CE', weekly: true }],
    ['NIFTY2692223350CE', 'NIFTY', '2026-09-22', { strike: 23_350, type: 'CE', weekly: true }],
    ['IDEA26SEP8.5PE', 'IDEA', '2026-09-29', { strike: 8.5, type: 'PE', weekly: false }],
    ['SENSEX26O0872600CE', 'SENSEX', '2026-10-08', { strike: 72_600, type: 'CE', weekly: true }],
  ] as const)('%s', (symbol, underlying, expiry, option) => {
    const named = option && { ...option, strike: priceOfUnits(option.strike * 10_000) };
    expect(kiteSymbol({ underlying, expiry, option: named })).toBe(symbol);
    expect(underlyingOf(symbol, { expiry, option: named })).toBe(underlying);
  });

  it('give back the underlying they begin with', () => {
    const contracts = fc.record({
      underlying: fc.constantFrom('NIFTY', 'M&M', 'BAJAJ-AUTO', '360ONE', 'NIFTYNXT50', 'GOLDM'),
      expiry: fc
        .date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      strike: fc.integer({ min: 1, max: 4_000_000 }).map((ticks) => priceOfUnits(ticks * 500)),
      type: fc.constantFrom('CE' as const, 'PE' as const),
      weekly: fc.boolean(),
    });
    fc.assert(
      fc.property(contracts, ({ underlying, expiry, strike, type, weekly }) => {
        const option = { strike, type, weekly };
        expect(underlyingOf(kiteSymbol({ underlying, expiry, option }), { expiry, option })).toBe(underlying);
        expect(underlyingOf(`X${expiry}`, { expiry, option })).toBeUndefined();
      }),
    );
  });

  it('have the monthly form for the last option expiry of the month, whatever futures expire later', () => {
    const ends = new MonthEnds();
    const row = (expiry: string, instrument_type: string) => ({
      exchange: 'NFO',
      name: 'NIFTY',
      expiry,
      instrument_type,
    });
    for (const expiry of ['2026-12-29', '2026-12-01', '2026-12-22']) ends.see(row(expiry, 'CE'));
    ends.see(row('2026-12-31', 'FUT'));
    expect(ends.isWeekly(row('2026-12-01', 'CE'))).toBe(true);
    expect(ends.isWeekly(row('2026-12-29', 'CE'))).toBe(false);
    expect(ends.isWeekly({ ...row('2026-12-01', 'CE'), exchange: 'BFO' })).toBe(false);
  });
});
