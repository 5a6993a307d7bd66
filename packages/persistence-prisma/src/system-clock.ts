import { performance } from 'node:perf_hooks';
import { type Clock, instantOf } from '@copydesk/core';

/** The machine's clock. Its timers do not keep the process alive. */
export const SYSTEM_CLOCK: Clock = {
  now: () => instantOf(Date.now()),
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
