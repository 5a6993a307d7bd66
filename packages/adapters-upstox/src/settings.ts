import type { AdapterOptions, Credentials, Endpoints } from '@copydesk/core';
import { z } from 'zod';

/** Where Upstox lives. Source: developer documentation and upstox-js-sdk 2.31.0, read 2026-11. */
export const UPSTOX_ENDPOINTS = {
  /** Everything except placing, modifying and cancelling; paths such as `/v2/order/retrieve-all` are appended. */
  api: 'https://api.upstox.com',
  /** Placing, modifying and cancelling: the same paths on a host of their own. */
  hft: 'https://api-hft.upstox.com',
  /** Root of the instrument files. */
  assets: 'https://assets.upstox.com',
  /** The page a person logs in at. */
  login: 'https://api.upstox.com/v2/login/authorization/dialog',
  /** Where a person authorises sales of holdings; `:clientId` stands for the client's code. UNVERIFIED: the web terminal asks for the PIN when a sale needs it. */
  holdings: 'https://pro.upstox.com/',
} as const;

/** The addresses an adapter instance uses. The order stream has none: its address comes from an authorize call. */
export type UpstoxEndpoints = Readonly<Record<keyof typeof UPSTOX_ENDPOINTS, string>>;

/** What a host may set besides the common options. */
export interface UpstoxOptions extends AdapterOptions {
  /**
   * The address family of requests that leave by the default egress. 4 unless told: order calls time out over IPv6
   * (community thread 17392), and an order that leaves by an unregistered family is refused.
   */
  readonly ipFamily?: 4 | 6;
  /** Connections kept per account and host. 16 unless told: nine order writes a second are sent, and a slow book must not hold one up. */
  readonly connectionsPerAccount?: number;
  /** Randomness in [0, 1) for the jitter of reconnects. */
  readonly random?: () => number;
}

const httpAddress = z.url({ protocol: /^https?$/ });
const overrides = z.strictObject({
  api: httpAddress.optional(),
  hft: httpAddress.optional(),
  assets: httpAddress.optional(),
  login: httpAddress.optional(),
  holdings: httpAddress.optional(),
});

/** The addresses to use: the broker's own, or those given. Throws for a name or an address that it does not know. */
export function resolveEndpoints(given: Endpoints | undefined): UpstoxEndpoints {
  const own = overrides.parse(given ?? {});
  return {
    api: trimmed(own.api ?? UPSTOX_ENDPOINTS.api),
    hft: trimmed(own.hft ?? UPSTOX_ENDPOINTS.hft),
    assets: trimmed(own.assets ?? UPSTOX_ENDPOINTS.assets),
    login: own.login ?? UPSTOX_ENDPOINTS.login,
    holdings: own.holdings ?? UPSTOX_ENDPOINTS.holdings,
  };
}

function trimmed(address: string): string {
  return address.endsWith('/') ? address.slice(0, -1) : address;
}

/** What one Upstox app gives: the key (a UUID) and the secret of the console. */
export interface UpstoxCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Characters seen in keys and secrets. What goes into an address or a form must not break out of it. */
const KEY_TEXT = /^[A-Za-z0-9_-]{1,128}$/;

/** Names what is wrong with a form's credentials, by field; empty when nothing is. */
export function checkUpstoxCredentials(credentials: Credentials): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const [name, label] of [
    ['apiKey', 'The API key'],
    ['apiSecret', 'The API secret'],
  ] as const) {
    const value = credentials[name];
    if (value === undefined || value === '') faults[name] = `${label} is missing.`;
    else if (!KEY_TEXT.test(value)) faults[name] = `${label} has characters that no Upstox key has.`;
  }
  for (const name of Object.keys(credentials)) {
    if (name !== 'apiKey' && name !== 'apiSecret') faults[name] = 'Upstox has no such field.';
  }
  return faults;
}

/** The credentials of an account. Throws for an account that was stored without them: a bug of the host. */
export function upstoxCredentials(credentials: Credentials): UpstoxCredentials {
  const { apiKey, apiSecret } = credentials;
  if (apiKey === undefined || apiSecret === undefined) {
    throw new Error('The account has no Upstox credentials: apiKey and apiSecret are needed.');
  }
  return { apiKey, apiSecret };
}
