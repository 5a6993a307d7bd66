/**
 * One tradable thing at an exchange, independent of any broker.
 *
 * Decides: what an instrument is and how its canonical id is written. Leaves to others: how brokers name it
 * (`listing.ts`) and how their lists join (`catalog`).
 */
import type { Brand } from '../money/brand.ts';
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';

/** Canonical id, stable across brokers and days: `NFO:NIFTY:2024-10-03:25800:CE`, `NFO:NIFTY:2024-10-29:FUT`, `NSE:INE002A01018`, `NSE:INDEX:NIFTY`, provisional `NSE:RELIANCE~`. */
export type InstrumentId = Brand<string, 'InstrumentId'>;

/** Exchange segments. An index belongs to the cash segment of its exchange. */
export const SEGMENTS = ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX', 'NCO'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** The exchange as commands name it; the segment follows from kind and underlying. */
export type Exchange = 'NSE' | 'BSE' | 'MCX';

export type InstrumentKind = 'EQ' | 'INDEX' | 'FUT' | 'OPT';
export type OptionType = 'CE' | 'PE';

/** Fields that every instrument has. */
export interface Instrument {
  readonly id: InstrumentId;
  /** How a person reads it: `NIFTY 01 DEC 26000 CE`, `RELIANCE`. */
  readonly symbol: string;
  readonly name: string;
  readonly exchange: Exchange;
  readonly segment: Segment;
  readonly kind: InstrumentKind;
  /** The underlying's symbol for derivatives, else the instrument's own. */
  readonly underlying: string;
  /** YYYY-MM-DD in exchange time. */
  readonly expiry: string | undefined;
  readonly strike: Price | undefined;
  readonly optionType: OptionType | undefined;
  readonly isin: string | undefined;
  /** The exchange's series of a share (`EQ`, `BE`, `SM` …), when known. */
  readonly series: string | undefined;
  /** Units per lot; 1 where the exchange takes lots. 0 for an index: it cannot be traded. */
  readonly lotSize: Quantity;
  readonly tickSize: Price;
  /** Largest quantity of one order at the exchange; undefined when no loaded list says. */
  readonly freezeQuantity: Quantity | undefined;
  /** Turns price differences into rupees, and touches nothing else. */
  readonly contractMultiplier: number;
  /** The instrument of an earlier day that this one replaced by a corporate action. */
  readonly adjustedFrom: InstrumentId | undefined;
}
