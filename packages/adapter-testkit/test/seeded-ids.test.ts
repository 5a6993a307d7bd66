import { SeededIds, SeededRandom, VirtualClock } from '@copydesk/adapter-testkit';
import { expect, it } from 'vitest';

it('ids are 26 characters of Crockford base 32, and sort by time', () => {
  const clock = new VirtualClock();
  const ids = new SeededIds(7, clock);

  const made = Array.from({ length: 50 }, () => {
    clock.advanceBy(1);
    return ids.next();
  });

  for (const id of made) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(50);
});

it('the same seed gives the same ids, another seed others', () => {
  const clock = new VirtualClock();

  expect(new SeededIds(7, clock).next()).toBe(new SeededIds(7, clock).next());
  expect(new SeededIds(7, clock).next()).not.toBe(new SeededIds(8, clock).next());
});

it('random numbers stay below their bound and reach every value', () => {
  const random = new SeededRandom(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.below(6)));

  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});
