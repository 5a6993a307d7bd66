/** Counts what the join meets, while it runs. */
import type { BrokerId } from '../../broker/broker-id.ts';
import type { BrokerCounts, Disagreement, DisagreementReason } from '../catalog-report.ts';
import type { Segment } from '../instrument.ts';
import type { RefusedRowReason } from '../listing.ts';

/** So many of each reason are kept to be shown; all are counted. */
const SHOWN = 200;

/** One broker's counts, still growing. */
export class BrokerTally {
  rows = 0;
  readonly refused: Partial<Record<RefusedRowReason, number>> = {};
  readonly bySegment: Partial<Record<Segment | 'INDEX', number>> = {};

  row(segment: Segment | 'INDEX'): void {
    this.rows += 1;
    this.bySegment[segment] = (this.bySegment[segment] ?? 0) + 1;
  }

  refuse(reason: RefusedRowReason): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
  }

  counts(): BrokerCounts {
    return { rows: this.rows, refused: { ...this.refused }, bySegment: { ...this.bySegment } };
  }
}

/** Everything the join refused or chose from. */
export class DisagreementTally {
  readonly counts: Partial<Record<DisagreementReason, number>> = {};
  readonly shown: Disagreement[] = [];
  /** Disagreeing rows by segment and pair of brokers. */
  readonly #pairs = new Map<string, number>();

  add(disagreement: Disagreement): void {
    const { reason, segment, brokers } = disagreement;
    const count = (this.counts[reason] ?? 0) + 1;
    this.counts[reason] = count;
    if (count <= SHOWN) this.shown.push(disagreement);
    if (brokers.length === 2) {
      const pair = pairKey(segment, brokers[0] as BrokerId, brokers[1] as BrokerId);
      this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + 1);
    }
  }

  ofPair(segment: Segment | 'INDEX', left: BrokerId, right: BrokerId): number {
    return this.#pairs.get(pairKey(segment, left, right)) ?? 0;
  }
}

function pairKey(segment: string, one: BrokerId, other: BrokerId): string {
  return one < other ? `${segment} ${one} ${other}` : `${segment} ${other} ${one}`;
}
