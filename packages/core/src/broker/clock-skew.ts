/**
 * How far a broker's clock is from ours, as its HTTP answers tell: ages, session ends and cut-offs are judged by ours.
 *
 * Decides: what the header `date`, which knows whole seconds only, proves together with how long the answer took.
 */
import type { Instant } from '../ports/clock.ts';

/** What one answer says; milliseconds that the broker's clock is ahead, at least and at most. */
interface Bounds {
  readonly leastMs: number;
  readonly mostMs: number;
}

export class ClockSkew {
  #bounds: Bounds | undefined;

  /** Milliseconds that the broker's clock is ahead of ours, as little as the answers allow; negative: behind. Undefined before the first answer. */
  get ms(): number | undefined {
    if (this.#bounds === undefined) return undefined;
    const { leastMs, mostMs } = this.#bounds;
    if (leastMs > 0) return leastMs;
    return mostMs < 0 ? mostMs : 0;
  }

  /** Takes the `date` of one answer, and when by our clock its request was sent and the answer came. */
  note(date: string, sentAt: Instant, receivedAt: Instant): void {
    const second = Date.parse(date);
    if (Number.isNaN(second) || receivedAt < sentAt) return;
    const seen = { leastMs: second - receivedAt, mostMs: second + 1_000 - sentAt };
    const before = this.#bounds ?? seen;
    const both = {
      leastMs: Math.max(before.leastMs, seen.leastMs),
      mostMs: Math.min(before.mostMs, seen.mostMs),
    };
    // Answers that contradict each other: one of the clocks was set meanwhile, and the last one counts.
    this.#bounds = both.leastMs <= both.mostMs ? both : seen;
  }
}
