/**
 * Why the venue refuses a request, in neutral words with the figures that a broker's text quotes.
 *
 * Decides: the closed list of reasons. Leaves to the faces: the broker's text, error class and HTTP code.
 */
import type { Price, Product, Segment, Value } from '@copydesk/core';

/** A refusal with the facts that brokers put into their texts. Money is exact, in 1/10000 rupee. */
export type Refusal =
  /** Not enough money. */
  | { readonly reason: 'margin'; readonly required: Value; readonly available: Value }
  /** The price is outside the day's band. */
  | { readonly reason: 'circuit'; readonly price: Price; readonly lower: Price; readonly upper: Price }
  /** More than the exchange takes in one order. */
  | {
      readonly reason: 'freeze';
      readonly quantity: number;
      readonly freezeQuantity: number;
      readonly lotSize: number;
    }
  /** Fewer shares than are to be sold. */
  | { readonly reason: 'holdings'; readonly quantity: number; readonly available: number }
  /** The sale of holdings needs the person's authorisation at the depository (Kite answers 428). `quantity` is what lacks it. */
  | { readonly reason: 'authorisation'; readonly quantity: number; readonly isin: string }
  /** The price or trigger is no multiple of the tick. */
  | {
      readonly reason: 'tick';
      readonly price: Price;
      readonly tickSize: Price;
      readonly field: 'price' | 'triggerPrice';
    }
  /** The quantity is no multiple of the lot. */
  | { readonly reason: 'lot'; readonly quantity: number; readonly lotSize: number }
  /** Zero, negative, not whole, or beyond what the order may be changed to. */
  | { readonly reason: 'quantity'; readonly quantity: number }
  /** A price that the order type needs is missing, or one is given that it must not carry. */
  | {
      readonly reason: 'price';
      readonly field: 'price' | 'triggerPrice';
      readonly problem: 'missing' | 'not-allowed';
    }
  /** A stop's trigger is on the wrong side of the last price (BUY above, SELL below), or of its own limit. */
  | {
      readonly reason: 'trigger';
      readonly triggerPrice: Price;
      readonly against: 'last-price' | 'limit';
      readonly reference: Price;
    }
  /** The client or the instrument does not have this product. */
  | { readonly reason: 'product'; readonly product: Product }
  /** The client's segments do not include it, or orders of the segment are switched off (MCX at Upstox). */
  | {
      readonly reason: 'segment';
      readonly segment: Segment;
      readonly cause: 'not-enabled' | 'disabled-by-broker';
    }
  /** The validity is not taken there: IOC on MCX. */
  | { readonly reason: 'validity'; readonly segment: Segment }
  /** The order type is not taken there: SL-M where withdrawn, MARKET on stock options. */
  | { readonly reason: 'order-type'; readonly orderType: string; readonly segment: Segment }
  /** MARKET or SL-M without protection, or with one out of range. `percent` is in hundredths of a percent. */
  | {
      readonly reason: 'market-protection';
      readonly problem: 'missing' | 'out-of-range';
      readonly percent: number | undefined;
    }
  | { readonly reason: 'market-closed'; readonly segment: Segment }
  /** An after-market order while the market is open. */
  | { readonly reason: 'after-market'; readonly segment: Segment }
  /** This order has used up its modifications. */
  | { readonly reason: 'modifications'; readonly limit: number }
  /** The order is already complete, cancelled or rejected. */
  | { readonly reason: 'final'; readonly state: string }
  | { readonly reason: 'not-found'; readonly what: 'order' | 'instrument' | 'position' }
  /** The tag is longer than the broker stores. */
  | { readonly reason: 'tag'; readonly length: number; readonly limit: number }
  | { readonly reason: 'disclosed-quantity'; readonly disclosedQuantity: number }
  /** Order calls from an address that is not registered. */
  | {
      readonly reason: 'address';
      readonly problem: 'none-configured' | 'not-allowed';
      readonly remoteAddress: string;
      readonly configured: readonly string[];
    }
  /** Too many requests in one of the broker's windows. */
  | { readonly reason: 'rate'; readonly limit: number; readonly windowMs: number }
  /** Said by `POST /reject` with a reason that has no facts of its own. */
  | { readonly reason: 'other'; readonly text: string };

export type RefusalReason = Refusal['reason'];

/** Every reason, for tables that must be complete. */
export const REFUSAL_REASONS = [
  'margin',
  'circuit',
  'freeze',
  'holdings',
  'authorisation',
  'tick',
  'lot',
  'quantity',
  'price',
  'trigger',
  'product',
  'segment',
  'validity',
  'order-type',
  'market-protection',
  'market-closed',
  'after-market',
  'modifications',
  'final',
  'not-found',
  'tag',
  'disclosed-quantity',
  'address',
  'rate',
  'other',
] as const satisfies readonly RefusalReason[];

/** Where a refusal shows: in the answer itself, leaving no row in the book, or later as a rejected order. */
export type RefusedAt = 'gate' | 'exchange';
