/** Whether segments trade now, for whoever asks thousands of times a second. */
import type { Segment } from '../instrument/instrument.ts';
import type { Clock } from '../ports/clock.ts';
import type { MarketMoment } from '../ports/market-calendar.ts';

/** An answer counts for so long. */
const KNOWN_MS = 1_000;
/** How often a feed's pace is looked at while something trades, and while nothing does. */
const OPEN_MS = 1_000;
const CLOSED_MS = 30_000;

interface Hours {
  readonly isOpen: boolean;
  /** A market that never closes has none. */
  readonly hasHours: boolean;
  readonly untilMs: number;
}

export class SegmentHours {
  readonly #clock: Clock;
  readonly #momentOf: (segment: Segment) => MarketMoment;
  readonly #known = new Map<Segment, Hours>();

  constructor(clock: Clock, momentOf: (segment: Segment) => MarketMoment) {
    this.#clock = clock;
    this.#momentOf = momentOf;
  }

  isOpen(segment: Segment): boolean {
    return this.#of(segment).isOpen;
  }

  /** Whether any of them has hours and is in them. */
  isAnyTrading(segments: Iterable<Segment | undefined>): boolean {
    for (const segment of segments) {
      const hours = segment === undefined ? undefined : this.#of(segment);
      if (hours?.isOpen === true && hours.hasHours) return true;
    }
    return false;
  }

  /** When to look again whether something of these still moves; undefined when none has hours. */
  lookInMs(segments: ReadonlySet<Segment | undefined>): number | undefined {
    if (this.isAnyTrading(segments)) return OPEN_MS;
    for (const segment of segments) if (segment !== undefined && this.#of(segment).hasHours) return CLOSED_MS;
    return undefined;
  }

  /** A calendar changed, or a clock was moved. */
  forget(): void {
    this.#known.clear();
  }

  #of(segment: Segment): Hours {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#known.get(segment);
    if (known !== undefined && known.untilMs > nowMs) return known;
    const { open, opensAt, nextOpensAt } = this.#momentOf(segment);
    const hasHours = opensAt !== undefined || nextOpensAt !== undefined;
    const hours = { isOpen: open, hasHours, untilMs: nowMs + KNOWN_MS };
    this.#known.set(segment, hours);
    return hours;
  }
}
