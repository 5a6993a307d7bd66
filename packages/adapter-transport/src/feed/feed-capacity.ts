/** How much one connection carries. */
import type { FeedCapability, FeedMode } from '@copydesk/core';

/** Instruments of a connection, by mode. */
export type ModeCounts = Record<FeedMode, number>;

const MODES: readonly FeedMode[] = ['ltp', 'quote', 'full'];

/**
 * Whether the shares that the modes take of a connection add up to no more than one: with 3 000 in each mode, 2 000 in
 * one and 1 000 in another fill it. Counted in whole numbers, so that the last instrument is neither lost nor won by rounding.
 */
export function sharesFit(
  counts: Readonly<ModeCounts>,
  limits: FeedCapability['instrumentsPerConnection'],
): boolean {
  const used = MODES.filter((mode) => counts[mode] > 0);
  const whole = used.reduce((product, mode) => product * limits[mode], 1);
  if (whole === 0) return false;
  return used.reduce((sum, mode) => sum + counts[mode] * (whole / limits[mode]), 0) <= whole;
}
