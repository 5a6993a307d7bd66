import { describe, expect, it } from 'vitest';
import { exitQuantity, percentOf, wholeWords } from './exit-size.ts';

describe('the size of an exit', () => {
  it('is rounded up to whole lots, for long and short alike', () => {
    expect(exitQuantity({ netQty: 65, lotSize: 65 }, percentOf('half', 0))).toBe(65);
    expect(exitQuantity({ netQty: 195, lotSize: 65 }, percentOf('half', 0))).toBe(130);
    expect(exitQuantity({ netQty: -260, lotSize: 65 }, percentOf('quarter', 0))).toBe(65);
    expect(exitQuantity({ netQty: 100, lotSize: 1 }, percentOf('own', 33))).toBe(33);
  });

  it('is all of what is one, which is a share where there are no lots', () => {
    expect(wholeWords({ instrumentType: 'OPT' })).toMatch(/^One lot: /);
    expect(wholeWords({ instrumentType: 'EQ' })).toMatch(/^One share: /);
  });

  it('is never more than is held', () => {
    expect(exitQuantity({ netQty: 100, lotSize: 65 }, percentOf('all', 0))).toBe(100);
    expect(exitQuantity({ netQty: 0, lotSize: 65 }, 100)).toBe(0);
  });
});
