/**
 * Ranked search over a day's instruments.
 *
 * Decides the order of answers: the underlying that fits best, indices and much-traded shares first, then the nearest
 * expiry, then the strike. Words that can be a name and a hint ("nifty 50") are tried as both.
 */
import type { Exchange, InstrumentKind } from '../instrument.ts';
import { EXCHANGE_OF_SEGMENT } from '../instrument-id.ts';
import type { InstrumentSearch } from '../instrument-search.ts';
import type { ChainIndex, Family } from '../table/chain-index.ts';
import { type InstrumentTable, KIND, segmentCode, segmentOf } from '../table/instrument-table.ts';
import type { SymbolIndex } from '../table/symbol-index.ts';
import { type Chain, familyContracts } from './family-contracts.ts';
import { type FoundEntry, MATCH, matchOf, type SearchEntries } from './search-entries.ts';
import { type ContractHints, readHints, splitGlued, wordsOf } from './search-query.ts';

const DEFAULT_LIMIT = 20;
const LARGEST_LIMIT = 200;
/** Of an underlying that was named without saying what is wanted: its nearest futures and a few options around the middle of the chain. */
const FUTURES_SHOWN = 3;
const OPTIONS_SHOWN = 4;
/** Digits from which on an otherwise unexplained number is taken for a strike. */
const SHORTEST_STRIKE = 3;

interface FamilyEntry {
  readonly family: Family;
  readonly exchange: Exchange;
  readonly text: string;
  /** Indices before shares before commodities and currencies, many contracts before few. */
  readonly rank: number;
}

/** What an answer may be. */
interface Narrowing {
  readonly exchange: Exchange | undefined;
  readonly kind: InstrumentKind | undefined;
}

export class InstrumentFinder {
  readonly #table: InstrumentTable;
  readonly #chains: ChainIndex;
  readonly #entries: SearchEntries;
  readonly #families: readonly FamilyEntry[];

  constructor(table: InstrumentTable, chains: ChainIndex, symbols: SymbolIndex, entries: SearchEntries) {
    this.#table = table;
    this.#chains = chains;
    this.#entries = entries;
    this.#families = chains.families
      .map((family) => this.#familyEntry(family, symbols))
      .sort((one, other) => one.rank - other.rank);
  }

  /** Rows, best first. `today` (packed) leaves expired contracts out. */
  find(search: InstrumentSearch, today: number): readonly number[] {
    const limit = Math.min(Math.max(1, search.limit ?? DEFAULT_LIMIT), LARGEST_LIMIT);
    const { exchange, kind } = search;
    const narrowing: Narrowing = { exchange, kind };
    const typed = wordsOf(search.text);
    if (typed.length === 0) return [];
    const answer = new Set<number>();
    const words = splitGlued(typed, (word) => this.#entries.knows(word));
    const hints = readHints(words);
    const take = (rows: Iterable<number>): void => {
      for (const row of rows) {
        if (answer.size >= limit) return;
        answer.add(row);
      }
    };
    const cash = this.#cashEntries(words, narrowing, limit);
    const named = (): void => take(this.#named(words, cash, narrowing, { today, limit }));
    const contracts = (): void => {
      if (hints !== undefined) take(this.#contracts(hints, narrowing, today, limit));
    };
    if (hints !== undefined && meansContract(hints, cash)) {
      contracts();
      named();
    } else {
      named();
      contracts();
    }
    return [...answer];
  }

  /** Contracts that the hints describe. */
  *#contracts(
    hints: ContractHints,
    narrowing: Narrowing,
    today: number,
    limit: number,
  ): Generator<number, void> {
    if (hints.kind === 'EQ') {
      yield* this.#cash(hints.words, { ...narrowing, kind: narrowing.kind ?? 'EQ' }, limit);
      return;
    }
    const wanted = { ...hints, kind: kindFor(hints, narrowing.kind) };
    if (wanted.kind === 'none') return;
    for (const { family } of this.#matchingFamilies(hints.words, narrowing)) {
      yield* familyContracts(this.#chain(family), { ...wanted, kind: wanted.kind }, today, limit);
    }
  }

  /** Shares and indices of that name, each followed by its contracts where it was named in full. */
  *#named(
    words: readonly string[],
    cash: readonly FoundEntry[],
    narrowing: Narrowing,
    { today, limit }: { readonly today: number; readonly limit: number },
  ): Generator<number, void> {
    const { kind } = narrowing;
    const families = this.#matchingFamilies(words, narrowing);
    if (kind === 'FUT' || kind === 'OPT') {
      for (const { family } of families) yield* this.#sample(family, kind, today, limit);
      return;
    }
    const exact = families.filter(({ match }) => match === MATCH.EXACT);
    const bestMatch = cash[0]?.match ?? MATCH.INSIDE;
    const best = cash.filter(({ match }) => match === bestMatch);
    // "gold" is the contract of that name before a share that begins like it.
    if (best[0] !== undefined && (bestMatch === MATCH.EXACT || exact.length === 0)) yield best[0].row;
    if (kind === undefined) {
      const shown = exact.length > 0 ? exact : families.slice(0, best.length > 0 ? 0 : 3);
      for (const { family } of shown) yield* this.#sample(family, 'FUT', today, FUTURES_SHOWN);
      for (const { row } of best.slice(1)) if (bestMatch === MATCH.EXACT) yield row;
      for (const { family } of shown) yield* this.#sample(family, 'OPT', today, OPTIONS_SHOWN);
    }
    for (const { row } of cash) yield row;
    if (kind !== undefined) return;
    for (const { family } of families) yield* this.#sample(family, 'FUT', today, FUTURES_SHOWN);
  }

  *#cash(words: readonly string[], narrowing: Narrowing, limit: number): Generator<number, void> {
    for (const { row } of this.#cashEntries(words, narrowing, limit)) yield row;
  }

  #cashEntries(words: readonly string[], narrowing: Narrowing, limit: number): readonly FoundEntry[] {
    const { kind: kinds, segment } = this.#table;
    const kind = narrowing.kind === 'INDEX' ? KIND.INDEX : narrowing.kind === 'EQ' ? KIND.EQ : undefined;
    return this.#entries.find(
      words,
      limit,
      (row) =>
        (kind === undefined || kinds[row] === kind) &&
        (narrowing.exchange === undefined ||
          EXCHANGE_OF_SEGMENT[segmentOf(segment[row] as number)] === narrowing.exchange),
    );
  }

  #matchingFamilies(
    words: readonly string[],
    narrowing: Narrowing,
  ): readonly (FamilyEntry & { readonly match: number })[] {
    const joined = words.join(' ');
    return this.#families
      .filter(({ exchange }) => narrowing.exchange === undefined || exchange === narrowing.exchange)
      .flatMap((entry) => {
        const match = words.length === 0 ? MATCH.SYMBOL : matchOf(entry.text, words, joined);
        return match === undefined ? [] : [{ ...entry, match }];
      })
      .sort((one, other) => one.match - other.match || one.rank - other.rank);
  }

