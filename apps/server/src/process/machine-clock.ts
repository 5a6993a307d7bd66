import type { CancelTimer, Clock, Instant } from '@copydesk/core';
import { instantOf } from '@copydesk/core';

/** From the process's own monotonic zero, which is quicker to ask for, to the machine's. */
const MACHINE_ZERO_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/**
 * What the clocks showed when they were first asked in the run of code under way. One order to a hundred children asks them some
 * three thousand times within a millisecond, and where the kernel must be asked each time that is most of what the order costs.
 * Whatever runs next, an answer that arrives included, asks anew.
 */
const turn: { wallMs: number | undefined; monotonicMs: number | undefined } = {
  wallMs: undefined,
  monotonicMs: undefined,
};

function forget(): void {
  turn.wallMs = undefined;
  turn.monotonicMs = undefined;
}

function forgetAfterThis(): void {
  if (turn.wallMs === undefined && turn.monotonicMs === undefined) void FORGET_NEXT.then(forget);
}

const FORGET_NEXT = Promise.resolve();

/** The machine's clock and timers. The monotonic one is the machine's, so that times of several processes compare. */
export const machineClock: Clock = {
  now(): Instant {
    if (turn.wallMs === undefined) {
      forgetAfterThis();
      turn.wallMs = Date.now();
    }
    return instantOf(turn.wallMs);
  },
  monotonicMs(): number {
    if (turn.monotonicMs === undefined) {
      forgetAfterThis();
      turn.monotonicMs = MACHINE_ZERO_MS + performance.now();
    }
    return turn.monotonicMs;
  },
  after(delayMs: number, run: () => void): CancelTimer {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
