/** Finds rows by what one broker calls them. */
import { HashIndex } from './hash-index.ts';
import { type BrokerColumns, type InstrumentTable, SHADOW } from './instrument-table.ts';
import { LISTED } from './listing-reasons.ts';
import { hashText } from './text-store.ts';

export class ListingIndex {
  readonly #table: InstrumentTable;
  readonly #texts: Uint32Array;
  readonly #index: HashIndex;

  /** `texts` is the column of keys or of feed tokens. */
  constructor(table: InstrumentTable, texts: Uint32Array, expected: number) {
    this.#table = table;
    this.#texts = texts;
    this.#index = new HashIndex(expected, (row) => table.texts.hash(texts[row] as number));
  }

  find(text: string): number {
    return this.#index.find(hashText(text), (row) =>
      this.#table.texts.equals(this.#texts[row] as number, text),
    );
  }

  /** Puts in the rows that the broker lists. Refused ones are not found: nobody may act on them by key. */
  add(broker: BrokerColumns, from: number, to: number): void {
    const { flags, texts } = this.#table;
    for (let row = from; row < to; row += 1) {
      if (broker.status[row] !== LISTED || ((flags[row] as number) & SHADOW) !== 0) continue;
      this.#index.add(texts.hash(this.#texts[row] as number), row);
    }
  }
}
