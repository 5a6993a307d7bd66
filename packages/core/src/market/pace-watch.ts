/** Looks from time to time whether a feed has fallen quiet; in a market without hours nobody promises that anything trades. */
import type { InstrumentId, Segment } from '../instrument/instrument.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { AccountFeed } from './account-feed.ts';
import type { SegmentHours } from './segment-hours.ts';

export interface PaceWatchParts {
  readonly clock: Clock;
  readonly hours: SegmentHours;
  readonly feeds: () => readonly AccountFeed[];
  readonly segmentOf: (id: InstrumentId) => Segment | undefined;
  /** Every feed was looked at. */
  readonly looked: () => void;
}

export class PaceWatch {
  readonly #parts: PaceWatchParts;
  #timer: CancelTimer | undefined;
  #isClosed = false;

  constructor(parts: PaceWatchParts) {
    this.#parts = parts;
  }

  /** Something may have to be looked at from now on. */
  look(): void {
    const { clock, hours, feeds, looked } = this.#parts;
    if (this.#timer !== undefined || this.#isClosed) return;
    const segments = new Set(feeds().flatMap((feed) => [...this.#segmentsOf(feed)]));
    const inMs = hours.lookInMs(segments);
    if (inMs === undefined) return;
    this.#timer = clock.after(inMs, () => {
      this.#timer = undefined;
      for (const feed of feeds()) feed.lookAtPace(hours.isAnyTrading(this.#segmentsOf(feed)));
      looked();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
  }

  #segmentsOf({ carried }: AccountFeed): ReadonlySet<Segment | undefined> {
    return new Set([...carried].map((id) => this.#parts.segmentOf(id)));
  }
}
