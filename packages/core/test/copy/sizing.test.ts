import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as sizing from '../../src/copy/sizing.ts';
import { exitQuantity, fixExitRule } from '../../src/exit/exit-fraction.ts';
import { type Factor, type Lots, type Quantity, quantityOf, type Sizing } from '../../src/index.ts';

const { parseFactor, scaleQuantity } = sizing;
const q = quantityOf;
const sizeEntry = (
  rule: Sizing,
  master: Quantity,
  lot: Quantity,
  capital: { child?: number; master?: number } = {},
) => sizing.sizeEntry(rule, master, lot, { child: capital.child, master: capital.master });
const plain = { capLots: undefined, atLeastOneLot: false } as const;
const times = (factor: string, more: Partial<Sizing> = {}): Sizing =>
  ({ kind: 'multiplier', factor: parseFactor(factor) as Factor, ...plain, ...more }) as Sizing;

describe('the size of an entry', () => {
  it('multiplies and rounds down to whole lots', () => {
    expect(sizeEntry(times('0.5'), q(195), q(65))).toEqual({ quantity: 65 });
    expect(sizeEntry(times('2'), q(65), q(65))).toEqual({ quantity: 130 });
  });

  it('skips what is under one lot, with the lot and the figure', () => {
    expect(sizeEntry(times('0.5'), q(65), q(65))).toEqual({
      skip: { code: 'under-one-lot', limit: 65, figure: 32 },
    });
  });

  it('sends one lot instead when the link says so', () => {
    expect(sizeEntry(times('0.5', { atLeastOneLot: true }), q(65), q(65))).toEqual({ quantity: 65 });
  });

  it('never exceeds its cap', () => {
    expect(sizeEntry(times('10', { capLots: 3 as Lots }), q(65), q(65))).toEqual({ quantity: 195 });
    expect(sizeEntry(times('10', { capLots: 0 as Lots, atLeastOneLot: true }), q(65), q(65))).toHaveProperty(
      'skip',
    );
  });

  it('is fixed whatever the master sends', () => {
    expect(sizeEntry({ kind: 'fixed-lots', lots: 2 as Lots, ...plain }, q(650), q(65))).toEqual({
      quantity: 130,
    });
    expect(sizeEntry({ kind: 'fixed-quantity', quantity: q(100), ...plain }, q(650), q(65))).toEqual({
      quantity: 65,
    });
  });

  it('by capital needs money, and knowledge of it, on both sides', () => {
    const rule = { kind: 'capital', declared: undefined, capLots: 9 as Lots, atLeastOneLot: true } as const;
    const skip = (figure: string | number, limit?: number) => ({
      skip: { code: 'no-funds', figure, ...(limit === undefined ? {} : { limit }) },
    });
    expect(sizeEntry(rule, q(130), q(65), { child: 3, master: 2 })).toEqual({ quantity: 195 });
    expect(sizeEntry(rule, q(130), q(65), { child: 1, master: 20 })).toEqual({ quantity: 65 });
    expect(sizeEntry(rule, q(130), q(65), { child: 0, master: 2 })).toEqual(skip(0, 0));
    expect(sizeEntry(rule, q(130), q(65), { child: 3, master: -1 })).toEqual(skip(-1, 0));
    expect(sizeEntry(rule, q(130), q(65), { master: 2 })).toEqual(skip('child not read'));
    expect(sizeEntry(rule, q(130), q(65), { child: 2 })).toEqual(skip('master not read'));
  });

  it('is exact where binary fractions are not', () => {
    expect(scaleQuantity(q(1_000_000), parseFactor('0.29') as Factor)).toBe(290_000);
    expect(parseFactor('0')).toBeUndefined();
    expect(parseFactor('-1')).toBeUndefined();
    expect(parseFactor('0.0000001')).toBeUndefined();
    expect(parseFactor('1e3')).toBeUndefined();
    expect(parseFactor(' 0.5 ')).toBe(500_000);
    expect(parseFactor('1000')).toBe(1_000_000_000);
    expect(parseFactor('1000.000001')).toBeUndefined();
  });

  it('is the exact product, rounded down, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_147_483_647 }),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        (quantity, factor) => {
          const exact = (BigInt(quantity) * BigInt(factor)) / 1_000_000n;
          const most = exact > 2_147_483_647n ? 2_147_483_647n : exact;
          expect(BigInt(scaleQuantity(q(quantity), factor as Factor))).toBe(most);
        },
      ),
    );
  });

  it('never exceeds the rule', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        (master, lot, factor) => {
          const sized = sizeEntry(
            { kind: 'multiplier', factor: factor as Factor, ...plain },
            q(master),
            q(lot),
          );
          if ('skip' in sized) return;
          expect(sized.quantity % lot).toBe(0);
          expect(sized.quantity * 1_000_000).toBeLessThanOrEqual(master * factor);
        },
      ),
    );
  });
});

