import type { Brand } from '../money/brand.ts';

/** One broker in one environment: `zerodha`, `upstox`, `zerodha-sandbox`, `upstox-sandbox`, or a contributor's. */
export type BrokerId = Brand<string, 'BrokerId'>;

/** Live money, or the sandbox. Accounts of the two never share a group, a catalog or a total. */
export type Environment = 'live' | 'sandbox';

/** Where an account's requests leave from. */
export type Egress =
  | { readonly kind: 'default' }
  /** A local source address of this host (IPv4 or IPv6 text). */
  | { readonly kind: 'address'; readonly address: string }
  /** An HTTP CONNECT proxy, `http://host:port`. */
  | { readonly kind: 'proxy'; readonly url: string };

/** What a broker calls an order: opaque text, beyond 2^53, never a number. */
export type BrokerOrderId = Brand<string, 'BrokerOrderId'>;

/** Our tag on a broker order: at most 20 characters of A–Z and 0–9, unique per command, account and slice. */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
