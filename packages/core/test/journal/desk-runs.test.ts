/** How long it was between two entries of the journal. */
import { describe, expect, it } from 'vitest';
import { type DeskEvent, instantOf, type JournalEntry, type UserId } from '../../src/index.ts';
import { DeskRuns } from '../../src/journal/desk-runs.ts';

const ANN = 'user-ann' as UserId;
const BOB = 'user-bob' as UserId;
const START = Date.parse('2026-11-23T04:00:00Z');

const moment = (eventId: number, wallMs: number, monotonicMs: number, userId = ANN) => ({
  userId,
  eventId,
  at: instantOf(START + wallMs),
  monotonicMs,
});
const started = (eventId: number, userId = ANN): JournalEntry => ({
  ...moment(eventId, 0, 0, userId),
  event: { type: 'desk-opened' } as unknown as DeskEvent,
});
function runsOf(...entries: readonly JournalEntry[]): DeskRuns {
  const runs = new DeskRuns();
  for (const entry of entries) runs.apply(entry);
  return runs;
}

describe('the time between two entries', () => {
  it('is that of the monotonic clock within a run, whatever was done to the wall clock', () => {
    const from = moment(2, 0, 1_000);
    expect(runsOf(started(1)).between(from, moment(3, 3_600_000, 1_250))).toBe(250);
    expect(runsOf(started(1)).between(from, moment(3, -3_600_000, 1_250))).toBe(250);
    // Of a user whose desk was never seen to start.
    expect(runsOf().between(from, moment(3, 3_600_000, 1_250))).toBe(250);
  });

  it('is that of the wall clock over a restart, and never negative', () => {
    const runs = runsOf(started(1), started(5));
    expect(runs.between(moment(4, 0, 90_000), moment(5, 2_000, 10))).toBe(2_000);
    expect(runs.between(moment(4, 0, 90_000), moment(6, 2_500, 500))).toBe(2_500);
    expect(runs.between(moment(4, 0, 90_000), moment(6, -2_500, 500))).toBe(0);
    expect(runs.between(moment(5, 0, 10), moment(6, 9_000, 500))).toBe(490);
  });

  it('is not cut by a start of somebody else’s desk', () => {
    const runs = runsOf(started(1), started(1, BOB), started(3, BOB));
    expect(runs.between(moment(2, 0, 100), moment(4, 9_000, 300))).toBe(200);
  });
});
