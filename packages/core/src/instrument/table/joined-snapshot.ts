/** The snapshot that `SnapshotBuilder` makes: one table, and indexes that hold row numbers only. */
import type { BrokerId } from '../../broker/broker-id.ts';
import type { Price } from '../../money/price.ts';
import type { CatalogReport, ListingStatus, UnlistedReason } from '../catalog-report.ts';
import type { Exchange, Instrument, InstrumentId } from '../instrument.ts';
import { EXCHANGE_OF_SEGMENT, readInstrumentId } from '../instrument-id.ts';
import type { InstrumentSearch } from '../instrument-search.ts';
import type { ContractQuery, InstrumentSnapshot } from '../instrument-snapshot.ts';
import type { BrokerListing, ListingKey } from '../listing.ts';
import type { InstrumentFinder } from '../search/instrument-finder.ts';
import type { SearchEntries } from '../search/search-entries.ts';
import type { ChainIndex } from './chain-index.ts';
import type { IdentityIndex } from './identity-index.ts';
import { idOfRow, instrumentOfRow } from './instrument-row.ts';
import {
  type BrokerColumns,
  type InstrumentTable,
  KIND,
  packDate,
  SHADOW,
  segmentCode,
  segmentOf,
  unpackDate,
} from './instrument-table.ts';
import type { ListingIndex } from './listing-index.ts';
import { LISTED, refusalOf } from './listing-reasons.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** What the builder puts together. */
export interface SnapshotParts {
  readonly tradingDate: string;
  readonly table: InstrumentTable;
  readonly identities: IdentityIndex;
  readonly symbols: SymbolIndex;
  readonly chains: ChainIndex;
  readonly entries: SearchEntries;
  readonly finder: InstrumentFinder;
  readonly keys: ReadonlyMap<BrokerId, ListingIndex>;
  readonly feedTokens: ReadonlyMap<BrokerId, ListingIndex>;
  readonly report: CatalogReport;
  readonly adjustedFrom: ReadonlyMap<number, InstrumentId>;
  readonly earliestExpiry: string | undefined;
  /** Why a row that a broker does not list is missing there. */
  readonly absence: (row: number, broker: BrokerColumns) => UnlistedReason;
}

