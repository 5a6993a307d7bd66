import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OrderId, quantityOf } from '../../src/index.ts';
import { ExpectedShare } from '../../src/share/expected-share.ts';

const LOT = quantityOf(25);
const [ONE, TWO, EXIT] = ['order-1', 'order-2', 'exit'] as OrderId[] as [OrderId, OrderId, OrderId];
const over = (): boolean => true;

describe('what is expected of a child, corrected after the fact', () => {
  it('I4: takes a part that was skipped after all out of what an exit took of it, too', () => {
    const share = new ExpectedShare();
    share.count(ONE, { before: 0, now: 50 }, LOT);
    share.count(TWO, { before: 0, now: 50 }, LOT);
    share.reduce({ before: 100, after: 50, orderId: EXIT }, LOT, over);
    expect(share.value(LOT)).toBe(50);
    share.count(ONE, { before: 50, now: 0 }, LOT);
    expect(share.value(LOT)).toBe(25);
  });

  it('counts more fills of one entry where they come, after an exit and not before it', () => {
    const share = new ExpectedShare();
    share.count(ONE, { before: 0, now: 50 }, LOT);
    share.reduce({ before: 50, after: 25, orderId: EXIT }, LOT, over);
    share.count(ONE, { before: 50, now: 100 }, LOT);
    expect(share.value(LOT)).toBe(75);
  });

  it('knows nothing of entries of before the master was flat', () => {
    const share = new ExpectedShare();
    share.count(ONE, { before: 0, now: 50 }, LOT);
    share.reduce({ before: 50, after: 0, orderId: EXIT }, LOT, over);
    share.count(TWO, { before: 0, now: 25 }, LOT);
    share.count(ONE, { before: 50, now: 0 }, LOT);
    expect(share.value(LOT)).toBe(25);
  });

  it('comes to what it would have come to without the entry that was taken back, whatever lay between', () => {
    const later = fc.array(
      fc.oneof(
        fc.record({ keeps: fc.integer({ min: 1, max: 9 }) }),
        fc.record({ taken: fc.integer({ min: 1, max: 3 }) }),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        later,
        (lots, others, steps) => {
          const [withIt, without] = [new ExpectedShare(), new ExpectedShare()];
          withIt.count(ONE, { before: 0, now: lots * LOT }, LOT);
          for (const share of [withIt, without]) {
            share.count(TWO, { before: 0, now: others * LOT }, LOT);
            let held = 10_000;
            for (const step of steps) {
              if ('taken' in step) share.take(step.taken * LOT, LOT);
              else {
                const after = Math.trunc((held * step.keeps) / 10);
                share.reduce({ before: held, after, orderId: EXIT }, LOT, over);
                held = after;
              }
            }
          }
          withIt.count(ONE, { before: lots * LOT, now: 0 }, LOT);
          expect(withIt.value(LOT)).toBe(without.value(LOT));
        },
      ),
      { numRuns: 300 },
    );
  });
});
