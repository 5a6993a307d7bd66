import { describe, expect, it } from 'vitest';
import {
  decimalsOfTick,
  formatChange,
  formatInterest,
  formatMoney,
  formatPercent,
  formatPrice,
  formatQuantity,
  formatRupeeChange,
  formatRupees,
  formatSignedQuantity,
  type Money,
  money,
  parseMoney,
  times,
} from './numbers.ts';

describe('figures on the screen', () => {
  it('tell open interest no wider than six characters', () => {
    const counts = [41_275, 1_633_000, 9_999_999, 12_400_000, 99_949_999, 112_100_000];
    expect(counts.map(formatInterest)).toEqual(['41,275', '16.33L', '1.00Cr', '1.24Cr', '9.99Cr', '11.2Cr']);
  });

  it('groups rupees the Indian way, with a true minus', () => {
    expect(formatMoney(money(142310))).toBe('1,42,310.00');
    expect(formatMoney(money(1234567.5))).toBe('12,34,567.50');
    expect(formatMoney(money(-12305.25))).toBe('−12,305.25');
    expect(formatMoney(money(999))).toBe('999.00');
  });

  it('signs every change but zero, also a zero that is left after rounding', () => {
    expect(formatChange(money(1495))).toBe('+1,495.00');
    expect(formatChange(money(-19.5))).toBe('−19.50');
    expect(formatChange(money(-0.004))).toBe('0.00');
    expect(formatRupeeChange(money(18240.5))).toBe('+₹18,240.50');
    expect(formatRupees(money(-1))).toBe('−₹1.00');
  });

  it('takes decimals by their digits, so that sums stay exact where floats do not', () => {
    expect(parseMoney('0.1')).toBe(1000);
    expect(parseMoney(0.1)).toBe(1000);
    expect(((parseMoney(0.1) as Money) + (parseMoney(0.2) as Money)) / 10_000).toBe(0.3);
    expect(times(money(118.55), 130)).toBe(154_115_000);
    expect(parseMoney(118.55333333)).toBe(1_185_533);
    expect(parseMoney('12a')).toBeNull();
    expect(parseMoney('')).toBeNull();
    expect(parseMoney(Number.NaN)).toBeNull();
  });

  it('shows prices at the decimals of the tick and a dash for what does not apply', () => {
    expect(decimalsOfTick(0.05)).toBe(2);
    expect(decimalsOfTick(0.0025)).toBe(4);
    expect(formatPrice(83.1525, 4)).toBe('83.1525');
    expect(formatPrice(null)).toBe('—');
  });

  it('tells percents to two decimals, and beyond a hundred to one, beyond a thousand to none: no wider than they have room', () => {
    const of = (part: number) => formatPercent(money(part), money(100));
    expect([4.856, -0.15, 0, 100, 430.21, 999.94, 999.96, -1234.56].map(of)).toEqual([
      '+4.86%',
      '−0.15%',
      '0.00%',
      '+100.00%',
      '+430.2%',
      '+999.9%',
      '+1,000%',
      '−1,235%',
    ]);
    expect(formatPercent(money(1), money(0))).toBe('—');
  });

  it('groups quantities and signs positions', () => {
    expect(formatQuantity(27000)).toBe('27,000');
    expect(formatSignedQuantity(260)).toBe('+260');
    expect(formatSignedQuantity(-100)).toBe('−100');
    expect(formatSignedQuantity(0)).toBe('0');
  });
});
