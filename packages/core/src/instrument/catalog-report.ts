/**
 * What came of joining the brokers' lists: every row that is not tradable everywhere has a named reason here.
 */
import type { BrokerId } from '../broker/broker-id.ts';
import type { InstrumentId, Segment } from './instrument.ts';
import type { RefusedRowReason } from './listing.ts';

/**
 * Why a broker's row was not accepted although its list could be read.
 *
 * The first five are disagreements of two brokers about one (segment, exchange token): both rows are refused.
 * `symbol-rule`: the broker's own symbol is not the one its rule gives for the contract; its row alone is refused.
 * `token-differs`: two brokers list the same contract under different exchange tokens, so one list is out of date.
 * `duplicate-row`: the same row twice in one list; the first counts. `duplicate-contract`: one contract under two tokens of one list; both are refused.
 * `isin-clash`: several series of one share; the row of series EQ, else the first, counts.
 */
export type DisagreementReason =
  | 'expiry-differs'
  | 'strike-differs'
  | 'kind-differs'
  | 'lot-differs'
  | 'symbol-differs'
  | 'symbol-rule'
  | 'token-differs'
  | 'duplicate-row'
  | 'duplicate-contract'
  | 'isin-clash';

/** One row or pair of rows that the join refused, or that it had to choose from. */
export interface Disagreement {
  readonly reason: DisagreementReason;
  readonly segment: Segment;
  readonly exchangeToken: string;
  /** The brokers whose rows are concerned. */
  readonly brokers: readonly BrokerId[];
  /** What each of them says, in words. */
  readonly detail: string;
}

/**
 * Why an instrument has no listing at a broker.
 *
 * `list-not-loaded`: the broker's list was not loaded today. `segment-not-loaded`: it has no row of the segment.
 * `series-moved`: it lists the same symbol under another token, in another series. `not-in-list`: it simply lists none.
 * A `DisagreementReason`: it lists one, refused for that reason.
 */
export type UnlistedReason =
  | 'list-not-loaded'
  | 'segment-not-loaded'
  | 'series-moved'
  | 'not-in-list'
  | DisagreementReason;

/** Whether one broker lists an instrument today, and why not. */
export type ListingStatus =
  | { readonly brokerId: BrokerId; readonly listed: true }
  | { readonly brokerId: BrokerId; readonly listed: false; readonly reason: UnlistedReason };

/** Counts of one broker's list. */
export interface BrokerCounts {
  /** Rows that the adapter handed over. */
  readonly rows: number;
  /** Rows the adapter refused, by its reason. */
  readonly refused: Readonly<Partial<Record<RefusedRowReason, number>>>;
  /** Rows by segment; indices count apart. */
  readonly bySegment: Readonly<Partial<Record<Segment | 'INDEX', number>>>;
}

/** How the rows of two brokers met in one segment. */
export interface PairCounts {
  readonly left: BrokerId;
  readonly right: BrokerId;
  readonly segment: Segment | 'INDEX';
  readonly matched: number;
  readonly disagreeing: number;
  readonly leftOnly: Readonly<Partial<Record<UnlistedReason, number>>>;
  readonly rightOnly: Readonly<Partial<Record<UnlistedReason, number>>>;
}

/** The outcome of one day's join. */
export interface CatalogReport {
  readonly tradingDate: string;
  readonly instruments: number;
  readonly brokers: Readonly<Record<string, BrokerCounts>>;
  readonly pairs: readonly PairCounts[];
  /** How often each reason occurred; complete. */
  readonly disagreementCounts: Readonly<Partial<Record<DisagreementReason, number>>>;
  /** The first 200 of each reason, to be shown. */
  readonly disagreements: readonly Disagreement[];
  /** How the indices of two brokers found each other. */
  readonly indexJoins: { readonly bySymbol: number; readonly byName: number; readonly byAlias: number };
  /** Matched rows whose brokers state different ticks; the coarser is used, for a price on it suits both. */
  readonly tickDiffers: number;
  /** Contracts of commodity and currency whose multiplier no loaded list states and no table knows; 1 is assumed. */
  readonly multiplierAssumed: number;
  /** Instruments that replaced one of the previous snapshot by a corporate action. */
  readonly adjusted: readonly { readonly from: InstrumentId; readonly to: InstrumentId }[];
}

/** Whether a snapshot may still be traded on. */
export interface Staleness {
  readonly stale: boolean;
  /** The day the lists were loaded for. */
  readonly tradingDate: string;
  /** The earliest expiry of any NFO or BFO contract; before today it proves an old list. */
  readonly earliestExpiry: string | undefined;
  readonly reason: 'not-loaded' | 'older-day' | 'expired-contracts' | undefined;
}
