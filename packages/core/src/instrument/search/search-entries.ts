/**
 * The shares and indices that a search can find, by beginnings of their symbols and of words of their names.
 *
 * All texts lie in one string, so that a keystroke is a few scans of a megabyte instead of a visit to 23 000 objects.
 */

import { EXCHANGE_OF_SEGMENT } from '../instrument-id.ts';
import type { ChainIndex } from '../table/chain-index.ts';
import { type InstrumentTable, KIND, segmentOf } from '../table/instrument-table.ts';
import type { SymbolIndex } from '../table/symbol-index.ts';

/** How well an entry fits what was typed; smaller is better. */
export const MATCH = { EXACT: 0, SYMBOL: 1, NAME: 2, INSIDE: 3 } as const;

/** An entry that fits. */
export interface FoundEntry {
  readonly row: number;
  readonly match: number;
  readonly rank: number;
}

/** So many hits of one word are looked at; a word that hits more says little. */
const MOST_HITS = 600;
/** A word shorter than this is looked for at beginnings of words only. */
const SHORTEST_INSIDE = 3;
/** A single letter is looked for at the beginning of symbols only: every text has it somewhere. */
const SHORTEST_SCANNED = 2;

export class SearchEntries {
  readonly #table: InstrumentTable;
  /** Rows by symbol, ascending. */
  #rows = new Uint32Array(0);
  /** Static standing of each entry: underlyings of many contracts first. Same order as `#rows`. */
  #ranks = new Uint32Array(0);
  /** Where each entry's text begins in the haystack. */
  #starts = new Uint32Array(0);
  #haystack = '';

  constructor(table: InstrumentTable) {
    this.#table = table;
  }

