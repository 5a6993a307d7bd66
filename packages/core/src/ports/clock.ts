import type { AccountId } from '../account/account.ts';
import type { Brand } from '../money/brand.ts';

/** A moment of wall time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;

/** Stops a timer. Calling it twice is harmless. */
export type CancelTimer = () => void;

/** The only source of time in the core. The host gives the machine's clock, a test a virtual one, a sandbox account the venue's. */
export interface Clock {
  /** Wall time. May jump. */
  now(): Instant;
  /** Monotonic milliseconds with fractions, for ages and durations. Its zero means nothing. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`. */
  after(delayMs: number, run: () => void): CancelTimer;
}

/** A clock that knows by which wall time an account lives: the venue's for the sandbox, the host's for live money. */
export interface DeskClock extends Clock {
  /** Wall time for an account; the host's without one. */
  now(accountId?: AccountId): Instant;
}

/** The clock of one account. */
export function clockFor(clock: DeskClock, accountId: AccountId): Clock {
  return {
    now: () => clock.now(accountId),
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, run) => clock.after(delayMs, run),
  };
}

/** Waits `delayMs` on the given clock. Resolves early, without error, when the signal aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      resolve();
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A wall time from milliseconds since the epoch. */
export function instantOf(epochMs: number): Instant {
  return epochMs as Instant;
}

/** The calendar date in India (IST, UTC+05:30, no summer time) of a moment, as YYYY-MM-DD. */
export function istDate(at: Instant): string {
  const day = Math.floor((at + IST_OFFSET_MS) / DAY_MS);
  // Nearly everything that is asked about is of one day, and printing a date takes longer than the rest of the question.
  if (day !== lastDay) {
    lastDate = new Date(day * DAY_MS).toISOString().slice(0, 10);
    lastDay = day;
  }
  return lastDate;
}

const DAY_MS = 86_400_000;
let lastDay = Number.NaN;
let lastDate = '';

/** India is five and a half hours ahead of UTC, all year. */
export const IST_OFFSET_MS = 19_800_000;
