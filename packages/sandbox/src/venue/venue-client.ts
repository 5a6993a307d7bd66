/** Clients of the venue's brokers, their apps and the sessions of the day. */
import type { Instant, Price, Product, Segment, Value } from '@copydesk/core';

/** Names a client. */
export interface ClientRef {
  readonly broker: string;
  readonly client: string;
}

/** One client of one broker, with the app that trades for it. A snapshot. */
export interface VenueClient extends ClientRef {
  readonly name: string;
  readonly email: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** What the face makes of it: Kite `connect` (all) or `personal` (no quotes, no stream), Upstox `plus` or `basic`. */
  readonly plan: string;
  /** Addresses from which order calls are taken. Undefined: not checked. Empty: none is configured, all are refused. */
  readonly ips: readonly string[] | undefined;
  /** Standing authorisation to sell holdings. */
  readonly ddpi: boolean;
  readonly products: readonly Product[];
  readonly segments: readonly Segment[];
  /** Where the login page returns to. */
  readonly redirectUrl: string;
  /** Where webhooks go; undefined: none is configured. */
  readonly postbackUrl: string | undefined;
}

/** A holding given to a client. */
export interface HoldingSeed {
  readonly instrumentId: string;
  readonly quantity: number;
  readonly t1Quantity?: number | undefined;
  readonly averagePrice?: Price | undefined;
}

/** A position carried in from yesterday. `quantity` is signed. */
export interface PositionSeed {
  readonly instrumentId: string;
  readonly product: Product;
  readonly quantity: number;
  readonly averagePrice?: Price | undefined;
}

/** What makes or changes a client; absent fields stay, or take their defaults. `holdings` and `positions` replace what was carried. */
export interface ClientSeed extends ClientRef {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  /** The opening balance. Default ₹1 crore. */
  readonly funds?: Value | undefined;
  readonly plan?: string | undefined;
  readonly ips?: readonly string[] | null | undefined;
  readonly ddpi?: boolean | undefined;
  readonly products?: readonly Product[] | undefined;
  readonly segments?: readonly Segment[] | undefined;
  readonly holdings?: readonly HoldingSeed[] | undefined;
  readonly positions?: readonly PositionSeed[] | undefined;
  readonly redirectUrl?: string | undefined;
  readonly postbackUrl?: string | null | undefined;
}

/** Who has logged in through which app, until when. */
export interface VenueSession extends ClientRef {
  readonly apiKey: string;
  readonly accessToken: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** What became of the exchange of a one-time token. */
export type ExchangeAnswer =
  | { readonly kind: 'issued'; readonly session: VenueSession; readonly client: VenueClient }
  /** `unknown` never was, `used` was exchanged before, `expired` is too old, `other-app` belongs to another api key. */
  | { readonly kind: 'refused'; readonly cause: 'unknown' | 'used' | 'expired' | 'other-app' };

/** Clients and apps. */
export interface VenueClients {
  /** Makes the client or changes it. */
  upsert(seed: ClientSeed): VenueClient;
  find(broker: string, client: string): VenueClient | undefined;
  /** The client an app belongs to. */
  byApiKey(broker: string, apiKey: string): VenueClient | undefined;
  /** All clients, optionally of one broker. */
  list(broker?: string): readonly VenueClient[];
  /** Base address of the desk, without a slash at the end: login pages return to its `/api/<broker>-sandbox/auth`. */
  readonly publicUrl: string;
  /** The desk listens elsewhere: clients without a redirect address of their own follow it. */
  moveDesk(publicUrl: string): void;
}

/** Logins and tokens. Times are the venue clock's. */
export interface VenueSessions {
  /** A one-time request token (Kite) or code (Upstox), bound to app and client, as the login page hands it out. */
  issueRequestToken(client: VenueClient): string;
  /** Exchanges it, once; by the broker's rules the former session of the same app and client ends. */
  exchange(broker: string, apiKey: string, requestToken: string): ExchangeAnswer;
  /** A session without the login page: what `POST /clients` answers. */
  issue(client: VenueClient): VenueSession;
  /** The living session with this token; undefined when it never was, has expired or was ended. */
  byToken(broker: string, accessToken: string): VenueSession | undefined;
  /** The living sessions of a client. */
  of(ref: ClientRef): readonly VenueSession[];
  /** Logout. False when there was no such session. */
  end(broker: string, accessToken: string): boolean;
  /** Ends all sessions of the client: `POST /sessions/expire`. */
  expire(ref: ClientRef): number;
  /** Calls `run` once when the session ends for any reason; the answer unsubscribes. Streams close by it. */
  onEnd(session: VenueSession, run: () => void): () => void;
}
