import type { CancelTimer, Clock, Instant } from '@copydesk/core';
import { instantOf } from '@copydesk/core';

/** From the process's own monotonic zero, which is quicker to ask for, to the machine's. */
const MACHINE_ZERO_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** The machine's clock and timers. The monotonic one is the machine's, so that times of several processes compare. */
export const machineClock: Clock = {
  now: (): Instant => instantOf(Date.now()),
  monotonicMs: () => MACHINE_ZERO_MS + performance.now(),
  after(delayMs: number, run: () => void): CancelTimer {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
