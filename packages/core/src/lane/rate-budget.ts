/**
 * How many order writes an account may still make in each window its broker counts.
 *
 * Decides: whether a write may go now, or when. Keeps I5: a fifth of every long window is kept for exits and cancels.
 * Windows are rolling, though brokers count calendar seconds on their own clock: rolling is the stricter reading. Only a day
 * is the calendar day in India, as the brokers say it: yesterday's afternoon must not stop this morning.
 */
import type { RateWindow } from '../broker/capabilities.ts';
import { type Clock, type Instant, IST_OFFSET_MS, istDate } from '../ports/clock.ts';

/** Share of a window longer than a second that only exits and cancels may use. */
const RESERVE = 0.2;

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/**
 * The broker counts a write when it arrives: somewhere between our sending and its answer. Counted from the answer, two writes
 * that we see a second apart can never meet in one of the broker's seconds. A slow answer is not waited for longer than this.
 */
const TRAVELS_AT_MOST_MS = 500;

/** How long a window of a second stays stretched after the broker has said 429. */
const CAREFUL_MS = 60_000;
const LARGEST_STRETCH = 8;

/** How much of a window is used. */
export interface RateUse {
  readonly limit: number;
  readonly windowMs: number;
  readonly used: number;
}

/** A write as it is counted. Opaque to whoever took it. */
export interface CountedWrite {
  /** Monotonic; the latest moment at which the broker may have counted it. */
  atMs: number;
}

export class RateBudget {
  readonly #clock: Clock;
  readonly #rolling: readonly RateWindow[];
  readonly #days: readonly { readonly limit: number; day: string; used: number }[];
  /** Oldest first; kept as long as the longest rolling window looks back. */
  readonly #writes: CountedWrite[] = [];
  readonly #longestMs: number;
  #stretch = 1;
  #carefulUntilMs = 0;

  constructor(windows: readonly RateWindow[], clock: Clock) {
    this.#clock = clock;
    this.#rolling = windows.filter(({ windowMs }) => windowMs < DAY_MS);
    this.#days = windows
      .filter(({ windowMs }) => windowMs >= DAY_MS)
      .map(({ limit }) => ({ limit, day: '', used: 0 }));
    this.#longestMs = this.#rolling.reduce((longest, { windowMs }) => Math.max(longest, windowMs), 0);
  }

  /** Milliseconds until a write may go, 0 for now. What reduces (exits, cancels) may use the reserve. */
  waitMs(purpose: 'reduce' | 'add'): number {
    const nowMs = this.#clock.monotonicMs();
    this.#forget(nowMs);
    let wait = 0;
    for (const { limit, windowMs } of this.#rolling) {
      const long = windowMs > SECOND_MS;
      const allowed = long ? allowedOf(limit, purpose) : limit;
      const lookBackMs = long ? windowMs : windowMs * this.#stretchAt(nowMs);
      const place = this.#writes.length - allowed;
      const oldest = place < 0 ? undefined : this.#writes[place];
      if (oldest !== undefined) wait = Math.max(wait, oldest.atMs + lookBackMs - nowMs);
    }
    if (this.#days.length === 0) return Math.max(0, wait);
    const now = this.#clock.now();
    for (const { limit, day, used } of this.#days) {
      if (day === istDate(now) && used >= allowedOf(limit, purpose))
        wait = Math.max(wait, untilMidnight(now));
    }
    return Math.max(0, wait);
  }

  /** How much is used of the shortest window, the one that a person feels; undefined where the broker counts none. */
  use(): RateUse | undefined {
    const [shortest] = [...this.#rolling].sort((a, b) => a.windowMs - b.windowMs);
    if (shortest === undefined) return undefined;
    const { limit, windowMs } = shortest;
    const since = this.#clock.monotonicMs() - windowMs;
    return { limit, windowMs, used: this.#writes.filter(({ atMs }) => atMs > since).length };
  }

  /** Counts a write that leaves now. */
  take(): CountedWrite {
    const write = { atMs: this.#clock.monotonicMs() + TRAVELS_AT_MOST_MS };
    if (this.#rolling.length > 0) this.#writes.push(write);
    if (this.#days.length > 0) this.#countDay(this.#clock.now());
    return write;
  }

  /** The broker has answered: it counted the write by now at the latest. */
  answered(write: CountedWrite): void {
    const nowMs = this.#clock.monotonicMs();
    const place = nowMs < write.atMs ? this.#writes.lastIndexOf(write) : -1;
    if (place < 0) return;
    this.#writes.splice(place, 1);
    write.atMs = nowMs;
    let before = this.#writes.length;
    while (before > 0 && (this.#writes[before - 1]?.atMs ?? 0) > nowMs) before -= 1;
    this.#writes.splice(before, 0, write);
  }

  /** The broker counted more than we did (429): a second is stretched for a while, further with each time. */
  slowDown(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#stretch = Math.min(LARGEST_STRETCH, this.#stretchAt(nowMs) * 2);
    this.#carefulUntilMs = nowMs + CAREFUL_MS;
  }

  /** Counts writes of before a restart, given by their wall times in any order. */
  restore(writes: readonly Instant[]): void {
    const now = this.#clock.now();
    const nowMs = this.#clock.monotonicMs();
    const earlier = [...writes].sort((a, b) => a - b);
    for (const at of earlier) this.#countDay(at);
    // A wall clock that jumped back shows writes of the future: they count as of now.
    const counted = earlier
      .filter((at) => now - at < this.#longestMs)
      .map((at) => ({ atMs: nowMs - Math.max(0, now - at) }));
    this.#writes.push(...counted);
    this.#writes.sort((a, b) => a.atMs - b.atMs);
  }

  #stretchAt(nowMs: number): number {
    return nowMs < this.#carefulUntilMs ? this.#stretch : 1;
  }

  #countDay(at: Instant): void {
    const day = istDate(at);
    for (const window of this.#days) {
      if (day < window.day) continue;
      window.used = window.day === day ? window.used + 1 : 1;
      window.day = day;
    }
  }

  #forget(nowMs: number): void {
    let gone = 0;
    const oldestMs = nowMs - Math.max(this.#longestMs, SECOND_MS * LARGEST_STRETCH);
    while (gone < this.#writes.length && (this.#writes[gone]?.atMs ?? 0) <= oldestMs) gone += 1;
    if (gone > 0) this.#writes.splice(0, gone);
  }
}

function allowedOf(limit: number, purpose: 'reduce' | 'add'): number {
  return purpose === 'reduce' ? limit : Math.max(1, Math.floor(limit * (1 - RESERVE)));
}

function untilMidnight(now: Instant): number {
  return DAY_MS - ((now + IST_OFFSET_MS) % DAY_MS);
}
