import type { AccountId } from '../account/account.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { BrokerListing, ListingBatch } from '../instrument/listing.ts';
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Value } from '../money/value.ts';
import type { OrderType, Product, Side, Validity } from '../order/order-terms.ts';
import type { BrokerId, BrokerOrderId, ClientOrderId, Egress } from './broker-id.ts';
import type {
  AccountFact,
  BrokerFunds,
  BrokerHolding,
  BrokerOrder,
  BrokerPosition,
  BrokerProfile,
  BrokerTrade,
} from './broker-order.ts';
import type { BrokerSession, Credentials } from './broker-session.ts';
import type { BrokerCapabilities } from './capabilities.ts';
import type { FeedListener, MarketFeed, Tick } from './market-feed.ts';
import type { Candle, CandleRequest, ReadInstrument } from './market-reads.ts';
import type { ChangeOutcome, PlaceOutcome } from './outcome.ts';

/** One order for one broker: one slice. */
export interface PlaceOrder {
  readonly clientOrderId: ClientOrderId;
  readonly listing: BrokerListing;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly orderType: OrderType;
  readonly product: Product;
  readonly validity: Validity;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly disclosedQuantity: Quantity | undefined;
  /** For MARKET and SL-M: -1 is automatic, else a percentage. The adapter rounds it as its broker needs (down, at least 1, where only whole ones are taken). */
  readonly marketProtection: number;
  readonly afterMarket: boolean;
}

/** The whole of what a living order should be from now on: brokers replace price, trigger, type and validity together. */
export interface ModifyOrder {
  readonly brokerOrderId: BrokerOrderId;
  readonly listing: BrokerListing;
  readonly afterMarket: boolean;
  readonly orderType: OrderType;
  readonly validity: Validity;
  /** Undefined leaves the quantity alone. Never set on a partly filled order. */
  readonly quantity: Quantity | undefined;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly marketProtection: number;
}

/** Which order to cancel. */
export interface CancelOrder {
  readonly brokerOrderId: BrokerOrderId;
  /** It still waits for the market to open; once it is at the exchange it is an ordinary order. */
  readonly afterMarket: boolean;
}

/** Part of a position that moves to another product. */
export interface ConvertPosition {
  readonly listing: BrokerListing;
  /** The side of the position: BUY for a long one. */
  readonly side: Side;
  readonly from: Product;
  readonly to: Product;
  readonly quantity: Quantity;
  /** Whether what moves was opened today or carried into the day; a request moves one of the two. */
  readonly part: 'day' | 'overnight';
}

/** What the login page is opened with. */
export interface LoginRequest {
  readonly credentials: Credentials;
  /** Signed, single use; comes back unchanged with the redirect. */
  readonly state: string;
  /** The redirect address registered at the broker. */
  readonly redirectUrl: string;
}

/** What came back to the redirect address. */
export interface LoginCallback {
  readonly accountId: AccountId;
  /** The client id that is configured; another one is a `client-id-mismatch`. */
  readonly clientId: string;
  readonly credentials: Credentials;
  readonly egress: Egress;
  readonly redirectUrl: string;
  readonly query: Readonly<Record<string, string>>;
}

/** An order whose margin is asked for beforehand. */
export interface MarginRequest {
  readonly listing: BrokerListing;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly orderType: OrderType;
  readonly product: Product;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
}

/** A holding whose sale is to be authorised. */
export interface HoldingToSell {
  readonly isin: string;
  readonly quantity: Quantity;
}

/** A webhook as it arrived. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body; a signature covers bytes, not objects. */
  readonly body: Uint8Array;
}

