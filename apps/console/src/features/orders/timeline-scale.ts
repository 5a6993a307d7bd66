/**
 * Where a moment stands on the picture of a timeline, from 0 (left) to 1 (right).
 *
 * Decides: time is drawn evenly as long as the marks of each lane stand apart. Where one slow account would push all others together, it is
 * drawn by its logarithm, and the picture says so. Marks that still meet stand side by side in their order.
 */
import type { Lane, LaneMark } from './timeline-lanes.ts';

/** Of the width: a mark has room beside the next one. */
const APART = 0.02;
/** Two figures of the scale have room beside each other. */
const FIGURES_APART = 0.06;
/** From here on a logarithm tells moments apart as well as an even scale would. */
const BASE_MS = 5;
const STEPS = 5;
const ROUND_MS = [0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;

export interface TimelineScale {
  readonly isLogarithmic: boolean;
  readonly at: (ms: number) => number;
  /** Milliseconds that have a line. */
  readonly lines: readonly number[];
}

/** The scale on which the marks of these lanes can be told apart. */
export function scaleOf(lanes: readonly Lane[], endMs: number): TimelineScale {
  const even = (ms: number): number => Math.min(ms, endMs) / endMs;
  if (!lanes.some(({ marks }) => meet(marks, even))) {
    const lines = Array.from({ length: STEPS + 1 }, (_, step) => (endMs * step) / STEPS);
    return { isLogarithmic: false, at: even, lines };
  }
  const at = (ms: number): number => Math.log1p(Math.min(ms, endMs) / BASE_MS) / Math.log1p(endMs / BASE_MS);
  const lines: number[] = [];
  for (const ms of [...ROUND_MS, endMs]) {
    const last = lines.at(-1);
    if (ms <= endMs && (last === undefined || at(ms) - at(last) >= FIGURES_APART)) lines.push(ms);
  }
  return { isLogarithmic: true, at, lines };
}

/** Where each mark of a lane stands; none on another. */
export function placesOf(marks: readonly LaneMark[], at: TimelineScale['at']): readonly number[] {
  const places: number[] = [];
  for (const { sinceMs } of marks) {
    const before = places.at(-1);
    places.push(before === undefined ? at(sinceMs) : Math.max(at(sinceMs), before + APART));
  }
  // Those at the right edge make room to the left.
  for (let index = places.length - 1, most = 1; index >= 0; index -= 1, most -= APART)
    places[index] = Math.min(places[index] ?? 0, most);
  return places;
}

function meet(marks: readonly LaneMark[], at: (ms: number) => number): boolean {
  return marks.some((mark, index) => {
    const before = marks[index - 1];
    return before !== undefined && !mark.beyond && at(mark.sinceMs) - at(before.sinceMs) < APART;
  });
}
