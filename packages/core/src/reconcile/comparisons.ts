/**
 * When an account is compared with its broker's books.
 *
 * Decides: at once after a login and a start, again and again until it succeeds; then after each reconnect, when a difference is to
 * be confirmed, and on a period for as long as something is at stake. Keeps I4. One comparison at a time.
 */
import type { CancelTimer } from '../ports/clock.ts';
import { sleep } from '../ports/clock.ts';
import { Doubts } from './doubts.ts';
import { EqualTimes } from './equal-times.ts';
import { type LoggedIn, type SettleParts, settle } from './settle.ts';

/** Between two comparisons of an account that has living orders or open positions. */
const EVERY_MS = 30_000;

/** Differences that must stand for longer are looked at no more often than this. */
const SOONEST_MS = 1_000;

/** Waits between attempts, and how long each wait after these is. */
const RETRY_MS = [500, 1_000, 2_000, 5_000];
const LATER_RETRY_MS = 10_000;

/** Who is told, and asked. */
export interface ComparisonListener {
  /** Everything was read once. */
  onRead(): void;
  /** The books agree with the broker's as far as anybody can know now. */
  onCompared(): void;
  /** Whether a failure ends the session, so that there is nothing more to try. */
  endsSession(error: unknown): boolean;
  /** Whether the account has living orders or open positions. */
  isAtStake(): boolean;
}

export class Comparisons {
  readonly #parts: SettleParts;
  readonly #at: LoggedIn;
  readonly #listener: ComparisonListener;
  readonly #signal: AbortSignal;
  readonly #equal = new EqualTimes();
  readonly #doubts = {
    orders: new Doubts(),
    positions: new Doubts(),
    holdings: new Doubts(),
    equal: this.#equal,
  };
  #timer: CancelTimer | undefined;
  #running = false;
  /** The last comparison left something to be confirmed. */
  #isUnsure = false;
  #again = false;

  constructor(parts: SettleParts, at: LoggedIn, listener: ComparisonListener, signal: AbortSignal) {
    this.#parts = parts;
    this.#at = at;
    this.#listener = listener;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#timer?.(), { once: true });
  }

  /** Compares now, or once more when a comparison is under way. */
  now(): void {
    if (this.#signal.aborted) return;
    this.#timer?.();
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run().then((inMs) => {
      this.#running = false;
      if (this.#signal.aborted || inMs === undefined) return;
      if (this.#again) {
        this.#again = false;
        this.now();
      } else this.#schedule(inMs);
    });
  }

  /** Whether a difference there is about to be confirmed or dropped. */
  isInDoubt(key: string): boolean {
    return this.#doubts.positions.isFresh(key, this.#parts.clock.monotonicMs());
  }

  /** Whether the last read had no row of what was carried into the day there. */
  isMissing(key: string): boolean {
    return this.#doubts.positions.isMissing(key);
  }

  /** For how long every comparison has found the position there as the books have it, up to the last one. */
  equalForMs(key: string): number {
    return this.#equal.forMs(key);
  }

  /** Resolves with the time to the next comparison; undefined when there is none. */
  async #run(): Promise<number | undefined> {
    const { clock } = this.#parts;
    for (let attempt = 0; !this.#signal.aborted; attempt += 1) {
      try {
        const reading = { signal: this.#signal, onRead: () => this.#ifAlive(() => this.#listener.onRead()) };
        const { againInMs, unequal } = await settle(this.#parts, this.#at, this.#doubts, reading);
        this.#equal.note(unequal, clock.monotonicMs());
        this.#ifAlive(() => this.#listener.onCompared());
        this.#isUnsure = againInMs !== undefined;
        return Math.min(EVERY_MS, Math.max(SOONEST_MS, againInMs ?? EVERY_MS));
      } catch (error) {
        if (this.#signal.aborted || this.#listener.endsSession(error)) return undefined;
        await sleep(clock, RETRY_MS[attempt] ?? LATER_RETRY_MS, this.#signal);
      }
    }
    return undefined;
  }

  #schedule(inMs: number): void {
    this.#timer = this.#parts.clock.after(inMs, () => {
      if (this.#isUnsure || inMs < EVERY_MS || this.#listener.isAtStake()) this.now();
      else this.#schedule(EVERY_MS);
    });
  }

  #ifAlive(tell: () => void): void {
    if (!this.#signal.aborted) tell();
  }
}