  #sample(family: Family, kind: 'FUT' | 'OPT', today: number, limit: number): Iterable<number> {
    const hints = { strike: undefined, date: undefined, kind };
    return familyContracts(this.#chain(family), hints, today, limit);
  }

  #chain(family: Family): Chain {
    return { table: this.#table, chains: this.#chains, family };
  }

  #familyEntry(family: Family, symbols: SymbolIndex): FamilyEntry {
    const table = this.#table;
    const exchange = EXCHANGE_OF_SEGMENT[segmentOf(family.segment)];
    const symbol = table.pool.text(family.underlying);
    const isStock =
      exchange !== 'MCX' && (segmentOf(family.segment) === 'NFO' || segmentOf(family.segment) === 'BFO');
    const cash = isStock ? symbols.find(cashSegment(exchange), symbol) : -1;
    const text = cash < 0 ? `\n${symbol.toLowerCase()}` : `\n${this.#entries.textOf(cash, symbols)}`;
    const isIndex = cash >= 0 && table.kind[cash] === KIND.INDEX;
    const standing = isIndex ? 0 : isStock ? 1 : 2;
    // The same currency is traded far more at NSE.
    const lesser = segmentOf(family.segment) === 'BCD' ? 500_000 : 0;
    return { family, exchange, text, rank: standing * 1_000_000 + lesser - (family.end - family.start) };
  }
}

/** Whether the words rather mean a contract than a name: certainly, or by a number that looks like a strike and is no symbol's ("nifty 25000", but not "nifty 500"). */
function meansContract(hints: ContractHints, cash: readonly FoundEntry[]): boolean {
  if (hints.certain) return true;
  return (hints.strike?.length ?? 0) >= SHORTEST_STRIKE && cash[0]?.match !== MATCH.EXACT;
}

/** The kind that hint and narrowing leave; `none` when they exclude each other. */
function kindFor(
  hints: ContractHints,
  kind: InstrumentKind | undefined,
): 'FUT' | 'OPT' | 'CE' | 'PE' | undefined | 'none' {
  const hinted = hints.kind === 'EQ' ? undefined : hints.kind;
  if (kind === 'EQ' || kind === 'INDEX') return 'none';
  if (kind === 'FUT') return hinted === undefined || hinted === 'FUT' ? 'FUT' : 'none';
  if (kind === 'OPT') return hinted === 'FUT' ? 'none' : (hinted ?? 'OPT');
  return hinted;
}

function cashSegment(exchange: Exchange): number {
  return exchange === 'BSE' ? segmentCode.BSE : segmentCode.NSE;
}
