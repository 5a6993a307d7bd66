/**
 * Where a moment stands on the picture of a timeline, from 0 (left) to 1 (right).
 *
 * Decides: time is drawn evenly as long as the marks of each lane stand apart. Where one slow account would push all others together, it is
 * drawn by its logarithm, and the picture says so. Marks that still meet stand side by side in their order.
 */
import type { Lane, LaneMark } from './timeline-lanes.ts';

/** How far apart things stand at least, as parts of the picture's width. */
export interface Room {
  /** A mark beside the next one. */
  readonly marks: number;
  /** A figure of the scale beside the next one. */
  readonly figures: number;
}

export const DESK_ROOM: Room = { marks: 0.02, figures: 0.06 };
/** The same signs and figures on a third of the width. */
export const PHONE_ROOM: Room = { marks: 0.045, figures: 0.13 };
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
export function scaleOf(lanes: readonly Lane[], endMs: number, room: Room): TimelineScale {
  const even = (ms: number): number => Math.min(ms, endMs) / endMs;
  if (!lanes.some(({ marks }) => meet(marks, even, room))) {
    const lines = Array.from({ length: STEPS + 1 }, (_, step) => (endMs * step) / STEPS);
    return { isLogarithmic: false, at: even, lines };
  }
  const at = (ms: number): number => Math.log1p(Math.min(ms, endMs) / BASE_MS) / Math.log1p(endMs / BASE_MS);
  const lines: number[] = [];
  for (const ms of [...ROUND_MS, endMs]) {
    const last = lines.at(-1);
    if (ms <= endMs && (last === undefined || at(ms) - at(last) >= room.figures)) lines.push(ms);
  }
  return { isLogarithmic: true, at, lines };
}

/** Where each mark of a lane stands; none on another. */
export function placesOf(marks: readonly LaneMark[], at: TimelineScale['at'], room: Room): readonly number[] {
  const places: number[] = [];
  for (const { sinceMs } of marks) {
    const before = places.at(-1);
    places.push(before === undefined ? at(sinceMs) : Math.max(at(sinceMs), before + room.marks));
  }
  // Those at the right edge make room to the left.
  for (let index = places.length - 1, most = 1; index >= 0; index -= 1, most -= room.marks)
    places[index] = Math.min(places[index] ?? 0, most);
  return places;
}

function meet(marks: readonly LaneMark[], at: (ms: number) => number, room: Room): boolean {
  return marks.some((mark, index) => {
    const before = marks[index - 1];
    return before !== undefined && !mark.beyond && at(mark.sinceMs) - at(before.sinceMs) < room.marks;
  });
}
