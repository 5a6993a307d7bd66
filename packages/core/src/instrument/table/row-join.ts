/**
 * Joins the rows of several brokers' lists of one day into one table, row by row, in any order.
 *
 * Decides: when two rows are the same instrument (same segment and exchange token, and expiry, strike, kind, lot and
 * symbol agree) and that anything less is refused for both. Leaves to others: indices, which no token joins
 * (`index-join.ts`), and clashes of identities (`identity-index.ts`).
 */

import type { Price } from '../../money/price.ts';
import { printPrice } from '../../money/price.ts';
import type { DisagreementReason } from '../catalog-report.ts';
import type { ListingRow } from '../listing.ts';
import { HashIndex } from './hash-index.ts';
import {
  type BrokerColumns,
  CONFLICT,
  type InstrumentTable,
  KIND,
  kindCodeOf,
  packDate,
  segmentCode,
  UNKNOWN,
  unpackDate,
} from './instrument-table.ts';
import { LISTED, NOT_LISTED, refusalOf, refusedStatus } from './listing-reasons.ts';
import type { DisagreementTally } from './report-counts.ts';
import { mixHash, NO_TEXT } from './text-store.ts';

/** Both brokers together list about 150 000 to 210 000 instruments; growing the index takes longer than a pause may. */
const EXPECTED_ROWS = 210_000;

export class RowJoin {
  tickDiffers = 0;
  readonly #table: InstrumentTable;
  readonly #tally: DisagreementTally;
  readonly #byToken: HashIndex;

