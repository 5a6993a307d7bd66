/**
 * Builds a day's snapshot from the lists of several brokers, in steps short enough that no event loop stalls.
 *
 * Decides: the order of the work. The join rules stand in `table/row-join.ts`, `table/index-join.ts` and
 * `table/identity-index.ts`, what happened overnight in `table/adjustments.ts`.
 */
import type { BrokerId } from '../broker/broker-id.ts';
import type { CatalogReport } from './catalog-report.ts';
import type { InstrumentSnapshot } from './instrument-snapshot.ts';
import type { ListingBatch, ListingRow } from './listing.ts';
import { InstrumentFinder } from './search/instrument-finder.ts';
import { SearchEntries } from './search/search-entries.ts';
import { Absences } from './table/absences.ts';
import { findAdjustments } from './table/adjustments.ts';
import { ChainIndex } from './table/chain-index.ts';
import { IdentityIndex } from './table/identity-index.ts';
import { type IndexRow, joinIndices } from './table/index-join.ts';
import {
  type BrokerColumns,
  InstrumentTable,
  KIND,
  SHADOW,
  segmentCode,
  unpackDate,
} from './table/instrument-table.ts';
import { JoinedSnapshot } from './table/joined-snapshot.ts';
import { ListingIndex } from './table/listing-index.ts';
import { BrokerTally, DisagreementTally } from './table/report-counts.ts';
import { RowJoin } from './table/row-join.ts';
import { SymbolIndex } from './table/symbol-index.ts';
import { countTotals } from './table/totals.ts';

/** Rows handled between two pauses of `finish`; a few milliseconds. */
const STRIDE = 12_288;

/**
 * Takes batches of any broker in any order, then makes the snapshot:
 *
 *     const builder = new SnapshotBuilder('2026-11-23', catalog.current);
 *     for await (const batch of broker.listings(signal)) builder.add(broker.id, batch);
 *     for (const _ of builder.finish()) await pause();
 *     catalog.replace(builder.snapshot);
 */
export class SnapshotBuilder {
  readonly #tradingDate: string;
  readonly #previous: InstrumentSnapshot | undefined;
  readonly #table = new InstrumentTable();
  readonly #disagreements = new DisagreementTally();
  readonly #join = new RowJoin(this.#table, this.#disagreements);
  readonly #tallies = new Map<BrokerId, BrokerTally>();
  readonly #indices: IndexRow[] = [];
  #snapshot: InstrumentSnapshot | undefined;
  #closed = false;

  /** `tradingDate` (YYYY-MM-DD) is the day all lists are of: lists of different days must never be joined. `previous` is the snapshot in force, to see what corporate actions changed. */
  constructor(tradingDate: string, previous?: InstrumentSnapshot) {
    this.#tradingDate = tradingDate;
    this.#previous = previous;
  }

