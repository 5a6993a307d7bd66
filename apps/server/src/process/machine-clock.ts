import type { CancelTimer, Clock, Instant } from '@copydesk/core';
import { instantOf } from '@copydesk/core';

/** The machine's clock and timers. The monotonic one is the machine's, so that times of several processes compare. */
export const machineClock: Clock = {
  now: (): Instant => instantOf(Date.now()),
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  after(delayMs: number, run: () => void): CancelTimer {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