  constructor(table: InstrumentTable, tally: DisagreementTally) {
    this.#table = table;
    this.#tally = tally;
    this.#byToken = new HashIndex(EXPECTED_ROWS, (row) =>
      tokenHash(table.segment[row] as number, table.token[row] as number),
    );
  }

  /** Takes one row of a share or a contract. False when its exchange token is no number, so that nothing can join it. */
  take(broker: BrokerColumns, row: ListingRow): boolean {
    const token = Number(row.exchangeToken);
    if (row.exchangeToken === '' || !Number.isSafeInteger(token) || token < 0) return false;
    const table = this.#table;
    const segment = segmentCode[row.segment];
    const hash = tokenHash(segment, token);
    const found = this.#byToken.find(
      hash,
      (each) => table.token[each] === token && table.segment[each] === segment,
    );
    const ownFault = row.symbolByRule !== undefined && row.symbolByRule !== row.symbol;
    const status = ownFault ? refusedStatus('symbol-rule') : LISTED;
    if (ownFault) {
      this.#report(
        'symbol-rule',
        row,
        [broker],
        `${row.symbol} is ${row.symbolByRule} by the broker's own rule`,
      );
    }
    if (found < 0) {
      this.#byToken.add(hash, this.#append(broker, row, token, status));
      return true;
    }
    this.#meet(found, broker, row, { token, status });
    return true;
  }

  #meet(
    found: number,
    broker: BrokerColumns,
    row: ListingRow,
    { token, status }: { readonly token: number; readonly status: number },
  ): void {
    const table = this.#table;
    const difference = this.#difference(found, broker, row);
    const twice = broker.status[found] !== NOT_LISTED;
    if (difference === undefined) {
      if (twice) this.#report('duplicate-row', row, [broker], `${row.symbol} is listed twice`);
      else this.#merge(found, broker, row, status);
      return;
    }
    // Which of them is right cannot be known from here, so none is used.
    const others = table.brokers.filter((each) => each.status[found] !== NOT_LISTED && each !== broker);
    const refused = refusedStatus(difference);
    for (const other of twice ? [...others, broker] : others) other.status[found] = refused;
    table.flags[found] = (table.flags[found] as number) | CONFLICT;
    const lone = this.#append(broker, row, token, refused);
    table.flags[lone] = (table.flags[lone] as number) | CONFLICT;
    const detail = `${this.#describe(found)} against ${describeRow(row)}`;
    this.#report(difference, row, twice ? [broker] : [...others, broker], detail);
  }

  #difference(found: number, broker: BrokerColumns, row: ListingRow): DisagreementReason | undefined {
    const table = this.#table;
    const conflict = (table.flags[found] as number) & CONFLICT;
    if (table.kind[found] !== kindCodeOf(row.kind, row.optionType)) return 'kind-differs';
    if (table.expiry[found] !== packDate(row.expiry)) return 'expiry-differs';
    if (table.strike[found] !== (row.strike ?? 0)) return 'strike-differs';
    if (table.lot[found] !== row.lotSize) return 'lot-differs';
    if (!this.#sameName(found, broker, row)) return 'symbol-differs';
    if (conflict === 0) return undefined;
    // A third broker cannot heal what two others disagree about.
    const first = table.brokers.find((each) => refusalOf(each.status[found] as number) !== undefined);
    return first === undefined ? undefined : refusalOf(first.status[found] as number);
  }

  /** The second witness: underlyings of contracts, exchange symbols of shares. */
  #sameName(found: number, broker: BrokerColumns, row: ListingRow): boolean {
    const table = this.#table;
    const known = table.pool.text(table.underlying[found] as number);
    if (table.kind[found] !== KIND.EQ) return known === row.underlying;
    const other = table.brokers.find((each) => each.status[found] !== NOT_LISTED);
    if (other === undefined) return true;
    const otherSymbol = table.texts.get(other.symbol[found] as number);
    if (other === broker || otherSymbol === row.symbol) return otherSymbol === row.symbol;
    const seriesNumber = table.series[found] as number;
    const otherSeries = seriesNumber === 0 ? undefined : table.pool.text(seriesNumber - 1);
    return (
      exchangeSymbol(row.segment, known, otherSeries) === row.symbol ||
      exchangeSymbol(row.segment, row.underlying, row.series) === otherSymbol
    );
  }

  #append(broker: BrokerColumns, row: ListingRow, token: number, status: number): number {
    const table = this.#table;
    const at = table.append();
    table.segment[at] = segmentCode[row.segment];
    table.kind[at] = kindCodeOf(row.kind, row.optionType);
    table.token[at] = token;
    table.underlying[at] = table.pool.numberFor(row.underlying);
    table.expiry[at] = packDate(row.expiry);
    table.strike[at] = row.strike ?? 0;
    table.lot[at] = row.lotSize;
    table.tick[at] = row.tickSize;
    table.freeze[at] = UNKNOWN;
    table.multiplier[at] = UNKNOWN;
    this.#fill(at, row);
    this.#enlist(at, broker, row, status);
    return at;
  }

  #merge(at: number, broker: BrokerColumns, row: ListingRow, status: number): void {
    const table = this.#table;
    if (table.tick[at] !== row.tickSize) {
      this.tickDiffers += 1;
      table.tick[at] = Math.max(table.tick[at] as number, row.tickSize);
    }
    // The row that knows the ISIN also knows the symbol without its series.
    if (row.isin !== undefined && table.isin[at] === NO_TEXT) {
      table.underlying[at] = table.pool.numberFor(row.underlying);
    }
    this.#fill(at, row);
    this.#enlist(at, broker, row, status);
  }

  /** Takes what a row knows and the table does not. */
  #fill(at: number, row: ListingRow): void {
    const table = this.#table;
    // The name of a contract is its underlying's; only shares have one of their own, and the list with ISINs words it.
    if (row.kind === 'EQ' && row.name !== '' && (table.name[at] === NO_TEXT || row.isin !== undefined)) {
      if (table.isin[at] === NO_TEXT) table.name[at] = table.texts.add(row.name);
    }
    if (row.isin !== undefined && table.isin[at] === NO_TEXT) table.isin[at] = table.texts.add(row.isin);
    if (row.series !== undefined && table.series[at] === 0) {
      table.series[at] = table.pool.numberFor(row.series) + 1;
    }
    if (row.freezeQuantity !== undefined) {
      const known = table.freeze[at] as number;
      table.freeze[at] = known === UNKNOWN ? row.freezeQuantity : Math.min(known, row.freezeQuantity);
    }
    if (row.contractMultiplier !== undefined && table.multiplier[at] === UNKNOWN) {
      table.multiplier[at] = row.contractMultiplier;
    }
  }

  #enlist(at: number, broker: BrokerColumns, row: ListingRow, status: number): void {
    const { texts } = this.#table;
    broker.status[at] = status;
    const key = texts.add(row.key);
    broker.key[at] = key;
    broker.symbol[at] = texts.add(row.symbol);
    broker.feedToken[at] = row.feedToken === row.key ? key : texts.add(row.feedToken);
  }

  #describe(at: number): string {
    const table = this.#table;
    const listed = table.brokers.find((each) => each.status[at] !== NOT_LISTED);
    const symbol = listed === undefined ? '' : table.texts.get(listed.symbol[at] as number);
    return describe(
      symbol,
      unpackDate(table.expiry[at] as number),
      table.strike[at] as Price,
      table.lot[at] as number,
    );
  }

  #report(
    reason: DisagreementReason,
    row: ListingRow,
    brokers: readonly BrokerColumns[],
    detail: string,
  ): void {
    const { segment, exchangeToken } = row;
    this.#tally.add({
      reason,
      segment,
      exchangeToken,
      brokers: brokers.map((each) => each.brokerId),
      detail,
    });
  }
}

/** The symbol as the exchange writes it: NSE adds every series but EQ, the others none. */
export function exchangeSymbol(segment: string, symbol: string, series: string | undefined): string {
  return segment !== 'NSE' || series === undefined || series === 'EQ' ? symbol : `${symbol}-${series}`;
}

function describeRow(row: ListingRow): string {
  return describe(row.symbol, row.expiry, row.strike, row.lotSize);
}

function describe(
  symbol: string,
  expiry: string | undefined,
  strike: Price | undefined,
  lot: number,
): string {
  return `${symbol} (expiry ${expiry ?? 'none'}, strike ${printPrice(strike ?? (0 as Price), 0)}, lot ${lot})`;
}

function tokenHash(segment: number, token: number): number {
  return mixHash(segment + 1, token);
}
