/**
 * The last prices of what nobody wants any more.
 *
 * Decides: how long they are remembered. Whoever looks around leaves a price behind with each instrument; the ones let go of last are kept,
 * for guards ask for them; an older one is forgotten, unless somebody wants it again or an account has traded it.
 */
import type { InstrumentId } from '../instrument/instrument.ts';

/** As many as a person looks at in an hour, and a fraction of a day's list. */
const KEPT = 2_000;

export interface PassedPriceParts {
  readonly isWanted: (id: InstrumentId) => boolean;
  /** What any account has a position in, open or not. */
  readonly traded: () => ReadonlySet<InstrumentId>;
  readonly forget: (ids: readonly InstrumentId[]) => void;
}

export class PassedPrices {
  readonly #parts: PassedPriceParts;
  /** The longest ago first. */
  readonly #passed = new Set<InstrumentId>();

  constructor(parts: PassedPriceParts) {
    this.#parts = parts;
  }

  /** Nobody wants these any more. */
  released(ids: readonly InstrumentId[]): void {
    for (const id of ids) {
      this.#passed.delete(id);
      this.#passed.add(id);
    }
    const over = this.#passed.size - KEPT;
    if (over <= 0) return;
    const oldest = [...this.#passed].slice(0, over);
    for (const id of oldest) this.#passed.delete(id);
    const { isWanted, traded, forget } = this.#parts;
    const own = traded();
    forget(oldest.filter((id) => !isWanted(id) && !own.has(id)));
  }
}
