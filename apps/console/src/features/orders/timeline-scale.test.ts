import { expect, it } from 'vitest';
import type { Lane } from './timeline-lanes.ts';
import { DESK_ROOM, PHONE_ROOM, placesOf, scaleOf } from './timeline-scale.ts';

const KINDS = ['saved', 'sent', 'acknowledged', 'filled'] as const;

function lane(...times: readonly number[]): Lane {
  const marks = times.map((sinceMs, index) => ({
    kind: KINDS[index] ?? 'filled',
    sinceMs,
    beyond: false,
  }));
  return { accountId: 'a', account: 'CHILD:c1', marks, words: '' };
}

it('draws time evenly while the marks stand apart', () => {
  const scale = scaleOf([lane(0, 4, 38, 41), lane(39, 84, 88)], 100, DESK_ROOM);
  expect(scale.isLogarithmic).toBe(false);
  expect(scale.lines).toEqual([0, 20, 40, 60, 80, 100]);
  expect(scale.at(50)).toBe(0.5);
});

it('tells the marks of fast accounts apart where one account is slow', () => {
  const fast = lane(0, 3, 14, 19);
  const scale = scaleOf([fast, lane(20, 22, 1_520, 1_540)], 2_000, DESK_ROOM);
  expect(scale.isLogarithmic).toBe(true);
  expect(scale.lines).toEqual([0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000]);
  for (const { marks } of [fast, lane(20, 22, 1_520, 1_540)]) {
    const places = placesOf(marks, scale.at, DESK_ROOM);
    for (const [index, place] of places.entries()) {
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(1);
      if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(0.0199);
    }
  }
});

it('keeps marks of one moment beside each other, also at the right edge', () => {
  const { at } = scaleOf([lane(100, 100, 100)], 100, DESK_ROOM);
  expect(placesOf(lane(100, 100, 100).marks, at, DESK_ROOM).map((place) => place.toFixed(2))).toEqual([
    '0.96',
    '0.98',
    '1.00',
  ]);
});

it('gives signs and figures room on the width of a phone', () => {
  const lanes = [lane(0, 3, 14, 19), lane(20, 22, 1_520, 1_540)];
  const scale = scaleOf(lanes, 2_000, PHONE_ROOM);
  expect(scale.lines).toEqual([0, 10, 50, 200, 500, 2_000]);
  for (const { marks } of lanes) {
    const places = placesOf(marks, scale.at, PHONE_ROOM);
    for (const [index, place] of places.entries())
      if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(0.0449);
  }
});
