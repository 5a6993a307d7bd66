/**
 * One tradable thing as the venue lists it today: the exchange's facts, and what each broker calls it.
 *
 * Decides: what a generator or a reader of dump files must supply. Leaves to others: making the rows
 * (`instruments/`), prices (`market/`).
 */
import type { Exchange, InstrumentId, InstrumentKind, OptionType, Price, Segment } from '@copydesk/core';

/** What an instrument, or the underlying of a derivative, is made of. Decides margins, price bands and order rules. */
export type UnderlyingClass = 'equity' | 'index' | 'currency' | 'commodity';

/** How one broker names an instrument. */
export interface VenueListing {
  /** What the broker's requests name it by: Kite `NFO:NIFTY26NOVFUT` (exchange, colon, trading symbol), Upstox its instrument key `NSE_FO|51714`. Unique per broker and day. */
  readonly key: string;
  /** What the broker's feed calls it: Kite's instrument_token as decimal text, Upstox's instrument key. */
  readonly feedToken: string;
  /** The trading symbol of the broker's instrument file. */
  readonly symbol: string;
}

/** One row of the venue's list of the day. */
export interface VenueInstrument {
  /** Canonical id of domain.md §1: `NFO:NIFTY:2026-11-24:25800:CE`, `NFO:NIFTY:2026-11-24:FUT`, `NSE:INE002A01018`, `NSE:INDEX:NIFTY`. */
  readonly id: InstrumentId;
  readonly exchange: Exchange;
  readonly segment: Segment;
  readonly kind: InstrumentKind;
  /** The exchange's own number, decimal text; unique within its segment and day. */
  readonly exchangeToken: string;
  /** The underlying's symbol for a derivative, else the instrument's own: `NIFTY`, `RELIANCE`. */
  readonly underlying: string;
  readonly underlyingClass: UnderlyingClass;
  /** The listed instrument whose price drives this one (index or share of an option or future, the future of a commodity option); undefined when it moves by itself. */
  readonly underlyingId: InstrumentId | undefined;
  /** YYYY-MM-DD in exchange time. */
  readonly expiry: string | undefined;
  /** Whether a derivative's expiry is not the last of its month. */
  readonly weekly: boolean;
  readonly strike: Price | undefined;
  readonly optionType: OptionType | undefined;
  readonly isin: string | undefined;
  /** `EQ`, `BE`, `SM` … of a share. */
  readonly series: string | undefined;
  /** The company, index or underlying in words. */
  readonly name: string;
  /** Units per lot as an order counts them: 1 where the exchange takes lots (MCX, currency, NSE commodity), 0 for an index. */
  readonly lotSize: number;
  /** 0 for an index. */
  readonly tickSize: Price;
  /** Largest quantity of one order at the exchange; undefined when none is published. */
  readonly freezeQuantity: number | undefined;
  /** Units of the underlying behind quantity 1: turns price differences into rupees. */
  readonly contractMultiplier: number;
  /** Yesterday's close, from which the price walk starts. Undefined where the source has none: the venue derives one (from the underlying, the listed strikes or the seed). */
  readonly previousClose: Price | undefined;
  /** How each broker names it, by broker id (`zerodha`, `upstox`). A broker that is absent does not list it. */
  readonly listings: Readonly<Record<string, VenueListing>>;
}
