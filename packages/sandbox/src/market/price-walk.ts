/**
 * The walk of prices: how far an instrument is from where it started, as a pure function of seed, instrument and step.
 *
 * Nothing is stored and nothing ticks: a price nobody looks at costs nothing, and a restart finds the same path.
 */
import { hashPair, signedUnit } from './seeded.ts';

/** Periods of the waves in steps, shortest first, each with its part of the swing. */
const WAVES: readonly { readonly period: number; readonly part: number }[] = [
  { period: 4, part: 0.01 },
  { period: 16, part: 0.03 },
  { period: 64, part: 0.07 },
  { period: 256, part: 0.15 },
  { period: 1_024, part: 0.27 },
  { period: 4_096, part: 0.47 },
];

/** The distance of a step from the middle, between −1 and 1 of the swing; continuous from step to step. */
export function walkAt(seed: number, step: number): number {
  let sum = 0;
  for (const [index, { period, part }] of WAVES.entries()) {
    const cell = Math.floor(step / period);
    const within = step / period - cell;
    const smooth = within * within * (3 - 2 * within);
    const waveSeed = hashPair(seed, index + 1);
    const from = signedUnit(hashPair(waveSeed, cell));
    const to = signedUnit(hashPair(waveSeed, cell + 1));
    sum += part * (from + (to - from) * smooth);
  }
  return sum;
}
