/**
 * Somebody who looks at prices and takes them when it suits: a browser, a chart.
 *
 * Decides: that nothing waits for it but the names of what changed, each once; what it takes is how things stand then. What has waited
 * longest is taken first.
 */
import type { FeedMode } from '../broker/market-feed.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { ChangeMarks, ToldTick } from './watched.ts';

/** What a reader asks of the market that it reads. */
export interface ReadMarket {
  readonly want: (reader: PriceReader, ids: readonly InstrumentId[], mode: FeedMode) => void;
  readonly unwant: (reader: PriceReader, ids: readonly InstrumentId[]) => void;
  readonly toldOf: (id: InstrumentId) => ToldTick | undefined;
}

export class PriceReader implements ChangeMarks {
  readonly isUrgent = false;
  readonly #market: ReadMarket;
  readonly #wanted = new Set<InstrumentId>();
  readonly #changed = new Set<InstrumentId>();

  constructor(market: ReadMarket) {
    this.#market = market;
  }

  /** What it reads now. */
  get wanted(): ReadonlySet<InstrumentId> {
    return this.#wanted;
  }

  /** How many instruments have changed since it took them. */
  get waiting(): number {
    return this.#changed.size;
  }

  /** Reads these, too; what is known of them already counts as changed. */
  want(ids: readonly InstrumentId[], mode: FeedMode): void {
    for (const id of ids) this.#wanted.add(id);
    this.#market.want(this, ids, mode);
    for (const id of ids) if (this.#market.toldOf(id) !== undefined) this.#changed.add(id);
  }

  /** Reads these no more. */
  unwant(ids: readonly InstrumentId[]): void {
    const own = ids.filter((id) => this.#wanted.delete(id));
    for (const id of own) this.#changed.delete(id);
    this.#market.unwant(this, own);
  }

  mark(id: InstrumentId): void {
    this.#changed.add(id);
  }

  /** What changed since it was last taken, `most` at most; the rest waits, and is newer when it is taken. */
  take(most = Number.POSITIVE_INFINITY): readonly ToldTick[] {
    const taken: ToldTick[] = [];
    for (const id of this.#changed) {
      if (taken.length >= most) break;
      this.#changed.delete(id);
      const told = this.#market.toldOf(id);
      if (told !== undefined) taken.push(told);
    }
    return taken;
  }

  /** Lets go of all. */
  close(): void {
    this.unwant([...this.#wanted]);
  }
}
