import type { Brand } from '../money/brand.ts';
import type { Price } from '../money/price.ts';
import type { InstrumentKind, OptionType, Segment } from './instrument.ts';

/** How one broker's order API names an instrument today: `NFO:NIFTY26DECFUT` at Kite (exchange:tradingsymbol), `NSE_FO|59322` at Upstox. Never leaves the adapter and the resolver. */
export type ListingKey = Brand<string, 'ListingKey'>;

/** One row of a broker's instrument list, in our words. Produced by adapters in batches, consumed by the catalog. */
export interface ListingRow {
  readonly segment: Segment;
  readonly kind: InstrumentKind;
  readonly optionType: OptionType | undefined;
  /** The exchange's own number; unique only within its segment and day. */
  readonly exchangeToken: string;
  readonly key: ListingKey;
  /** What the broker's price feed calls it: Kite's instrument_token, Upstox's instrument key. */
  readonly feedToken: string;
  /** The broker's trading symbol. */
  readonly symbol: string;
  /** The broker's trading symbol as its own rule computes it from the contract, a second witness of what the row says (`row-join.ts`); undefined where no rule exists. */
  readonly symbolByRule: string | undefined;
  readonly name: string;
  /** Underlying symbol of a derivative; of a cash row its own symbol without series suffix. */
  readonly underlying: string;
  /** YYYY-MM-DD. */
  readonly expiry: string | undefined;
  readonly strike: Price | undefined;
  readonly isin: string | undefined;
  readonly series: string | undefined;
  /** Units per lot; adapters say 1 where the exchange takes lots (MCX, currency, NSE commodity). 0 for an index. */
  readonly lotSize: number;
  readonly tickSize: Price;
  readonly freezeQuantity: number | undefined;
  /** Undefined when the list does not say (Kite). */
  readonly contractMultiplier: number | undefined;
}

/**
 * Why a row is not used. `inav`: the indicative value of a fund, no instrument. `no-token`: no exchange token, or none
 * that is a number. `unknown-segment`: of a segment that we do not trade. `not-tradable`: a spot price or a
 * spread of two contracts, listed among contracts. `no-tick`: a tick of 0. `unreadable`: a field that matters is missing or mistyped; `detail` names it.
 */
export type RefusedRowReason =
  | 'inav'
  | 'no-token'
  | 'unknown-segment'
  | 'not-tradable'
  | 'no-tick'
  | 'unreadable';

/** A row that the adapter could not or may not use, counted by reason and shown, never dropped in silence. */
export interface RefusedRow {
  readonly reason: RefusedRowReason;
  /** What identifies the row in the file: its symbol or its line. */
  readonly where: string;
  readonly detail: string;
}

/** A part of a broker's list. */
export interface ListingBatch {
  readonly rows: readonly ListingRow[];
  readonly refused: readonly RefusedRow[];
  /** Share of the file read so far, 0 to 1, when known. */
  readonly progress: number | undefined;
}

/** What an order carries to the adapter: how its broker names the instrument. */
export interface BrokerListing {
  readonly key: ListingKey;
  readonly segment: Segment;
  readonly symbol: string;
  readonly feedToken: string;
}
