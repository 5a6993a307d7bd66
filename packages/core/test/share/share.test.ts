import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NONE, type OrderId, quantityOf } from '../../src/index.ts';
import { Share } from '../../src/share/share.ts';

const LOT = quantityOf(25);
const ONE = 'order-1' as OrderId;
const TWO = 'order-2' as OrderId;
const over = (): boolean => true;
const living = (): boolean => false;

describe('a share of what the master holds', () => {
  it('applies the fraction once, however many fills an exit takes', () => {
    const share = new Share();
    share.add(50, LOT);
    for (const [before, after] of [
      [100, 90],
      [90, 75],
      [75, 50],
    ] as const)
      share.reduce({ before, after, orderId: ONE }, LOT, living);
    expect(share.value(LOT)).toBe(25);
  });

  it('rounds again for the next exit, as the rule does', () => {
    const share = new Share();
    share.add(50, LOT);
    share.reduce({ before: 100, after: 75, orderId: ONE }, LOT, over);
    expect(share.value(LOT)).toBe(25);
    share.reduce({ before: 75, after: 50, orderId: TWO }, LOT, over);
    expect(share.value(LOT)).toBe(0);
  });

  it('takes exits that live together for one reduction', () => {
    const share = new Share();
    share.add(100, LOT);
    share.reduce({ before: 100, after: 75, orderId: ONE }, LOT, living);
    share.reduce({ before: 75, after: 50, orderId: TWO }, LOT, living);
    share.reduce({ before: 50, after: 25, orderId: ONE }, LOT, living);
    expect(share.value(LOT)).toBe(25);
  });

  it('is nothing when the master is flat, to the last share', () => {
    const share = new Share();
    share.add(-30, LOT);
    share.reduce({ before: 7, after: 0, orderId: ONE }, LOT, over);
    expect(share.value(LOT)).toBe(0);
  });

  it('keeps whole shares where nobody knows the lot', () => {
    const share = new Share();
    share.add(-31, NONE);
    share.reduce({ before: 100, after: 50, orderId: ONE }, NONE, living);
    expect(share.value(NONE)).toBe(-15);
    expect(share.value(LOT)).toBe(0);
  });

  it('counts an entry that fills in between for what it is', () => {
    const share = new Share();
    share.add(100, LOT);
    share.reduce({ before: 100, after: 50, orderId: ONE }, LOT, living);
    share.add(50, LOT);
    share.reduce({ before: 100, after: 50, orderId: ONE }, LOT, living);
    expect(share.value(LOT)).toBe(50);
  });

  it('never turns round, and never grows by a reduction', () => {
    const reduction = fc.record({ by: fc.integer({ min: 1, max: 400 }), which: fc.constantFrom(ONE, TWO) });
    fc.assert(
      fc.property(
        fc.integer({ min: -40, max: 40 }),
        fc.array(reduction, { maxLength: 8 }),
        fc.boolean(),
        (lots, steps, together) => {
          const share = new Share();
          share.add(lots * LOT, LOT);
          let master = 1_000;
          for (const { by, which } of steps) {
            const value = share.value(LOT);
            const after = Math.max(0, master - by);
            share.reduce({ before: master, after, orderId: which }, LOT, () => !together);
            expect(Math.abs(share.value(LOT))).toBeLessThanOrEqual(Math.abs(value));
            expect(share.value(LOT) * lots).toBeGreaterThanOrEqual(0);
            master = after;
            if (master === 0) expect(share.value(LOT)).toBe(0);
          }
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});
