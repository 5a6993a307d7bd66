/**
 * Orders, their rows of history and their trades as the venue keeps them.
 *
 * Decides: the neutral states and fields. Leaves to the faces: the broker's words for states, products and types.
 */
import type { Instant, OrderType, Price, Product, Side, Validity, Value } from '@copydesk/core';
import type { Refusal } from './refusal.ts';
import type { VenueInstrument } from './venue-instrument.ts';

/** Every state an order's row can show. A face has one table from these to its broker's words. */
export const VENUE_STATES = [
  /** The broker has taken the request. Kite PUT ORDER REQ RECEIVED. */
  'received',
  /** Taken while the market is closed; waits for the opening. Kite AMO REQ RECEIVED, Upstox after market order req received. */
  'after-market-received',
  'validation-pending',
  'open-pending',
  'open',
  /** A stop that rests. */
  'trigger-pending',
  'modify-validation-pending',
  'modify-pending',
  /** The modification was taken; the row still shows the former terms at Kite. */
  'modified',
  /** A modification of an after-market order was taken. */
  'modify-after-market-received',
  /** The modification was refused; the order stays as it was. */
  'not-modified',
  'cancel-pending',
  'complete',
  'cancelled',
  /** An after-market order cancelled before the opening. */
  'cancelled-after-market',
  'rejected',
] as const;
export type VenueState = (typeof VENUE_STATES)[number];

/** Whether nothing but a correction can follow. */
export function isFinalState(state: VenueState): boolean {
  return (
    state === 'complete' ||
    state === 'cancelled' ||
    state === 'cancelled-after-market' ||
    state === 'rejected'
  );
}

/** How far a market order may run: the broker's own percentage, or hundredths of a percent (350 is 3.5 %). */
export type MarketProtection = 'automatic' | number;

/** Where an order came from: a request at a face, or the broker's own app, dealer or closing run. */
export type VenueOrderOrigin = 'api' | 'outside';

/** What changes from row to row. */
export interface VenueOrderTerms {
  /** As the book shows it now: a protected market order is a LIMIT once the exchange has it. */
  readonly orderType: OrderType;
  readonly quantity: number;
  /** The limit; undefined for none. */
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly validity: Validity;
  readonly disclosedQuantity: number;
}

/** One state an order passed through, with its terms and fills at that moment. Oldest first in a history. */
export interface VenueOrderRow extends VenueOrderTerms {
  readonly state: VenueState;
  readonly at: Instant;
  readonly filledQuantity: number;
  /** Exact sum of price × quantity × contract multiplier of the fills so far. */
  readonly filledValue: Value;
  readonly refusal: Refusal | undefined;
  /** Undefined until the exchange has the order. */
  readonly exchangeOrderId: string | undefined;
  readonly modifications: number;
}

/** One order as it stands. A snapshot: it does not change under its reader. */
export interface VenueOrder extends VenueOrderRow {
  readonly broker: string;
  readonly client: string;
  readonly orderId: string;
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly product: Product;
  /** The type that was asked for; MARKET stays MARKET here. */
  readonly requestedType: OrderType;
  readonly marketProtection: MarketProtection | undefined;
  /** The protection that was applied, in hundredths of a percent; undefined when none was. */
  readonly appliedProtection: number | undefined;
  readonly afterMarket: boolean;
  readonly tag: string | undefined;
  readonly origin: VenueOrderOrigin;
  /** The client, or who else placed it (a dealer, the broker's closing run). */
  readonly placedBy: string;
  /** The app (api key) whose request made it; undefined when it came from outside. */
  readonly apiKey: string | undefined;
  readonly parentOrderId: string | undefined;
  /** Whatever the face wants kept with the order (Kite's variety, autoslice parents). */
  readonly extra: Readonly<Record<string, string>>;
  readonly placedAt: Instant;
  /** When the exchange first had it. */
  readonly exchangeAt: Instant | undefined;
  /** What was given up when it was cancelled. */
  readonly cancelledQuantity: number;
  /** Position of the order in its client's day, from 1. */
  readonly sequence: number;
}

/** One execution. */
export interface VenueTrade {
  readonly tradeId: string;
  readonly broker: string;
  readonly client: string;
  readonly orderId: string;
  readonly exchangeOrderId: string;
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly product: Product;
  readonly orderType: OrderType;
  readonly quantity: number;
  readonly price: Price;
  readonly at: Instant;
  /** When the order was placed. */
  readonly orderAt: Instant;
}

/** What a face has read from a placement. Figures may be absurd: the venue checks them. */
export interface VenuePlacement {
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly quantity: number;
  readonly orderType: OrderType;
  readonly product: Product;
  readonly validity: Validity;
  readonly price?: Price | undefined;
  readonly triggerPrice?: Price | undefined;
  readonly disclosedQuantity?: number | undefined;
  readonly marketProtection?: MarketProtection | undefined;
  readonly afterMarket?: boolean | undefined;
  readonly tag?: string | undefined;
  /** The app whose request this is. */
  readonly apiKey?: string | undefined;
  readonly parentOrderId?: string | undefined;
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/** What a face has read from a modification; absent fields stay. `quantity` is the total, the filled part included. */
export interface VenueChange {
  readonly orderType?: OrderType | undefined;
  readonly quantity?: number | undefined;
  readonly price?: Price | undefined;
  readonly triggerPrice?: Price | undefined;
  readonly validity?: Validity | undefined;
  readonly disclosedQuantity?: number | undefined;
  readonly marketProtection?: MarketProtection | undefined;
}

/** What became of a request about an order. `accepted` means taken, nothing more. */
export type OrderAnswer =
  | { readonly kind: 'accepted'; readonly order: VenueOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