  *build(rows: readonly number[], symbols: SymbolIndex, chains: ChainIndex): Generator<void, void> {
    const texts: { row: number; text: string }[] = [];
    for (const row of rows) {
      texts.push({ row, text: this.#textOf(row, symbols) });
      if (texts.length % 4096 === 0) yield;
    }
    const sorted: typeof texts = [];
    for (const bucket of bucketsByFirst(texts)) {
      bucket.sort((one, other) =>
        one.text < other.text ? -1 : one.text > other.text ? 1 : one.row - other.row,
      );
      for (const item of bucket) sorted.push(item);
      yield;
    }
    this.#rows = new Uint32Array(sorted.length);
    this.#ranks = new Uint32Array(sorted.length);
    this.#starts = new Uint32Array(sorted.length);
    const pieces: string[] = [];
    let length = 0;
    for (const [at, { row, text }] of sorted.entries()) {
      this.#rows[at] = row;
      this.#ranks[at] = this.#rankOf(row, chains);
      this.#starts[at] = length;
      pieces.push(text);
      length += text.length;
      if (at % 4096 === 0) yield;
    }
    this.#haystack = pieces.join('');
  }

  /** Whether any symbol or word of a name begins like that. */
  knows(word: string): boolean {
    return this.#haystack.includes(`\n${word}`) || this.#haystack.includes(` ${word}`);
  }

  /** The text that an entry is found by, without the leading line break: symbol first, then words of the name. */
  textOf(row: number, symbols: SymbolIndex): string {
    return this.#textOf(row, symbols).slice(1);
  }

  /** Entries that all words fit, best first, at most `limit`. */
  find(words: readonly string[], limit: number, accepts: (row: number) => boolean): readonly FoundEntry[] {
    const first = words[0];
    if (first === undefined) return [];
    const found = new Map<number, FoundEntry>();
    const joined = words.join(' ');
    let well = 0;
    const consider = (at: number): void => {
      const row = this.#rows[at] as number;
      if (found.has(at) || !accepts(row)) return;
      const match = matchOf(this.#textAt(at), words, joined);
      if (match === undefined) return;
      found.set(at, { row, match, rank: this.#ranks[at] as number });
      if (match <= MATCH.SYMBOL) well += 1;
    };
    for (const at of this.#beginningWith(first)) consider(at);
    if (words.length > 1) for (const at of this.#containing(joined)) consider(at);
    // Whatever else there is comes behind these, so a full page ends the search.
    const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
    if (well < limit && longest.length >= SHORTEST_SCANNED) {
      for (const at of this.#containing(longest)) consider(at);
    }
    return [...found.values()]
      .sort((one, other) => one.match - other.match || one.rank - other.rank || one.row - other.row)
      .slice(0, limit);
  }

  /** Symbols that begin like a text, best first. */
  beginning(text: string, limit: number, accepts: (row: number) => boolean): readonly number[] {
    const found: { row: number; rank: number }[] = [];
    for (const at of this.#beginningWith(text.toLowerCase())) {
      const row = this.#rows[at] as number;
      if (accepts(row)) found.push({ row, rank: this.#ranks[at] as number });
    }
    return found
      .sort((one, other) => one.rank - other.rank || one.row - other.row)
      .slice(0, limit)
      .map(({ row }) => row);
  }

  *#beginningWith(word: string): Generator<number, void> {
    const prefix = `\n${word}`;
    for (let at = this.#lowerBound(prefix); at < this.#rows.length; at += 1) {
      if (!this.#haystack.startsWith(prefix, this.#starts[at])) return;
      yield at;
    }
  }

  /** Entries whose text has it anywhere, each once, as far as `MOST_HITS` reaches. */
  *#containing(text: string): Generator<number, void> {
    let from = this.#haystack.indexOf(text);
    for (let hits = 0; from >= 0 && hits < MOST_HITS; hits += 1) {
      const at = this.#entryAt(from);
      yield at;
      const next = this.#starts[at + 1];
      from = next === undefined ? -1 : this.#haystack.indexOf(text, next);
    }
  }

  #textAt(at: number): string {
    return this.#haystack.slice(this.#starts[at], this.#starts[at + 1]);
  }

  #entryAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  #lowerBound(prefix: string): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#textAt(middle) < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #textOf(row: number, symbols: SymbolIndex): string {
    const symbol = symbols.fullSymbol(row).toLowerCase();
    const name = this.#table.texts.get(this.#table.name[row] as number).toLowerCase();
    // People write an index in one word, too: "nifty50".
    const glued =
      this.#table.kind[row] === KIND.INDEX && name.includes(' ') ? ` ${name.replaceAll(' ', '')}` : '';
    return `\n${symbol}${name === symbol ? '' : ` ${name}`}${glued}`;
  }

  #rankOf(row: number, chains: ChainIndex): number {
    const table = this.#table;
    const exchange = EXCHANGE_OF_SEGMENT[segmentOf(table.segment[row] as number)];
    const isIndex = table.kind[row] === KIND.INDEX;
    const family = chains.family(exchange, table.underlying[row] as number);
    const series = table.pool.text((table.series[row] as number) - 1);
    const contracts =
      family === undefined || (!isIndex && series !== 'EQ' && series !== '') ? 0 : family.end - family.start;
    const liquid = Math.max(0, 99_999 - contracts);
    if (contracts > 0) return (isIndex ? 0 : 100_000) + liquid;
    if (isIndex) return 300_000;
    const regular = series === 'EQ' || (exchange === 'BSE' && (series === 'A' || series === 'B'));
    return (regular ? 400_000 : 500_000) + (exchange === 'NSE' ? 0 : 50_000);
  }
}

/** How well a text fits the words; undefined when one of them is missing. */
export function matchOf(text: string, words: readonly string[], joined: string): number | undefined {
  if (text.startsWith(`\n${joined}`)) {
    const next = text.charAt(joined.length + 1);
    return next === '' || next === ' ' ? MATCH.EXACT : MATCH.SYMBOL;
  }
  // Several words that a name has as they stand count as much as its symbol: "nifty 50", "state bank".
  if (words.length > 1 && (text.endsWith(` ${joined}`) || text.includes(` ${joined} `))) return MATCH.SYMBOL;
  let worst: number = MATCH.SYMBOL;
  for (const [at, word] of words.entries()) {
    if (at === 0 && text.startsWith(`\n${word}`)) continue;
    if (text.includes(` ${word}`)) worst = Math.max(worst, MATCH.NAME);
    else if (word.length >= SHORTEST_INSIDE && text.includes(word)) worst = MATCH.INSIDE;
    else return undefined;
  }
  return worst;
}

function bucketsByFirst<T extends { readonly text: string }>(items: readonly T[]): Iterable<T[]> {
  const buckets = new Map<string, T[]>();
  for (const item of items) {
    const first = item.text.charAt(1);
    const bucket = buckets.get(first);
    if (bucket === undefined) buckets.set(first, [item]);
    else bucket.push(item);
  }
  return [...buckets.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, bucket]) => bucket);
}
