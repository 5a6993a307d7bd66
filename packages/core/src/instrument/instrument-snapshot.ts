import type { BrokerId } from '../broker/broker-id.ts';
import type { Price } from '../money/price.ts';
import type { CatalogReport, ListingStatus } from './catalog-report.ts';
import type { Exchange, Instrument, InstrumentId, OptionType } from './instrument.ts';
import type { InstrumentSearch } from './instrument-search.ts';
import type { BrokerListing, ListingKey } from './listing.ts';

/** A derivative as people name it: everything but the segment, which follows. */
export interface ContractQuery {
  readonly exchange: Exchange;
  readonly underlying: string;
  readonly expiry: string;
  /** Undefined asks for the future. */
  readonly option: { readonly strike: Price; readonly type: OptionType } | undefined;
}

/**
 * The joined lists of one day, immutable. Instruments are made from columns when they are asked for: two calls may
 * give two equal objects, so compare ids, never references.
 */
export interface InstrumentSnapshot {
  /** YYYY-MM-DD, the day the lists were loaded for. */
  readonly tradingDate: string;
  readonly size: number;
  /** Brokers whose lists are in it. */
  readonly brokers: readonly BrokerId[];
  readonly report: CatalogReport;
  /** The earliest expiry of any NFO or BFO contract. */
  readonly earliestExpiry: string | undefined;

  /** By canonical id, by a readable one (`NSE:RELIANCE`, `NSE:VIPULLTD-BE`) or by a provisional one (`NSE:RELIANCE~`). */
  find(id: string): Instrument | undefined;
  /** The share or index with that symbol; the series EQ before others. */
  findCash(exchange: Exchange, symbol: string): Instrument | undefined;
  findContract(query: ContractQuery): Instrument | undefined;
  byListingKey(brokerId: BrokerId, key: ListingKey | string): Instrument | undefined;
  byFeedToken(brokerId: BrokerId, feedToken: string): Instrument | undefined;
  /** The instrument that replaced another one by a corporate action. */
  successorOf(id: InstrumentId): Instrument | undefined;

  listing(id: InstrumentId, brokerId: BrokerId): BrokerListing | undefined;
  listingStatus(id: InstrumentId, brokerId: BrokerId): ListingStatus;

  /** Whether any contract on it is listed. */
  hasContracts(exchange: Exchange, underlying: string): boolean;
  /** Expiries of an underlying, soonest first. */
  expiries(exchange: Exchange, underlying: string, kind: 'FUT' | 'OPT'): readonly string[];
  /** Strikes of one expiry, ascending. */
  strikes(exchange: Exchange, underlying: string, expiry: string): readonly Price[];
  /** Symbols of shares, indices and underlyings that begin like it, for a message. */
  symbolsLike(exchange: Exchange, text: string, limit: number): readonly string[];

  /** Ranked, best first. */
  search(search: InstrumentSearch): readonly Instrument[];

  /** Every instrument, one after the other; for tests, exports and the sandbox. */
  all(): IterableIterator<Instrument>;
}
