/** The machine's clock. */
import { type Clock, instantOf } from '@copydesk/core';

/** Monotonic milliseconds since the machine started, equal in every process of the machine. */
export function machineMonotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Wall time and timers of this machine. A delay of 0 runs after the present input has been answered. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => instantOf(Date.now()),
  monotonicMs: machineMonotonicMs,
  after(delayMs, run) {
    if (delayMs <= 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
