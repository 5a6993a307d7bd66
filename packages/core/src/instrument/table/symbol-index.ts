/** Finds shares and indices by the symbol that people write, with or without the series. */
import { HashIndex } from './hash-index.ts';
import { type InstrumentTable, KIND, SHADOW, segmentOf } from './instrument-table.ts';
import { NOT_LISTED } from './listing-reasons.ts';
import { exchangeSymbol } from './row-join.ts';
import { hashText, mixHash, NO_TEXT } from './text-store.ts';

export class SymbolIndex {
  readonly #table: InstrumentTable;
  readonly #index: HashIndex;

  /** `expected` is the number of cash rows. */
  constructor(table: InstrumentTable, expected: number) {
    this.#table = table;
    // At most two entries for each row, so there is always room and it never grows.
    this.#index = new HashIndex(expected * 2, () => 0);
  }

  /** The cash row of that symbol in NSE, BSE or MCX; a full exchange symbol before a bare one, the series EQ before others, a share before an index. */
  find(segment: number, symbol: string): number {
    return this.#index.find(
      mixHash(hashText(symbol), segment),
      (row) => this.#table.segment[row] === segment && this.#answersTo(row, symbol),
    );
  }

  /** Puts the cash rows in. Rows of one symbol are found in the order in which they were put in. */
  *build(rows: readonly number[]): Generator<void, void> {
    const passes = [
      (row: number) => this.#isShare(row) && this.fullSymbol(row),
      (row: number) => this.#isShare(row) && this.#bareSymbol(row),
      (row: number) => !this.#isShare(row) && this.#bareSymbol(row),
    ];
    let done = 0;
    for (const symbolOf of passes) {
      for (const row of rows) {
        const symbol = symbolOf(row);
        if (symbol !== false) this.#put(row, symbol);
        done += 1;
        if (done % 8192 === 0) yield;
      }
    }
  }

  /** The symbol as the exchange writes it: `RELIANCE`, `VIPULLTD-BE`. */
  fullSymbol(row: number): string {
    const table = this.#table;
    if (table.kind[row] === KIND.INDEX) return this.#bareSymbol(row);
    const series = table.series[row] as number;
    if (series !== 0) {
      const segment = segmentOf(table.segment[row] as number);
      return exchangeSymbol(segment, this.#bareSymbol(row), table.pool.text(series - 1));
    }
    if (table.isin[row] !== NO_TEXT) return this.#bareSymbol(row);
    // Without ISIN and series the broker's own symbol is all there is.
    const broker = table.brokers.find((each) => each.status[row] !== NOT_LISTED);
    return broker === undefined ? this.#bareSymbol(row) : table.texts.get(broker.symbol[row] as number);
  }

  #isShare(row: number): boolean {
    return this.#table.kind[row] === KIND.EQ;
  }

  #bareSymbol(row: number): string {
    return this.#table.pool.text(this.#table.underlying[row] as number);
  }

  #answersTo(row: number, symbol: string): boolean {
    return this.#bareSymbol(row) === symbol || this.fullSymbol(row) === symbol;
  }

  #put(row: number, symbol: string): void {
    if (((this.#table.flags[row] as number) & SHADOW) !== 0) return;
    const segment = this.#table.segment[row] as number;
    if (this.find(segment, symbol) === -1) this.#index.add(mixHash(hashText(symbol), segment), row);
  }
}