export class JoinedSnapshot implements InstrumentSnapshot {
  readonly tradingDate: string;
  readonly size: number;
  readonly brokers: readonly BrokerId[];
  readonly report: CatalogReport;
  readonly earliestExpiry: string | undefined;
  readonly #parts: SnapshotParts;
  readonly #successors: ReadonlyMap<InstrumentId, number>;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
    this.tradingDate = parts.tradingDate;
    this.report = parts.report;
    this.size = parts.report.instruments;
    this.brokers = parts.table.brokers.map((broker) => broker.brokerId);
    this.earliestExpiry = parts.earliestExpiry;
    this.#successors = new Map([...parts.adjustedFrom].map(([row, id]) => [id, row]));
  }

  find(id: string): Instrument | undefined {
    return this.#instrument(this.rowOf(id));
  }

  findCash(exchange: Exchange, symbol: string): Instrument | undefined {
    return this.#instrument(this.#parts.symbols.find(segmentCode[exchange], symbol));
  }

  findContract(query: ContractQuery): Instrument | undefined {
    const { table, chains, identities } = this.#parts;
    const underlying = table.pool.find(query.underlying);
    const family = chains.family(query.exchange, underlying);
    if (family === undefined) return undefined;
    const { option } = query;
    const kind = option === undefined ? KIND.FUT : option.type === 'CE' ? KIND.CE : KIND.PE;
    const expiry = packDate(query.expiry);
    const { segment } = family;
    return this.#instrument(
      identities.contract({ segment, kind, underlying, expiry, strike: option?.strike ?? 0 }),
    );
  }

  byListingKey(brokerId: BrokerId, key: ListingKey | string): Instrument | undefined {
    return this.#instrument(this.#parts.keys.get(brokerId)?.find(key) ?? -1);
  }

  byFeedToken(brokerId: BrokerId, feedToken: string): Instrument | undefined {
    return this.#instrument(this.#parts.feedTokens.get(brokerId)?.find(feedToken) ?? -1);
  }

  successorOf(id: InstrumentId): Instrument | undefined {
    return this.#instrument(this.#successors.get(id) ?? -1);
  }

  listing(id: InstrumentId, brokerId: BrokerId): BrokerListing | undefined {
    const { table } = this.#parts;
    const broker = table.brokers.find((each) => each.brokerId === brokerId);
    const row = broker === undefined ? -1 : this.rowOf(id);
    if (broker === undefined || row < 0 || broker.status[row] !== LISTED) return undefined;
    return {
      key: table.texts.get(broker.key[row] as number) as ListingKey,
      segment: segmentOf(table.segment[row] as number),
      symbol: table.texts.get(broker.symbol[row] as number),
      feedToken: table.texts.get(broker.feedToken[row] as number),
    };
  }

  listingStatus(id: InstrumentId, brokerId: BrokerId): ListingStatus {
    const { table, absence } = this.#parts;
    const broker = table.brokers.find((each) => each.brokerId === brokerId);
    if (broker === undefined) return { brokerId, listed: false, reason: 'list-not-loaded' };
    const row = this.rowOf(id);
    if (row < 0) return { brokerId, listed: false, reason: 'not-in-list' };
    const status = broker.status[row] as number;
    if (status === LISTED) return { brokerId, listed: true };
    return { brokerId, listed: false, reason: refusalOf(status) ?? absence(row, broker) };
  }

  hasContracts(exchange: Exchange, underlying: string): boolean {
    return this.#family(exchange, underlying) !== undefined;
  }

  expiries(exchange: Exchange, underlying: string, kind: 'FUT' | 'OPT'): readonly string[] {
    const family = this.#family(exchange, underlying);
    if (family === undefined) return [];
    return this.#parts.chains.expiries(family, kind).map((date) => unpackDate(date) ?? '');
  }

  strikes(exchange: Exchange, underlying: string, expiry: string): readonly Price[] {
    const family = this.#family(exchange, underlying);
    if (family === undefined) return [];
    const { chains, table } = this.#parts;
    const date = packDate(expiry);
    const found = new Set<number>();
    const end = chains.startOfExpiry(family, date + 1);
    for (let place = chains.startOfExpiry(family, date); place < end; place += 1) {
      const row = chains.at(place);
      if (table.kind[row] !== KIND.FUT) found.add(table.strike[row] as number);
    }
    return [...found] as Price[];
  }

  symbolsLike(exchange: Exchange, text: string, limit: number): readonly string[] {
    const { entries, symbols, table } = this.#parts;
    const accepts = (row: number): boolean =>
      EXCHANGE_OF_SEGMENT[segmentOf(table.segment[row] as number)] === exchange;
    // The longest beginning that leads anywhere: "RELIANSE" is shown RELIANCE.
    for (let length = text.length; length > 0; length -= 1) {
      const rows = entries.beginning(text.slice(0, length), limit, accepts);
      if (rows.length > 0) return rows.map((row) => symbols.fullSymbol(row));
    }
    return [];
  }

  search(search: InstrumentSearch): readonly Instrument[] {
    const rows = this.#parts.finder.find(search, packDate(this.tradingDate));
    return rows.flatMap((row) => this.#instrument(row) ?? []);
  }

  *all(): IterableIterator<Instrument> {
    const { table } = this.#parts;
    for (let row = 0; row < table.size; row += 1) {
      if (((table.flags[row] as number) & SHADOW) !== 0) continue;
      const instrument = this.#instrument(row);
      if (instrument !== undefined) yield instrument;
    }
  }

  /** The row of an id of any form, or -1. For the builder of the next day's snapshot, too. */
  rowOf(id: string): number {
    const parts = readInstrumentId(id);
    if (parts === undefined) return -1;
    const { table, identities, symbols } = this.#parts;
    if (parts.kind === 'contract') {
      const { description, segment } = parts;
      const { optionType, strike, expiry } = description;
      const kind = optionType === undefined ? KIND.FUT : optionType === 'CE' ? KIND.CE : KIND.PE;
      const underlying = table.pool.find(description.baseInstrument);
      const date = packDate(expiry);
      return identities.contract({
        segment: segmentCode[segment],
        kind,
        underlying,
        expiry: date,
        strike: strike ?? 0,
      });
    }
    const segment = segmentCode[parts.exchange];
    if (id.startsWith(`${parts.exchange}:INDEX:`)) {
      return identities.indexOf(segment, table.pool.find(parts.symbol));
    }
    const share = identities.share(segment, parts.symbol);
    return share >= 0 ? share : symbols.find(segment, parts.symbol);
  }

  /** The table and the id of a row, for the builder of the next day's snapshot. */
  get table(): InstrumentTable {
    return this.#parts.table;
  }

  idAt(row: number): InstrumentId {
    return idOfRow(this.#parts.table, this.#parts.symbols, row);
  }

  adjustedFromOf(row: number): InstrumentId | undefined {
    return this.#parts.adjustedFrom.get(row);
  }

  #family(exchange: Exchange, underlying: string) {
    const { table, chains } = this.#parts;
    return chains.family(exchange, table.pool.find(underlying));
  }

  #instrument(row: number): Instrument | undefined {
    if (row < 0) return undefined;
    const { table, symbols, adjustedFrom, tradingDate } = this.#parts;
    return instrumentOfRow(table, symbols, row, { tradingDate, adjustedFrom: adjustedFrom.get(row) });
  }
}
