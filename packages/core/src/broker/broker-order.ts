/** What brokers report, in our words. Rows come from books, streams and webhooks through the same types. */

import type { Segment } from '../instrument/instrument.ts';
import type { ListingKey } from '../instrument/listing.ts';
import type { Price } from '../money/price.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import type { Value } from '../money/value.ts';
import type { OrderStatus } from '../order/order-status.ts';
import type { OrderType, Product, Side, Validity } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { BrokerOrderId, ClientOrderId } from './broker-id.ts';
import type { RefusalCode, RefusalFigures } from './outcome.ts';

/** The status a broker reported. An unknown word is shown and leaves our state as it was. */
export type StatusReading =
  | {
      readonly kind: 'known';
      readonly status: Extract<
        OrderStatus,
        'accepted' | 'working' | 'partly-filled' | 'filled' | 'cancelled' | 'rejected' | 'expired'
      >;
    }
  | { readonly kind: 'unknown'; readonly raw: string };

/** One order as its broker shows it now. */
export interface BrokerOrder {
  readonly brokerOrderId: BrokerOrderId;
  /** Our tag, or somebody's; undefined when there is none. */
  readonly clientOrderId: ClientOrderId | undefined;
  readonly listingKey: ListingKey;
  readonly side: Side;
  readonly orderType: OrderType;
  /** Whether the broker shows a protected market order as LIMIT and says so. */
  readonly protectedMarket: boolean;
  readonly product: Product;
  readonly validity: Validity;
  readonly quantity: Quantity;
  readonly filledQuantity: Quantity;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  /** Rounded by the broker; for display until the trades are read. */
  readonly averagePrice: Price | undefined;
  readonly status: StatusReading;
  /** The broker's own words for a refusal. */
  readonly statusText: string | undefined;
  /** Of a rejected order: why, read from those words. Missing when they say nothing that the adapter knows. */
  readonly refusal?: { readonly code: RefusalCode; readonly figures?: RefusalFigures } | undefined;
  readonly afterMarket: boolean;
  /** It stands in an auction of the exchange, and not in its market. */
  readonly auction?: boolean;
  /** True when somebody else than the client placed it: the broker's own closing orders. */
  readonly placedByOther: boolean;
  readonly placedAt: Instant | undefined;
  readonly updatedAt: Instant | undefined;
}

/** One execution. */
export interface BrokerTrade {
  /** Unique per exchange and day, not globally. */
  readonly tradeId: string;
  readonly brokerOrderId: BrokerOrderId;
  readonly listingKey: ListingKey;
  readonly side: Side;
  readonly product: Product;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly at: Instant;
}

/** One row of the broker's position book. */
export interface BrokerPosition {
  readonly listingKey: ListingKey;
  readonly symbol: string;
  readonly segment: Segment;
  readonly product: Product;
  /** Signed net quantity now. */
  readonly quantity: SignedQuantity;
  /** Signed quantity carried from earlier days. */
  readonly carriedQuantity: SignedQuantity;
  /** Of the open quantity, as the broker rounds it. */
  readonly averagePrice: Price | undefined;
  readonly lastPrice: Price | undefined;
  readonly previousClose: Price | undefined;
  readonly dayBuyQuantity: Quantity;
  readonly dayBuyValue: Value;
  readonly daySellQuantity: Quantity;
  readonly daySellValue: Value;
}

/** One holding in the depository. */
export interface BrokerHolding {
  readonly isin: string;
  readonly symbol: string;
  readonly listingKey: ListingKey;
  readonly product: Product;
  readonly quantity: Quantity;
  /** Bought yesterday, not yet delivered. */
  readonly t1Quantity: Quantity;
  /** Sold or blocked today. */
  readonly usedQuantity: Quantity;
  /** How much of it may be sold today without asking the depository; missing where the broker does not tell. */
  readonly authorisedQuantity?: Quantity;
  readonly averagePrice: Price | undefined;
  readonly lastPrice: Price | undefined;
}

/** Money of one account, in 1/10000 rupee. */
export interface BrokerFunds {
  /** What can be used for new positions now. */
  readonly available: Value;
  readonly used: Value;
  /** As of the opening of the day, when the broker says. */
  readonly opening: Value | undefined;
  readonly collateral: Value | undefined;
}

/** Who the broker says is logged in. */
export interface BrokerProfile {
  readonly clientId: string;
  readonly name: string;
  readonly products: readonly Product[];
  readonly segments: readonly Segment[];
  readonly sellAuthorisation: 'standing' | 'each-day' | 'unknown';
}

/** Something learned about an account: duplicates, gaps and disorder included. */
export type AccountFact =
  | { readonly type: 'order'; readonly order: BrokerOrder }
  /** The stream is open; whatever came before may be missing, so the books are read. */
  | { readonly type: 'stream-up' }
  /** The stream is lost; a reconnect is under way unless `final`. */
  | { readonly type: 'stream-down'; readonly reason: string; readonly final: boolean }
  /** The plan of this account has no stream: polling is the only source. */
  | { readonly type: 'stream-not-in-plan' }
  /** Something changed that the message does not carry in full: read the books. */
  | { readonly type: 'hint'; readonly what: 'orders' | 'positions' | 'holdings' }
  /** The broker no longer accepts the session. */
  | { readonly type: 'session-lost'; readonly reason: string }
  /** A frame that we could not read: shown, never swallowed. */
  | { readonly type: 'unreadable'; readonly detail: string };
