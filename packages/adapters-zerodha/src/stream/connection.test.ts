import { expect, it } from 'vitest';
import { waitBefore } from './connection.ts';

const lost = { kind: 'lost', reason: 'silence' } as const;

it('waits between one second and a bound that doubles up to thirty', () => {
  const bounds = [1, 2, 3, 4, 5, 6, 50].map((failures) => waitBefore(lost, failures, () => 1));
  expect(bounds).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(waitBefore(lost, 6, () => 0)).toBe(1_000);
  expect(waitBefore(lost, 2, () => 0.5)).toBe(2_500);
});

it('waits at least a minute when there are too many connections', () => {
  expect(waitBefore({ kind: 'refused', status: 429 }, 1, () => 0)).toBe(61_000);
});
