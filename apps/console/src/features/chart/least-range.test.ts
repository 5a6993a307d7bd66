import { expect, it } from 'vitest';
import { withLeastRange } from './least-range.ts';

const TICK = 0.05;

function fittedTo(minValue: number, maxValue: number) {
  return { priceRange: { minValue, maxValue } };
}

it('shows twenty ticks at the least, with a price that stands still in their middle', () => {
  expect(withLeastRange(fittedTo(713_000, 713_000), TICK)).toEqual(fittedTo(708_000, 718_000));
  expect(withLeastRange(fittedTo(713_000, 715_000), TICK)).toEqual(fittedTo(709_000, 719_000));
});

it('leaves a range alone that is wide enough, and where nothing is drawn', () => {
  expect(withLeastRange(fittedTo(700_000, 730_000), TICK)).toEqual(fittedTo(700_000, 730_000));
  expect(withLeastRange(null, TICK)).toBeNull();
});
