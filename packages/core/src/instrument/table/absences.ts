/** Says why a broker lacks an instrument that another one lists, and counts it. */
import type { PairCounts, UnlistedReason } from '../catalog-report.ts';
import type { Segment } from '../instrument.ts';
import { type BrokerColumns, type InstrumentTable, KIND, SHADOW, segmentOf } from './instrument-table.ts';
import { LISTED, NOT_LISTED, refusalOf } from './listing-reasons.ts';
import type { DisagreementTally } from './report-counts.ts';

const STRIDE = 49_152;

export class Absences {
  readonly #table: InstrumentTable;
  /** Which segments each broker's list has, as bits; indices are bit 31. */
  readonly #segments = new Map<BrokerColumns, number>();
  /** Symbols of the shares that only this broker lists, by segment. */
  readonly #alone = new Map<BrokerColumns, Set<string>>();

  constructor(table: InstrumentTable) {
    this.#table = table;
  }

  *build(cash: readonly number[]): Generator<void, void> {
    const { brokers, size } = this.#table;
    for (const broker of brokers) {
      let bits = 0;
      for (let row = 0; row < size; row += 1) {
        if (row % STRIDE === 0) yield;
        if (broker.status[row] !== NOT_LISTED) bits |= this.#bitOf(row);
      }
      this.#segments.set(broker, bits);
      const alone = new Set<string>();
      for (const row of cash) {
        if (this.#table.kind[row] !== KIND.EQ || broker.status[row] === NOT_LISTED) continue;
        if (brokers.every((each) => each === broker || each.status[row] === NOT_LISTED))
          alone.add(this.#nameOf(row));
      }
      this.#alone.set(broker, alone);
      yield;
    }
  }

  /** Why `broker` has no row for this one. */
  reason(row: number, broker: BrokerColumns): UnlistedReason {
    if (((this.#segments.get(broker) ?? 0) & this.#bitOf(row)) === 0) return 'segment-not-loaded';
    const moved =
      this.#table.kind[row] === KIND.EQ && this.#alone.get(broker)?.has(this.#nameOf(row)) === true;
    return moved ? 'series-moved' : 'not-in-list';
  }

  /** How the rows of each two brokers met, by segment. */
  *pairs(tally: DisagreementTally): Generator<void, readonly PairCounts[]> {
    const { brokers } = this.#table;
    const result: PairCounts[] = [];
    for (const [at, left] of brokers.entries()) {
      for (const right of brokers.slice(at + 1)) {
        for (const counts of yield* this.#pair(left, right, tally)) result.push(counts);
      }
    }
    return result;
  }

  *#pair(
    left: BrokerColumns,
    right: BrokerColumns,
    tally: DisagreementTally,
  ): Generator<void, readonly PairCounts[]> {
    const table = this.#table;
    const found = new Map<Segment | 'INDEX', MutablePair>();
    for (let row = 0; row < table.size; row += 1) {
      if (row % STRIDE === 0) yield;
      const here = left.status[row] as number;
      const there = right.status[row] as number;
      if ((here === NOT_LISTED && there === NOT_LISTED) || ((table.flags[row] as number) & SHADOW) !== 0)
        continue;
      const segment = table.kind[row] === KIND.INDEX ? 'INDEX' : segmentOf(table.segment[row] as number);
      const pair = found.get(segment) ?? { matched: 0, leftOnly: {}, rightOnly: {} };
      found.set(segment, pair);
      if (here === LISTED && there === LISTED) pair.matched += 1;
      else if (there === NOT_LISTED) this.#count(pair.leftOnly, row, here, right);
      else if (here === NOT_LISTED) this.#count(pair.rightOnly, row, there, left);
    }
    return [...found].map(([segment, { matched, leftOnly, rightOnly }]) => ({
      left: left.brokerId,
      right: right.brokerId,
      segment,
      matched,
      disagreeing: tally.ofPair(segment, left.brokerId, right.brokerId),
      leftOnly,
      rightOnly,
    }));
  }

  /** A row that was refused because the two disagree is counted there, not as missing here. */
  #count(
    counts: Partial<Record<UnlistedReason, number>>,
    row: number,
    status: number,
    absent: BrokerColumns,
  ): void {
    const refusal = refusalOf(status);
    const reason = refusal ?? this.reason(row, absent);
    if (refusal !== undefined && refusal !== 'symbol-rule' && refusal !== 'isin-clash') return;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }

  #bitOf(row: number): number {
    return this.#table.kind[row] === KIND.INDEX ? 1 << 30 : 1 << (this.#table.segment[row] as number);
  }

  #nameOf(row: number): string {
    return `${this.#table.segment[row]} ${this.#table.underlying[row]}`;
  }
}

interface MutablePair {
  matched: number;
  leftOnly: Partial<Record<UnlistedReason, number>>;
  rightOnly: Partial<Record<UnlistedReason, number>>;
}
