/** Positions, holdings and money of a client, with every figure that the brokers' formulas need. */
import type { Instant, OrderType, Price, Product, Side, Value } from '@copydesk/core';
import type { Refusal } from './refusal.ts';
import type { VenueInstrument } from './venue-instrument.ts';

/**
 * One position: instrument and product. Quantities as an order counts them; values are exact sums of price × quantity
 * × contract multiplier. Flat positions of the day stay listed.
 */
export interface VenuePosition {
  readonly instrument: VenueInstrument;
  readonly product: Product;
  /** Signed net quantity: overnight + day buys − day sells. */
  readonly quantity: number;
  /** Signed quantity carried from earlier days. */
  readonly overnightQuantity: number;
  /** Magnitude of what the overnight quantity cost (long) or brought (short). */
  readonly overnightValue: Value;
  readonly dayBuyQuantity: number;
  readonly dayBuyValue: Value;
  readonly daySellQuantity: number;
  readonly daySellValue: Value;
  /** Signed cost of the open quantity by the average method: positive long, negative short, 0 when flat. */
  readonly openValue: Value;
  /** Price per unit of the open quantity, half up; undefined when flat. */
  readonly averagePrice: Price | undefined;
  /** Realised today by the average method. */
  readonly realised: Value;
  readonly lastPrice: Price;
  readonly previousClose: Price;
}

/** Shares in the depository. */
export interface VenueHolding {
  readonly instrument: VenueInstrument;
  readonly isin: string;
  readonly product: Product;
  readonly quantity: number;
  /** Bought the day before, not yet delivered. */
  readonly t1Quantity: number;
  /** Sold today. */
  readonly usedQuantity: number;
  /** Authorised at the depository today. With DDPI all of it. */
  readonly authorisedQuantity: number;
  readonly averagePrice: Price;
  readonly lastPrice: Price;
  readonly previousClose: Price;
}

/** Money of a client, exact, in 1/10000 rupee. `available = opening + realised + cashFlow − used`, to the unit. */
export interface VenueFunds {
  readonly opening: Value;
  /** Premiums and deliveries of the day: received positive, paid negative. */
  readonly cashFlow: Value;
  /** Realised on margined positions (futures, intraday equity). */
  readonly realised: Value;
  /** All that is blocked: the sum of the parts below. */
  readonly used: Value;
  readonly span: Value;
  readonly exposure: Value;
  /** Blocked for option purchases that work. */
  readonly premium: Value;
  /** Blocked for equity: full value of delivery purchases that work, the margin of intraday and MTF. */
  readonly delivery: Value;
  /** What can be used for new positions. */
  readonly available: Value;
  readonly unrealised: Value;
  readonly collateral: Value;
}

/** What one order would block if nothing else were held. `total` is the sum of the parts. */
export interface VenueMargin {
  readonly span: Value;
  readonly exposure: Value;
  readonly premium: Value;
  readonly delivery: Value;
  readonly total: Value;
}

/** An order to be margined. */
export interface MarginQuestion {
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly quantity: number;
  readonly product: Product;
  readonly orderType: OrderType;
  /** Undefined: the last price. */
  readonly price?: Price | undefined;
  readonly triggerPrice?: Price | undefined;
}

/** Part of a position that moves to another product. */
export interface Conversion {
  readonly instrument: VenueInstrument;
  readonly from: Product;
  readonly to: Product;
  /** Side of the position: BUY for a long one. */
  readonly side: Side;
  readonly quantity: number;
  /** Which part moves first; undefined: the day's. */
  readonly part?: 'day' | 'overnight' | undefined;
}

/** What became of a request about a position. */
export type BookAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** How far back a read looks: a book under the fault `stale` shows what was true then. Undefined: now. */
export type AsOf = Instant | undefined;