/** What a webhook said. Unsigned ones are only a hint to read the books. */
export type WebhookReading =
  | { readonly kind: 'signed'; readonly clientId: string; readonly fact: AccountFact }
  | { readonly kind: 'hint'; readonly clientId: string; readonly fact: AccountFact }
  /** A token approved in the broker's own app; it must be proven with the profile before use. */
  | {
      readonly kind: 'token';
      readonly clientId: string;
      readonly apiKey: string;
      readonly accessToken: string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * One broker as the core sees it. Adapter packages implement it; the core never imports one.
 *
 * Reads reject with a `TradingError` (`session-expired`, `rate-limited`, `broker-unreachable`, `broker-refused`,
 * `broker-answer-unreadable` with the path of the field at fault). Writes resolve with an outcome, always.
 */
export interface BrokerPort {
  /** The contract this adapter was written for. The host refuses a number it does not know. */
  readonly contractVersion: 1;
  readonly id: BrokerId;
  readonly capabilities: BrokerCapabilities;

  /** The broker's login page for one account, with our state in it. */
  loginUrl(request: LoginRequest): string;
  /** Exchanges what came back for the day's session, and proves by the profile whose it is. Rejects with `login-declined`, `client-id-mismatch` or a read error. */
  completeLogin(callback: LoginCallback, signal: AbortSignal): Promise<BrokerSession>;
  /** A session from a token obtained elsewhere (an approval in the broker's app, a sandbox), proven by the profile. */
  adoptToken(
    callback: Omit<LoginCallback, 'query' | 'redirectUrl'> & { readonly accessToken: string },
    signal: AbortSignal,
  ): Promise<BrokerSession>;
  /** Asks the broker who is logged in: the cheapest proof that a session lives. */
  profile(session: BrokerSession, signal: AbortSignal): Promise<BrokerProfile>;
  /** Ends the session at the broker. Never rejects because it was over already. */
  logout(session: BrokerSession, signal: AbortSignal): Promise<void>;
  /** Opens the account's connections before the first order needs them. Failing to is not an error. */
  warmUp(session: BrokerSession, signal: AbortSignal): Promise<void>;

  /**
   * The day's list, in batches small enough that the reader's event loop never stalls; parsing happens elsewhere.
   * Rejects with `instruments-unusable` when the list is cut short, empty or has not the columns it must have.
   */
  listings(signal: AbortSignal): AsyncIterable<ListingBatch>;

  /**
   * Sends one order, once. Only a lane calls it, and the adapter never repeats the request itself:
   * brokers have no idempotency key, so a repeat is a second order.
   *
   * Resolves for every answer and every failure of the wire; rejects only for a bug in our code.
   */
  placeOrder(session: BrokerSession, order: PlaceOrder, signal: AbortSignal): Promise<PlaceOutcome>;
  /** Changes a living order. Only a lane calls it; never repeated by the adapter. */
  modifyOrder(session: BrokerSession, order: ModifyOrder, signal: AbortSignal): Promise<ChangeOutcome>;
  /** Cancels a living order. `accepted` is the acknowledgement; the book says whether a fill was faster. */
  cancelOrder(session: BrokerSession, order: CancelOrder, signal: AbortSignal): Promise<ChangeOutcome>;

  /**
   * Moves part of a position to another product, once. Only a lane calls it; never repeated by the adapter. It carries no
   * tag, so what became of an uncertain one can only be read from the position book. Rejects with `not-supported`, with
   * nothing sent, where `capabilities.conversion` does not name both products.
   */
  convertPosition(
    session: BrokerSession,
    conversion: ConvertPosition,
    signal: AbortSignal,
  ): Promise<ChangeOutcome>;

  /**
   * Orders carrying our tag. An empty list proves nothing until `capabilities.absenceAfterMs` has
   * passed: books have been seen 90 s late.
   */
  findByClientOrderId(
    session: BrokerSession,
    id: ClientOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]>;
  /** Every order of the current day, from anywhere. */
  orders(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerOrder[]>;
  /** The states of one order, oldest first. */
  orderHistory(
    session: BrokerSession,
    id: BrokerOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]>;
  /** Every execution of the current day. */
  trades(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerTrade[]>;
  /** The position book, flat rows of today included. */
  positions(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerPosition[]>;
  holdings(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerHolding[]>;
  funds(session: BrokerSession, signal: AbortSignal): Promise<BrokerFunds>;
  /**
   * Begins the day's authorisation of sales at the depository, of these holdings or of all, and gives the address of the
   * page on which the person carries it out. The address holds no token and no secret. Rejects with `not-supported` where
   * `capabilities.salesAuthorisation` is false.
   */
  authoriseSales(
    session: BrokerSession,
    holdings: readonly HoldingToSell[],
    signal: AbortSignal,
  ): Promise<string>;
  /** Milliseconds that the broker's clock is ahead of the one that the adapter was given; undefined where nothing tells, or nothing was asked yet. */
  readonly clockSkewMs: number | undefined;
  /** The addresses from which the broker takes this account's order calls; undefined where it does not tell. Empty: none is registered. */
  registeredAddresses(session: BrokerSession, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** Margin for the orders taken together, in 1/10000 rupee. Rejects with `not-supported` where `capabilities.marginPreview` is false. */
  requiredMargin(
    session: BrokerSession,
    orders: readonly MarginRequest[],
    signal: AbortSignal,
  ): Promise<Value>;

  /** Facts about the account, duplicates and gaps included. Reconnects by itself; ends when `signal` aborts. */
  streamFacts(session: BrokerSession, signal: AbortSignal): AsyncIterable<AccountFact>;
  /** The live prices of this session, until `signal` aborts. Throws `not-supported` where `capabilities.feed` is undefined. */
  marketFeed(session: BrokerSession, listener: FeedListener, signal: AbortSignal): MarketFeed;
  /**
   * The present prices of instruments, as many as are known: one that the broker does not know is left out. Asks as often
   * as `capabilities.marketReads.quotesPerRequest` demands; rejects with `not-supported` where that is undefined.
   */
  quotes(
    session: BrokerSession,
    instruments: readonly ReadInstrument[],
    signal: AbortSignal,
  ): Promise<readonly Tick[]>;
  /** Candles, oldest first. Asks in parts where the broker limits the span; rejects with `not-supported` for an interval that it does not have. */
  candles(session: BrokerSession, request: CandleRequest, signal: AbortSignal): Promise<readonly Candle[]>;
  /** Reads a webhook; `credentialsOf` gives the secrets of the account that it names, when there is one. */
  readWebhook(
    request: WebhookRequest,
    credentialsOf: (clientId: string) => Credentials | undefined,
  ): WebhookReading;

  /** Closes connections and streams. */
  close(): Promise<void>;
}

/** What an instrument needs to become tradable at a broker: its listing there. */
export interface ListedInstrument {
  readonly instrument: Instrument;
  readonly listing: BrokerListing;
}
