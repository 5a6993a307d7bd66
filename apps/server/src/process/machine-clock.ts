import type { CancelTimer, Clock, Instant } from '@copydesk/core';
import { instantOf } from '@copydesk/core';

/** The machine's clock and timers. */
export const machineClock: Clock = {
  now: (): Instant => instantOf(Date.now()),
  monotonicMs: () => performance.now(),
  after(delayMs: number, run: () => void): CancelTimer {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
