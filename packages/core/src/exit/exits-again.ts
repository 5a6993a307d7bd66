/**
 * When an exit that did not take what it was to take goes again, for those who send exits of their own accord.
 *
 * Decides: the pause, which grows with each of them, and when a person must look. Keeps I5: it never says that it is enough. It
 * reads the orders that were made, so a restart goes on where it was.
 */
import type { AccountId } from '../account/account.ts';
import { filledOf, isOrderFinal, type Order } from '../order/order.ts';
import type { DeskClock } from '../ports/clock.ts';

/** The first pause; doubled with each, up to half a minute. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** After so many a person must look; it is tried on all the same. */
const TOLD_AFTER = 5;

export class ExitsAgain {
  readonly #clock: DeskClock;
  readonly #told = new Set<string>();

  constructor(clock: DeskClock) {
    this.#clock = clock;
  }

  /** How long after the last of so many failures the next exit goes. */
  pauseMs(failed: number): number {
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failed - 1));
  }

  /** How many of the exits that were made, oldest first, ended with less than they were to take, and how long the next one still waits. */
  after(accountId: AccountId, made: readonly Order[]): { readonly failed: number; readonly waitMs: number } {
    const failures = made.filter((order) => isOrderFinal(order) && filledOf(order) < order.terms.quantity);
    const last = failures.at(-1);
    if (last === undefined) return { failed: 0, waitMs: 0 };
    const pauseMs = this.pauseMs(failures.length);
    const leftMs = last.updatedAt + pauseMs - this.#clock.now(accountId);
    // Wall time may have been put back.
    return { failed: failures.length, waitMs: Math.max(0, Math.min(pauseMs, leftMs)) };
  }

  /** Whether a person must be told of the matter now: once, when it has failed too often. */
  mustTell(matter: string, failed: number): boolean {
    if (failed < TOLD_AFTER || this.#told.has(matter)) return false;
    this.#told.add(matter);
    return true;
  }

  /** An exit of the matter has taken something, or is begun anew: whoever was told of it is told again when it fails again. */
  begunAnew(matter: string): void {
    this.#told.delete(matter);
  }
}
