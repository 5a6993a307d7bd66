import type { AdapterOptions, Credentials, Endpoints } from '@copydesk/core';
import { z } from 'zod';

/** Where Kite Connect lives. Source: Kite Connect v3 docs, "Introduction", "User", "WebSocket", read 2026-11. */
export const KITE_ENDPOINTS = {
  /** REST root; paths such as `/orders/regular` are appended. */
  rest: 'https://api.kite.trade',
  /** Root for `/instruments`: the broker's own sandbox serves them beside, not under, its REST prefix. */
  instruments: 'https://api.kite.trade',
  /** The page a person logs in at. */
  login: 'https://kite.zerodha.com/connect/login',
  /** The pages on which a person authorises sales of holdings; the app's key and the request's id are appended. */
  authorise: 'https://kite.zerodha.com/connect/portfolio/authorise/holdings',
  /** The ticker, which carries order updates as text frames. */
  stream: 'wss://ws.kite.trade',
} as const;

/** The addresses an adapter instance uses. */
export type KiteEndpoints = Readonly<Record<keyof typeof KITE_ENDPOINTS, string>>;

/** What a host may set besides the common options. */
export interface ZerodhaOptions extends AdapterOptions {
  /**
   * The address family of requests that leave by the default egress. 4 unless told: an order that a dual-stack host
   * sends by IPv6 is refused when only an IPv4 address is registered (observed 2026-06).
   */
  readonly ipFamily?: 4 | 6;
  /** Connections kept per account. 16 unless told: ten order writes a second are allowed, and a slow book must not hold one up. */
  readonly connectionsPerAccount?: number;
  /** Randomness in [0, 1) for the jitter of reconnects. */
  readonly random?: () => number;
}

const httpAddress = z.url({ protocol: /^https?$/ });
const overrides = z.strictObject({
  rest: httpAddress.optional(),
  instruments: httpAddress.optional(),
  login: httpAddress.optional(),
  authorise: httpAddress.optional(),
  stream: z.url({ protocol: /^wss?$/ }).optional(),
});

/** The addresses to use: the broker's own, or those given. Throws for a name or an address that it does not know. */
export function resolveEndpoints(given: Endpoints | undefined): KiteEndpoints {
  const own = overrides.parse(given ?? {});
  const rest = trimmed(own.rest ?? KITE_ENDPOINTS.rest);
  return {
    rest,
    instruments: trimmed(own.instruments ?? rest),
    login: own.login ?? KITE_ENDPOINTS.login,
    authorise: trimmed(own.authorise ?? KITE_ENDPOINTS.authorise),
    stream: own.stream ?? KITE_ENDPOINTS.stream,
  };
}

function trimmed(address: string): string {
  return address.endsWith('/') ? address.slice(0, -1) : address;
}

/** What one Kite Connect app gives: the public key and the secret of the console. */
export interface KiteCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Characters seen in keys, secrets and tokens. What goes into a header or an address must not break out of it. */
const KEY_TEXT = /^[A-Za-z0-9_-]{1,128}$/;

/** Names what is wrong with a form's credentials, by field; empty when nothing is. */
export function checkKiteCredentials(credentials: Credentials): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const [name, label] of [
    ['apiKey', 'The API key'],
    ['apiSecret', 'The API secret'],
  ] as const) {
    const value = credentials[name];
    if (value === undefined || value === '') faults[name] = `${label} is missing.`;
    else if (!KEY_TEXT.test(value)) faults[name] = `${label} has characters that no Kite key has.`;
  }
  for (const name of Object.keys(credentials)) {
    if (name !== 'apiKey' && name !== 'apiSecret') faults[name] = 'Zerodha has no such field.';
  }
  return faults;
}

/** The credentials of an account. Throws for an account that was stored without them: a bug of the host. */
export function kiteCredentials(credentials: Credentials): KiteCredentials {
  const { apiKey, apiSecret } = credentials;
  if (apiKey === undefined || apiSecret === undefined) {
    throw new Error('The account has no Kite credentials: apiKey and apiSecret are needed.');
  }
  return { apiKey, apiSecret };
}
