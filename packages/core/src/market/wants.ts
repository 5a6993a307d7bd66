/**
 * Who wants the price of what, in one environment.
 *
 * Decides: the mode in which an instrument is asked for (the largest that anybody wants), and whose wants go first. An
 * owner that lets go of all leaves nothing behind.
 */
import type { FeedMode } from '../broker/market-feed.ts';
import type { InstrumentId } from '../instrument/instrument.ts';

/** Somebody who wants prices. The same object, or the same name, is the same owner. */
export type Wanter = string | { readonly isUrgent: false };

const MODES: readonly FeedMode[] = ['ltp', 'quote', 'full'];

/** The one that tells more. */
export function largerMode(one: FeedMode, other: FeedMode): FeedMode {
  return MODES.indexOf(one) >= MODES.indexOf(other) ? one : other;
}

export class Wants {
  readonly #byInstrument = new Map<InstrumentId, Map<Wanter, FeedMode>>();
  readonly #byOwner = new Map<Wanter, Set<InstrumentId>>();

  /** What the owner wants from now on, in place of what it wanted before. Returns every instrument of which its want changed. */
  replace(owner: Wanter, ids: readonly InstrumentId[], mode: FeedMode): readonly InstrumentId[] {
    const now = new Set(ids);
    const gone = [...this.of(owner)].filter((id) => !now.has(id));
    return [...this.remove(owner, gone), ...this.add(owner, ids, mode)];
  }

  /** Adds to what the owner wants. Returns those that are new or in another mode. */
  add(owner: Wanter, ids: readonly InstrumentId[], mode: FeedMode): readonly InstrumentId[] {
    if (ids.length === 0) return [];
    const own = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, own);
    return ids.filter((id) => {
      const there = this.#byInstrument.get(id) ?? new Map<Wanter, FeedMode>();
      if (there.get(owner) === mode) return false;
      this.#byInstrument.set(id, there.set(owner, mode));
      own.add(id);
      return true;
    });
  }

  /** Takes from what the owner wants. Returns those that it had wanted. */
  remove(owner: Wanter, ids: readonly InstrumentId[]): readonly InstrumentId[] {
    const own = this.#byOwner.get(owner);
    if (own === undefined) return [];
    const gone = ids.filter((id) => own.delete(id));
    for (const id of gone) {
      const there = this.#byInstrument.get(id);
      there?.delete(owner);
      if (there?.size === 0) this.#byInstrument.delete(id);
    }
    if (own.size === 0) this.#byOwner.delete(owner);
    return gone;
  }

  /** What the owner wants. */
  of(owner: Wanter): ReadonlySet<InstrumentId> {
    return this.#byOwner.get(owner) ?? NOTHING;
  }

  /** The largest mode that anybody wants of it; undefined when nobody wants it. */
  modeOf(id: InstrumentId): FeedMode | undefined {
    let largest: FeedMode | undefined;
    for (const mode of this.#byInstrument.get(id)?.values() ?? [])
      largest = largest === undefined ? mode : largerMode(largest, mode);
    return largest;
  }

  /** Whether the desk itself needs it (positions, orders, protections), and not only somebody who looks. */
  isUrgent(id: InstrumentId): boolean {
    for (const owner of this.#byInstrument.get(id)?.keys() ?? []) if (typeof owner === 'string') return true;
    return false;
  }

  /** How many instruments anybody wants, and how many owners there are. */
  get size(): { readonly instruments: number; readonly owners: number } {
    return { instruments: this.#byInstrument.size, owners: this.#byOwner.size };
  }
}

const NOTHING: ReadonlySet<InstrumentId> = new Set();
