import { VirtualClock } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { RateWindow } from '../../src/index.ts';
import { ReadPace } from '../../src/reconcile/read-pace.ts';

const NEVER = new AbortController().signal;
const HALF_HOUR_MS = 1_800_000;
/** The windows of a broker that counts each call of a client by itself. */
const WINDOWS: readonly RateWindow[] = [
  { limit: 50, windowMs: 1_000 },
  { limit: 500, windowMs: 60_000 },
  { limit: 2_000, windowMs: HALF_HOUR_MS },
];

/** Asks for a read so often, for so long; answers when each of them left. */
async function readEvery(everyMs: number, forMs: number): Promise<readonly number[]> {
  const clock = new VirtualClock();
  const pace = new ReadPace(clock, WINDOWS);
  const left: number[] = [];
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs += everyMs) {
    void pace.turn('orders', NEVER).then((may) => {
      if (may) left.push(clock.monotonicMs());
    });
    await clock.advance(everyMs);
  }
  return left;
}

/** The most reads in any stretch of so many milliseconds. */
function mostWithin(left: readonly number[], windowMs: number): number {
  let from = 0;
  return left.reduce((most, atMs, place) => {
    while ((left[from] ?? 0) <= atMs - windowMs) from += 1;
    return Math.max(most, place - from + 1);
  }, 0);
}

describe('ReadPace', () => {
  it('keeps to every window however often it is asked, and leaves nobody blind for long', async () => {
    const left = await readEvery(200, 2 * HALF_HOUR_MS);

    for (const { limit, windowMs } of WINDOWS) expect(mostWithin(left, windowMs)).toBeLessThanOrEqual(limit);
    const gaps = left.slice(1).map((atMs, place) => atMs - (left[place] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(1_500);
  });

  it('lets a desk that polls once a second read when it wants', async () => {
    const left = await readEvery(1_200, HALF_HOUR_MS);

    expect(left).toEqual(left.map((_, place) => place * 1_200));
    expect(left).toHaveLength(HALF_HOUR_MS / 1_200);
  });

  it('keeps back what would wait too long, and what nobody wants any more', async () => {
    const clock = new VirtualClock();
    const pace = new ReadPace(clock, [{ limit: 2, windowMs: 10_000 }]);
    const stop = new AbortController();
    expect(await pace.turn('orders', NEVER)).toBe(true);

    expect(await pace.turn('orders', NEVER)).toBe(false);
    expect(await pace.turn('trades', NEVER)).toBe(true);
    await clock.advance(6_000);
    const late = pace.turn('orders', stop.signal);
    stop.abort();
    expect(await late).toBe(false);
  });
});
