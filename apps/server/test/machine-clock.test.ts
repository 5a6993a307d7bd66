/** The process's clock shows one moment to a run of code, and never an old one to the next. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { machineClock } from '../src/process/machine-clock.ts';

function work(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; ) {
    // Busy: nothing else runs meanwhile.
  }
}

it('shows a run of code one moment, however often it is asked', () => {
  const wall = machineClock.now();
  const monotonic = machineClock.monotonicMs();
  work(5);
  expect(machineClock.now()).toBe(wall);
  expect(machineClock.monotonicMs()).toBe(monotonic);
});

it('shows whatever runs next the time that it is then', async () => {
  const wall = machineClock.now();
  const monotonic = machineClock.monotonicMs();
  work(5);
  await Promise.resolve();
  expect(machineClock.now() - wall).toBeGreaterThanOrEqual(4);
  const later = machineClock.monotonicMs();
  expect(later - monotonic).toBeGreaterThanOrEqual(4);
  work(5);
  await nextTurn();
  expect(machineClock.monotonicMs() - later).toBeGreaterThanOrEqual(4);
});
