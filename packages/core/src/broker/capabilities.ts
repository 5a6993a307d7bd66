import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentKind, Segment } from '../instrument/instrument.ts';
import type { OrderType, Product, Validity } from '../order/order-terms.ts';
import type { FeedCapability } from './market-feed.ts';
import type { MarketReadCapability } from './market-reads.ts';

/** A window in which a broker takes at most so many order writes (place, modify, cancel and each slice), or reads. */
export interface RateWindow {
  readonly limit: number;
  readonly windowMs: number;
}

/** A part of the market in which an order type is refused. What is left out means all of it. */
export interface RefusedOrderType {
  readonly orderType: OrderType;
  readonly segments?: readonly Segment[];
  readonly kinds?: readonly InstrumentKind[];
  /** Contracts on shares only, or on indices only. */
  readonly on?: 'share' | 'index';
}

/** What the broker can do for everybody; what differs from account to account stands on `BrokerSession`. */
export interface BrokerCapabilities {
  readonly products: readonly Product[];
  readonly orderTypes: readonly OrderType[];
  /** Where one of `orderTypes` is refused all the same, by the broker or by the exchange behind it. */
  readonly refusedOrderTypes: readonly RefusedOrderType[];
  /** Validities by segment; a segment that is not named takes those of `default`. */
  readonly validities: Readonly<Partial<Record<Segment, readonly Validity[]>>> & {
    readonly default: readonly Validity[];
  };
  /** Segments in which orders can be placed by API today. */
  readonly segments: readonly Segment[];
  /** Longest tag the broker stores. Ours needs 20. */
  readonly tagLength: number;
  /** Whether MARKET and SL-M carry a protection, and in which percentages; `automatic` means that -1 is understood. */
  readonly marketProtection:
    | {
        readonly automatic: boolean;
        readonly minPercent: number;
        readonly maxPercent: number;
        readonly wholePercent: boolean;
      }
    | undefined;
  /** How often one order may be modified; undefined when the broker states no limit. */
  readonly modificationsPerOrder: number | undefined;
  /** Every window of order writes the broker counts, already reduced by our own margin where a comment says so. */
  readonly orderRates: readonly RateWindow[];
  /** Every window in which the broker counts reads, for each call of an account by itself or for all of an account together. Without windows none are counted. */
  readonly readRates: { readonly per: 'call' | 'account'; readonly windows: readonly RateWindow[] };
  /** How the broker reports changes of orders. `sometimes` depends on the account's plan. */
  readonly orderStream: 'always' | 'sometimes' | 'never';
  /** Whether a placement alone shows on the stream. */
  readonly streamShowsPlacement: boolean;
  /** After this long without a trace in the books an order is proven absent (120 000 for both brokers until measured live). */
  readonly absenceAfterMs: number;
  /** How long a write may go unanswered before its outcome is uncertain. */
  readonly writeTimeoutMs: number;
  /** How often the book of an account with living orders is read when its stream is up, and when it has none. */
  readonly pollMs: { readonly withStream: number; readonly withoutStream: number };
  /** Whether the day's session can be ended by us. */
  readonly logout: boolean;
  /** Whether the margin of an order can be asked beforehand. */
  readonly marginPreview: boolean;
  /** Whether the page is known on which a person authorises sales of holdings. */
  readonly salesAuthorisation: boolean;
  /** Between which products a position can be converted; undefined when not at all. */
  readonly conversion: { readonly products: readonly Product[] } | undefined;
  /** Live prices; undefined when this adapter has no feed. */
  readonly feed: FeedCapability | undefined;
  /** Quotes and candles on request; undefined when this adapter reads none. */
  readonly marketReads: MarketReadCapability | undefined;
}

/** Whether a position can move from the one product to the other by API. */
export function canConvert(capabilities: BrokerCapabilities, from: Product, to: Product): boolean {
  const products = capabilities.conversion?.products ?? [];
  return from !== to && products.includes(from) && products.includes(to);
}

/** Refuses, before anything is sent, a conversion that the broker does not offer. */
export function checkConversion(capabilities: BrokerCapabilities, from: Product, to: Product): void {
  if (canConvert(capabilities, from, to)) return;
  throw new TradingError('not-supported', { what: `conversion from ${from} to ${to}` }, { path: '/to' });
}