describe('the size of an exit', () => {
  const child = (
    copied: number,
    more: { livingExits?: number; position?: number; lotSize?: number } = {},
  ) => ({
    copied: q(copied),
    livingExits: q(more.livingExits ?? 0),
    position: q(more.position ?? copied - (more.livingExits ?? 0)),
    lotSize: q(more.lotSize ?? 1),
  });
  const rule = (copied: number, quantity: number, otherExits = 0) =>
    fixExitRule({ copied: q(copied), quantity: q(quantity), otherExits: q(otherExits) });

  it('follows the example of the domain page', () => {
    expect(exitQuantity(rule(100, 40), child(50))).toBe(20);
    expect(exitQuantity(rule(60, 60), child(30))).toBe(30);
    expect(exitQuantity(rule(60, 60), child(25))).toBe(25);
  });

  it('counts what the master has on its way out already', () => {
    expect(rule(100, 60, 40)).toEqual({ masterHeld: 60, masterKeeps: 0, competes: false });
    expect(exitQuantity(rule(100, 60, 40), child(50, { livingExits: 20 }))).toBe(30);
  });

  it('takes off what the child itself has on its way out before the fraction, and never more than that leaves', () => {
    // Keeps half of the 40 that are not on their way, although the account holds more of its own.
    expect(exitQuantity(rule(100, 50), child(60, { livingExits: 20, position: 500 }))).toBe(20);
    expect(exitQuantity(rule(100, 100), child(60, { livingExits: 60, position: 500 }))).toBe(0);
    expect(exitQuantity(rule(100, 100), child(60, { livingExits: 80, position: 500 }))).toBe(0);
  });

  it('competes with nothing when it alone is more than was copied', () => {
    expect(rule(100, 150)).toEqual({ masterHeld: 100, masterKeeps: 0, competes: false });
  });

  it('does not subtract exits that compete', () => {
    expect(rule(100, 100, 100)).toEqual({ masterHeld: 100, masterKeeps: 0, competes: true });
  });

  it('takes everything to the last share when the master is flat, also what is no whole lot', () => {
    expect(exitQuantity(rule(75, 75), child(37, { lotSize: 75 }))).toBe(37);
  });

  it('never takes more than was copied, nor more than the account holds', () => {
    expect(exitQuantity(rule(100, 100), child(50, { position: 10 }))).toBe(10);
    expect(exitQuantity(rule(100, 100), child(0, { position: 80 }))).toBe(0);
    const number = fc.integer({ min: 0, max: 100_000 });
    const seen = fc.record({
      master: number,
      exit: number,
      copied: number,
      living: number,
      lotSize: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(seen, ({ master, exit, copied, living, lotSize }) => {
        const livingExits = Math.min(living, copied);
        const taken = exitQuantity(
          rule(master, Math.min(exit, master)),
          child(copied, { livingExits, lotSize }),
        );
        expect(taken).toBeGreaterThanOrEqual(0);
        expect(taken).toBeLessThanOrEqual(copied - livingExits);
      }),
    );
  });

  it('leaves whole lots', () => {
    expect(exitQuantity(rule(300, 100), child(150, { lotSize: 75 }))).toBe(75);
    expect((150 - exitQuantity(rule(300, 1), child(150, { lotSize: 75 }))) % 75).toBe(0);
  });
});