  /** Takes a part of one broker's list. A broker whose list is empty so far is loaded all the same. */
  add(brokerId: BrokerId, batch: Pick<ListingBatch, 'rows' | 'refused'>): void {
    if (this.#closed) throw new Error('The snapshot is being made; no list can be added any more.');
    const broker = this.#table.columnsFor(brokerId);
    const tally = this.#tallyFor(brokerId);
    for (const row of batch.rows) this.#take(broker, tally, row);
    for (const row of batch.refused) tally.refuse(row.reason);
  }

  /**
   * Makes the snapshot. Each step takes a few milliseconds; pause between them as the host sees fit. Yields the share
   * done, 0 to 1; `snapshot` has the result afterwards.
   */
  *finish(): Generator<number, void> {
    this.#closed = true;
    const table = this.#table;
    const counts = this.#joinIndices();
    yield 0.02;
    for (const _ of table.trim()) yield 0.03;
    yield 0.05;
    const identities = new IdentityIndex(table);
    yield* strides(table.size, 0.05, 0.25, (from, to) => identities.add(from, to, this.#disagreements));
    const keys = new Map<BrokerId, ListingIndex>();
    const feedTokens = new Map<BrokerId, ListingIndex>();
    for (const broker of table.brokers) {
      yield 0.25;
      const expected = this.#tallyFor(broker.brokerId).rows;
      const byKey = new ListingIndex(table, broker.key, expected);
      yield* strides(table.size, 0.25, 0.4, (from, to) => byKey.add(broker, from, to));
      keys.set(broker.brokerId, byKey);
      if (sameColumn(broker)) {
        feedTokens.set(broker.brokerId, byKey);
        continue;
      }
      const byFeed = new ListingIndex(table, broker.feedToken, expected);
      yield* strides(table.size, 0.25, 0.4, (from, to) => byFeed.add(broker, from, to));
      feedTokens.set(broker.brokerId, byFeed);
    }
    const cash = this.#cashRows();
    yield 0.45;
    const symbols = new SymbolIndex(table, cash.length);
    for (const _ of symbols.build(cash)) yield 0.5;
    const chains = new ChainIndex(table);
    for (const _ of chains.build()) yield 0.6;
    const entries = new SearchEntries(table);
    for (const _ of entries.build(cash, symbols, chains)) yield 0.7;
    const finder = new InstrumentFinder(table, chains, symbols, entries);
    yield 0.8;
    const absences = new Absences(table);
    for (const _ of absences.build(cash)) yield 0.8;
    const adjustments = findAdjustments(table, identities, symbols, this.#previous);
    let step = adjustments.next();
    for (; step.done !== true; step = adjustments.next()) yield 0.85;
    const { adjustedFrom, adjusted } = step.value;
    const pairs = absences.pairs(this.#disagreements);
    let pair = pairs.next();
    for (; pair.done !== true; pair = pairs.next()) yield 0.95;
    const totals = countTotals(table);
    let total = totals.next();
    for (; total.done !== true; total = totals.next()) yield 0.98;
    const { instruments, multiplierAssumed, earliest } = total.value;
    const report: CatalogReport = {
      tradingDate: this.#tradingDate,
      instruments,
      brokers: Object.fromEntries([...this.#tallies].map(([id, tally]) => [id, tally.counts()])),
      pairs: pair.value,
      disagreementCounts: { ...this.#disagreements.counts },
      disagreements: [...this.#disagreements.shown],
      indexJoins: counts,
      tickDiffers: this.#join.tickDiffers,
      multiplierAssumed,
      adjusted,
    };
    this.#snapshot = new JoinedSnapshot({
      tradingDate: this.#tradingDate,
      table,
      identities,
      symbols,
      chains,
      entries,
      finder,
      keys,
      feedTokens,
      report,
      adjustedFrom,
      earliestExpiry: unpackDate(earliest),
      absence: (row, broker) => absences.reason(row, broker),
    });
    yield 1;
  }

  /** The result of `finish`. Throws before it has ended. */
  get snapshot(): InstrumentSnapshot {
    if (this.#snapshot === undefined) throw new Error('The snapshot is not finished.');
    return this.#snapshot;
  }

  /** `finish` without pauses, for programs that have nothing else to do. */
  finishAtOnce(): InstrumentSnapshot {
    for (const _ of this.finish());
    return this.snapshot;
  }

  #take(broker: BrokerColumns, tally: BrokerTally, row: ListingRow): void {
    if (row.kind === 'INDEX') {
      tally.row('INDEX');
      this.#indices.push({ broker, row });
      return;
    }
    if (row.tickSize <= 0) tally.refuse('no-tick');
    else if (this.#join.take(broker, row)) tally.row(row.segment);
    else tally.refuse('no-token');
  }

  #tallyFor(brokerId: BrokerId): BrokerTally {
    const known = this.#tallies.get(brokerId);
    if (known !== undefined) return known;
    const tally = new BrokerTally();
    this.#tallies.set(brokerId, tally);
    return tally;
  }

  #joinIndices() {
    const { pool, kind, underlying, size, segment } = this.#table;
    const traded = new Set<number>();
    for (let row = 0; row < size; row += 1) {
      if ((kind[row] as number) === KIND.FUT)
        traded.add((underlying[row] as number) * 16 + (segment[row] as number));
    }
    const derivatives = { NSE: segmentCode.NFO, BSE: segmentCode.BFO, MCX: segmentCode.MCX };
    return joinIndices(this.#table, this.#indices, (row, symbol) => {
      const code =
        row.segment === 'BSE' || row.segment === 'MCX' ? derivatives[row.segment] : derivatives.NSE;
      return traded.has(pool.find(symbol) * 16 + code);
    });
  }

  #cashRows(): readonly number[] {
    const { kind, flags, series, isin, pool, size } = this.#table;
    const rows: number[] = [];
    for (let row = 0; row < size; row += 1) {
      if ((kind[row] as number) < KIND.FUT && ((flags[row] as number) & SHADOW) === 0) rows.push(row);
    }
    // Of several rows of one symbol the first is found by it: the series EQ, then those with an ISIN.
    const eq = pool.find('EQ') + 1;
    const standing = (row: number): number => (series[row] === eq && eq > 0 ? 0 : isin[row] !== 0 ? 1 : 2);
    return rows.sort((one, other) => standing(one) - standing(other) || one - other);
  }
}

/** Whether the broker's feed calls every instrument what its orders do. */
function sameColumn(broker: BrokerColumns): boolean {
  return broker.feedToken.every((ref, row) => ref === broker.key[row]);
}

function* strides(
  size: number,
  start: number,
  end: number,
  run: (from: number, to: number) => void,
): Generator<number, void> {
  for (let from = 0; from < size; from += STRIDE) {
    run(from, Math.min(size, from + STRIDE));
    yield start + ((end - start) * from) / size;
  }
}
