/** Exchange tokens of generated contracts: a function of the contract, so that one keeps its token while it lives. */
import type { Segment } from '@copydesk/core';
import { hashText } from '../market/seeded.ts';

/**
 * Where the tokens of a segment begin, and how many there are. Beginnings are those seen in real lists; the ranges are
 * wider, so that 200 000 contracts find room. The largest Kite instrument token (token × 256 + code) stays within 32 bits.
 */
const RANGES: Readonly<Partial<Record<Segment, { readonly from: number; readonly count: number }>>> = {
  NFO: { from: 35_000, count: 700_000 },
  BFO: { from: 820_000, count: 700_000 },
  MCX: { from: 1_600_000, count: 200_000 },
  CDS: { from: 1_000, count: 30_000 },
};

export class TokenSource {
  readonly #seed: number;
  readonly #taken = new Map<Segment, Set<number>>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The token of a contract, unique in its segment. */
  tokenFor(segment: Segment, id: string): number {
    const range = RANGES[segment];
    if (range === undefined) throw new RangeError(`No contracts are generated in ${segment}.`);
    const taken = this.#taken.get(segment) ?? new Set<number>();
    this.#taken.set(segment, taken);
    let token = range.from + ((hashText(`${this.#seed} ${id}`) >>> 0) % range.count);
    while (taken.has(token)) token = token + 1 < range.from + range.count ? token + 1 : range.from;
    taken.add(token);
    return token;
  }
}
