/** The contracts of each underlying, in the order of an option chain: expiry, the future before the options, strike, call before put. */
import type { Exchange } from '../instrument.ts';
import { type InstrumentTable, KIND, SHADOW, segmentCode } from './instrument-table.ts';

/** All contracts on one underlying in one segment: rows `start` to `end` of the order. */
export interface Family {
  readonly segment: number;
  readonly underlying: number;
  readonly start: number;
  readonly end: number;
}

/** Where an exchange's contracts on a symbol are looked for. An underlying has contracts in one of them. */
const CONTRACT_SEGMENTS: Readonly<Record<Exchange, readonly number[]>> = {
  NSE: [segmentCode.NFO, segmentCode.CDS, segmentCode.NCO],
  BSE: [segmentCode.BFO, segmentCode.BCD],
  MCX: [segmentCode.MCX],
};

/** Rows handled between two pauses; some milliseconds. */
const STRIDE = 24_576;

export class ChainIndex {
  readonly families: Family[] = [];
  readonly #table: InstrumentTable;
  readonly #byKey = new Map<number, Family>();
  #order = new Uint32Array(0);

  constructor(table: InstrumentTable) {
    this.#table = table;
  }

  *build(): Generator<void, void> {
    const { kind, flags, segment, underlying, size } = this.#table;
    const counts = new Map<number, number>();
    const isContract = (row: number): boolean =>
      (kind[row] as number) >= KIND.FUT && ((flags[row] as number) & SHADOW) === 0;
    const keyAt = (row: number): number => familyKey(segment[row] as number, underlying[row] as number);
    let total = 0;
    for (let row = 0; row < size; row += 1) {
      if (row % STRIDE === 0) yield;
      if (!isContract(row)) continue;
      counts.set(keyAt(row), (counts.get(keyAt(row)) ?? 0) + 1);
      total += 1;
    }
    const next = new Map<number, number>();
    let start = 0;
    for (const [key, count] of counts) {
      const family = { segment: key % 16, underlying: Math.floor(key / 16), start, end: start + count };
      this.families.push(family);
      this.#byKey.set(key, family);
      next.set(key, start);
      start += count;
    }
    this.#order = new Uint32Array(total);
    for (let row = 0; row < size; row += 1) {
      if (row % STRIDE === 0) yield;
      if (!isContract(row)) continue;
      const at = next.get(keyAt(row)) as number;
      this.#order[at] = row;
      next.set(keyAt(row), at + 1);
    }
    yield* this.#sortFamilies();
  }

  /** The family of an underlying at an exchange. */
  family(exchange: Exchange, underlying: number): Family | undefined {
    for (const segment of CONTRACT_SEGMENTS[exchange]) {
      const family = this.#byKey.get(familyKey(segment, underlying));
      if (family !== undefined) return family;
    }
    return undefined;
  }

  /** The row at a place of the order. */
  at(place: number): number {
    return this.#order[place] as number;
  }

  /** The different expiries of a family as packed dates, ascending, optionally of futures or options only. */
  expiries(family: Family, kind: 'FUT' | 'OPT' | undefined): readonly number[] {
    const { expiry, kind: kinds } = this.#table;
    const found: number[] = [];
    for (let place = family.start; place < family.end; ) {
      const row = this.at(place);
      const date = expiry[row] as number;
      const end = this.endOfExpiry(family, place);
      // The future of an expiry comes first, so the first and the last row tell what there is.
      const hasFuture = kinds[row] === KIND.FUT;
      const hasOptions = kinds[this.at(end - 1)] !== KIND.FUT;
      if (kind === undefined || (kind === 'FUT' ? hasFuture : hasOptions)) found.push(date);
      place = end;
    }
    return found;
  }

  /** The first place of an expiry (packed date), or the end of the family. */
  startOfExpiry(family: Family, date: number): number {
    let low = family.start;
    let high = family.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#table.expiry[this.at(middle)] as number) < date) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The place behind the last one with the same expiry. */
  endOfExpiry(family: Family, place: number): number {
    return this.startOfExpiry(family, (this.#table.expiry[this.at(place)] as number) + 1);
  }

  *#sortFamilies(): Generator<void, void> {
    const { expiry, strike, kind } = this.#table;
    const before = (one: number, other: number): number =>
      (expiry[one] as number) - (expiry[other] as number) ||
      (strike[one] as number) - (strike[other] as number) ||
      (kind[one] as number) - (kind[other] as number);
    let sorted = 0;
    for (const { start, end } of this.families) {
      this.#order.subarray(start, end).sort(before);
      sorted += end - start;
      if (sorted < STRIDE / 4) continue;
      sorted = 0;
      yield;
    }
  }
}

function familyKey(segment: number, underlying: number): number {
  return underlying * 16 + segment;
}
