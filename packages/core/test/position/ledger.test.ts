import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCorrection, applyFill, type FillKind, type Holding } from '../../src/position/ledger.ts';

const flat: Holding = { net: 0, copied: 0 };
const after = (...fills: readonly (readonly [number, FillKind])[]): Holding =>
  fills.reduce((holding, [delta, kind]) => applyFill(holding, delta, kind), flat);

describe('the ledger of what was copied', () => {
  it('counts what the group opens and leaves what the account opens itself its own', () => {
    expect(after([50, 'group'], [30, 'own'])).toEqual({ net: 80, copied: 50 });
  });

  it("takes the account's own first when somebody sells outside", () => {
    expect(after([50, 'group'], [30, 'own'], [-40, 'own'])).toEqual({ net: 40, copied: 40 });
  });

  it('takes what was copied first when an order of the desk sells', () => {
    expect(after([50, 'group'], [30, 'own'], [-40, 'desk'])).toEqual({ net: 40, copied: 10 });
  });

  it("sells a master's own quantity last", () => {
    expect(after([30, 'own'], [50, 'group'], [-50, 'group'])).toEqual({ net: 30, copied: 0 });
  });

  it('opens the other way beyond zero, copied only when the group did it', () => {
    expect(after([50, 'group'], [-80, 'group'])).toEqual({ net: -30, copied: -30 });
    expect(after([50, 'group'], [-80, 'own'])).toEqual({ net: -30, copied: 0 });
  });

  it('treats a short like a long', () => {
    expect(after([-50, 'group'], [-30, 'own'], [40, 'own'])).toEqual({ net: -40, copied: -40 });
  });

  it('lets a book that shows less take the own quantity first', () => {
    expect(applyCorrection({ net: 80, copied: 50 }, 60)).toEqual({ net: 60, copied: 50 });
    expect(applyCorrection({ net: 80, copied: 50 }, 20)).toEqual({ net: 20, copied: 20 });
    expect(applyCorrection({ net: 80, copied: 50 }, -20)).toEqual({ net: -20, copied: 0 });
  });

  it('never holds more copied than there is, nor copied against the position', () => {
    const fill = fc.tuple(
      fc.integer({ min: -200, max: 200 }),
      fc.constantFrom<FillKind>('group', 'desk', 'own'),
    );
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 40 }), (fills) => {
        const { net, copied } = after(...fills);
        expect(net).toBe(fills.reduce((sum, [delta]) => sum + delta, 0));
        expect(Math.abs(copied)).toBeLessThanOrEqual(Math.abs(net));
        if (copied !== 0) expect(Math.sign(copied)).toBe(Math.sign(net));
      }),
    );
  });
});
