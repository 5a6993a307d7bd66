import { priceFromNumber } from '@copydesk/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toldPrice, wirePrice } from './wire-price.ts';

it.each([
  0,
  -0,
  0.49999999999999994 / 10_000,
  0.00005,
  0.0001,
  0.00014999999999999999,
  0.00015,
  214_748.3646,
  214_748.3647,
])('rounds %f as core does', (rupees) => expect(wirePrice(rupees)).toBe(priceFromNumber(rupees)));

it.each([1e9, 1e9 + 1, Number.NaN, Number.POSITIVE_INFINITY, -52.05, -1e12, 5e-324])(
  'takes %f as core does',
  (rupees) => expect(wirePrice(rupees)).toBe(priceFromNumber(rupees)),
);

it('says what core says, of every double', () => {
  const halves = fc.nat(2 ** 31).map((units) => (units + 0.5) / 10_000);
  const doubles = fc.oneof(
    fc.double(),
    fc.double({ min: 0, max: 300_000 }),
    fc.double({ min: 0, max: 0.001 }),
    halves,
  );
  fc.assert(
    fc.property(doubles, (rupees) => {
      expect(wirePrice(rupees)).toBe(priceFromNumber(rupees));
    }),
    { numRuns: 3_000 },
  );
});

it('takes 0 for a price that is not told', () => {
  expect([toldPrice(0), toldPrice(0.05)]).toEqual([undefined, 500]);
});
