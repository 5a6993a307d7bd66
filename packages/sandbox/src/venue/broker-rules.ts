/**
 * What differs from broker to broker in the venue's own working: ids, tokens, limits, order rules. A face gives one.
 *
 * Leaves to the face: everything that is only wording on the wire.
 */
import type { Instant, OrderType, Product, Segment, Validity } from '@copydesk/core';
import type { RefusalReason, RefusedAt } from './refusal.ts';
import type { VenueInstrument } from './venue-instrument.ts';

/** At most `limit` requests in each calendar window of `windowMs` on the venue's clock (a day counts in India's time). */
export interface RateRule {
  readonly limit: number;
  readonly windowMs: number;
}

/** A bucket of requests that are counted together, per client or per app (api key). */
export interface RateBucket {
  readonly per: 'client' | 'app';
  readonly windows: readonly RateRule[];
}

/** A source of seeded random bits. */
export interface RandomText {
  /** `length` characters drawn from `alphabet`. */
  pick(alphabet: string, length: number): string;
}

/** The broker's shapes of ids. `sequence` counts from 1, never repeats and survives restarts. */
export interface IdShapes {
  orderId(at: Instant, sequence: number): string;
  exchangeOrderId(at: Instant, sequence: number): string;
  tradeId(at: Instant, sequence: number): string;
  apiKey(random: RandomText): string;
  apiSecret(random: RandomText): string;
  /** Kite's request token, Upstox's code. */
  requestToken(random: RandomText): string;
  accessToken(about: {
    readonly client: string;
    readonly apiKey: string;
    readonly issuedAt: Instant;
    readonly expiresAt: Instant;
    readonly random: RandomText;
  }): string;
}

/** The rules of one broker. */
export interface BrokerRules {
  readonly ids: IdShapes;
  /** Sessions end at the next time of this kind in India: 06:00 at Kite, 03:30 at Upstox. */
  readonly sessionEndsAt: { readonly hour: number; readonly minute: number };
  /** Whether a login ends the former session of the same app and client. */
  readonly loginEndsFormer: boolean;
  /** Life of the one-time token of the login page. */
  readonly requestTokenMs: number;
  /** Buckets by name; a request names one. */
  readonly rates: Readonly<Record<string, RateBucket>>;
  /** `client.plan` when `POST /clients` gives none. */
  readonly defaultPlan: string;
  /** Products and segments of a new client. */
  readonly defaultProducts: readonly Product[];
  readonly defaultSegments: readonly Segment[];
  /** Longest tag; longer is refused. */
  readonly tagLength: number;
  /** Undefined: no limit. */
  readonly modificationsPerOrder: number | undefined;
  /** Segments whose orders the broker has switched off. */
  readonly disabledSegments: readonly Segment[];
  /** Protection of MARKET and SL-M, in hundredths of a percent. `required`: absent or 0 is refused; else `automatic` applies. */
  readonly marketProtection: {
    readonly required: boolean;
    readonly minimum: number;
    readonly maximum: number;
  };
  /** Whether the broker takes this validity there (IOC on MCX). */
  takesValidity(instrument: VenueInstrument, validity: Validity): boolean;
  /** Whether the broker takes this type there (SL-M where withdrawn, MARKET on stock options). */
  takesOrderType(instrument: VenueInstrument, orderType: OrderType): boolean;
  /** `by-request`: only orders marked so wait for the opening, others are refused while closed (Kite). `by-session`: every order while closed waits, the mark is ignored (Upstox). */
  readonly afterMarket: 'by-request' | 'by-session';
  /** A sale of holdings without standing or daily authorisation. */
  readonly sellAuthorisation: 'checked' | 'not-checked';
  /** Where each reason shows; a reason that is not named shows at the gate. */
  readonly refusedAt: Readonly<Partial<Record<RefusalReason, RefusedAt>>>;
}
