/**
 * Finds rows by identity: what the canonical id says, without its text.
 *
 * Decides: what happens when two rows are one instrument: the same contract under two tokens is refused, of several
 * series of one ISIN the series EQ counts. Identities are unique afterwards.
 */
import type { DisagreementReason } from '../catalog-report.ts';
import { HashIndex } from './hash-index.ts';
import { CONFLICT, type InstrumentTable, KIND, SHADOW, segmentOf } from './instrument-table.ts';
import { LISTED, NOT_LISTED, refusedStatus } from './listing-reasons.ts';
import type { DisagreementTally } from './report-counts.ts';
import { hashText, mixHash, NO_TEXT } from './text-store.ts';

/** A derivative without its texts. */
export interface ContractKey {
  readonly segment: number;
  readonly kind: number;
  readonly underlying: number;
  readonly expiry: number;
  readonly strike: number;
}

export class IdentityIndex {
  readonly #table: InstrumentTable;
  readonly #index: HashIndex;

  constructor(table: InstrumentTable) {
    this.#table = table;
    this.#index = new HashIndex(table.size, (row) => this.#hash(row));
  }

  contract(key: ContractKey): number {
    const { segment, kind, underlying, expiry, strike } = this.#table;
    return this.#index.find(
      contractHash(key),
      (row) =>
        strike[row] === key.strike &&
        expiry[row] === key.expiry &&
        underlying[row] === key.underlying &&
        kind[row] === key.kind &&
        segment[row] === key.segment,
    );
  }

  /** The share with that ISIN in a cash segment. */
  share(segment: number, isin: string): number {
    const table = this.#table;
    return this.#index.find(
      mixHash(hashText(isin), segment),
      (row) =>
        table.kind[row] === KIND.EQ &&
        table.segment[row] === segment &&
        table.texts.equals(table.isin[row] as number, isin),
    );
  }

  /** The index of that symbol in a cash segment. */
  indexOf(segment: number, symbol: number): number {
    const table = this.#table;
    return this.#index.find(
      mixHash(symbol, segment + 64),
      (row) =>
        table.kind[row] === KIND.INDEX && table.segment[row] === segment && table.underlying[row] === symbol,
    );
  }

  /** Puts rows in, in order; a clash is settled at once. */
  add(from: number, to: number, tally: DisagreementTally): void {
    for (let row = from; row < to; row += 1) {
      const earlier = this.#sameAs(row);
      if (earlier < 0) {
        // Shares without ISIN have no identity beyond their symbol, which the symbol index finds.
        if (this.#hasIdentity(row)) this.#index.add(this.#hash(row), row);
      } else this.#settle(earlier, row, tally);
    }
  }

  #hasIdentity(row: number): boolean {
    return this.#table.kind[row] !== KIND.EQ || this.#table.isin[row] !== NO_TEXT;
  }

  #hash(row: number): number {
    const table = this.#table;
    const segment = table.segment[row] as number;
    if (table.kind[row] === KIND.EQ) return mixHash(table.texts.hash(table.isin[row] as number), segment);
    if (table.kind[row] === KIND.INDEX) return mixHash(table.underlying[row] as number, segment + 64);
    return contractHash(this.#key(row));
  }

  #key(row: number): ContractKey {
    const table = this.#table;
    return {
      segment: table.segment[row] as number,
      kind: table.kind[row] as number,
      underlying: table.underlying[row] as number,
      expiry: table.expiry[row] as number,
      strike: table.strike[row] as number,
    };
  }

  #sameAs(row: number): number {
    const table = this.#table;
    const kind = table.kind[row];
    if (kind === KIND.INDEX) {
      return this.indexOf(table.segment[row] as number, table.underlying[row] as number);
    }
    if (kind !== KIND.EQ) return this.contract(this.#key(row));
    if (!this.#hasIdentity(row)) return -1;
    return this.share(table.segment[row] as number, table.texts.get(table.isin[row] as number));
  }

  /** `later` loses its place; what its brokers say of it goes into the row that stays. */
  #settle(earlier: number, later: number, tally: DisagreementTally): void {
    const table = this.#table;
    const eq = table.pool.find('EQ') + 1;
    const isShare = table.kind[later] === KIND.EQ;
    const prefersLater = isShare && table.series[later] === eq && table.series[earlier] !== eq;
    if (prefersLater) swapRows(table, earlier, later);
    table.flags[later] = (table.flags[later] as number) | SHADOW;
    const sameList = table.brokers.some(
      (broker) => broker.status[earlier] !== NOT_LISTED && broker.status[later] !== NOT_LISTED,
    );
    const reason: DisagreementReason = isShare
      ? 'isin-clash'
      : sameList
        ? 'duplicate-contract'
        : 'token-differs';
    const known = ((table.flags[earlier] as number) | (table.flags[later] as number)) & CONFLICT;
    const concerned = table.brokers.filter(
      (broker) => broker.status[earlier] !== NOT_LISTED || broker.status[later] !== NOT_LISTED,
    );
    for (const broker of concerned) {
      if (broker.status[later] === LISTED) broker.status[later] = refusedStatus(reason);
      // One of several series stays tradable; of a contract under two tokens none can be told to be right.
      if (!isShare && broker.status[earlier] === LISTED) broker.status[earlier] = refusedStatus(reason);
      if (broker.status[earlier] === NOT_LISTED) {
        broker.status[earlier] = broker.status[later] as number;
        broker.key[earlier] = broker.key[later] as number;
        broker.symbol[earlier] = broker.symbol[later] as number;
        broker.feedToken[earlier] = broker.feedToken[later] as number;
      }
    }
    if (known !== 0) return; // reported where the brokers were found to disagree
    tally.add({
      reason,
      segment: segmentOf(table.segment[later] as number),
      exchangeToken: String(table.token[later]),
      brokers: concerned.map((broker) => broker.brokerId),
      detail: `${symbolsOf(table, earlier)} also has token ${table.token[later]} (${symbolsOf(table, later)})`,
    });
  }
}

function contractHash(key: ContractKey): number {
  return mixHash(mixHash(mixHash(key.underlying, key.expiry), key.strike), key.kind * 16 + key.segment);
}

function symbolsOf(table: InstrumentTable, row: number): string {
  return table.brokers
    .filter((broker) => broker.status[row] !== NOT_LISTED)
    .map((broker) => table.texts.get(broker.symbol[row] as number))
    .join(', ');
}

/** Exchanges two shares of the same segment and ISIN, so that the one that counts stands at the indexed place. */
function swapRows(table: InstrumentTable, one: number, other: number): void {
  const columns = [
    table.token,
    table.underlying,
    table.lot,
    table.tick,
    table.freeze,
    table.multiplier,
    table.name,
    table.series,
    table.flags,
    ...table.brokers.flatMap((broker) => [broker.status, broker.key, broker.symbol, broker.feedToken]),
  ];
  for (const column of columns) {
    const kept = column[one] as number;
    column[one] = column[other] as number;
    column[other] = kept;
  }
}
