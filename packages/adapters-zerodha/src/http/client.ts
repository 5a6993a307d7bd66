import { type AccountId, type BrokerSession, type Clock, ClockSkew, type Egress } from '@copydesk/core';
import type { Dispatcher } from 'undici';
import { type KiteResult, openAnswer } from './answer.ts';
import type { AccountConnections } from './connections.ts';
import type { Endpoint } from './endpoints.ts';
import { pathOf } from './endpoints.ts';
import { exchange } from './exchange.ts';

/** For whom a call is made, and from where it leaves. */
export interface Caller {
  readonly accountId: AccountId;
  readonly egress: Egress;
  /** Undefined before the login. */
  readonly token: { readonly apiKey: string; readonly accessToken: string } | undefined;
  /** What the broker's words are searched for before anybody sees them. */
  readonly secrets: readonly string[];
}

/** One call of the REST interface. */
export interface KiteCall {
  readonly endpoint: Endpoint;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Values of the path. */
  readonly path?: Readonly<Record<string, string>>;
  /** Fields by name, or pairs where a name comes more than once. */
  readonly query?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** Fields by name, or pairs where a name comes more than once. */
  readonly form?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** The calculators take JSON; nothing else does. */
  readonly json?: unknown;
}

/** What the client needs. */
export interface KiteClientSettings {
  readonly root: string;
  readonly clock: Clock;
  readonly connections: AccountConnections;
}

/** Speaks to the REST interface: each call once, no retries, no redirects, never a secret in what comes back. */
export class KiteClient {
  /** How far the broker's clock is from the one that was given. */
  readonly skew = new ClockSkew();
  readonly #settings: KiteClientSettings;
  readonly #origin: string;
  readonly #prefix: string;

  constructor(settings: KiteClientSettings) {
    this.#settings = settings;
    const root = new URL(settings.root);
    this.#origin = root.origin;
    this.#prefix = root.pathname === '/' ? '' : root.pathname;
  }

  /** Makes the call and opens the answer. Resolves always. */
  async call(call: KiteCall): Promise<KiteResult> {
    const { endpoint, caller } = call;
    const { clock, connections } = this.#settings;
    let pool: Dispatcher | undefined;
    try {
      pool = connections.poolFor(caller.accountId, caller.egress, this.#origin);
    } catch {
      // A proxy or a source address that cannot be one: nothing leaves by it.
      return { kind: 'failed', bytesMayHaveLeft: false, cause: 'connection', code: 'EGRESS' };
    }
    if (pool === undefined) {
      return { kind: 'failed', bytesMayHaveLeft: false, cause: 'aborted', code: 'CLOSED' };
    }
    const sentAt = clock.now();
    const result = await exchange(
      pool,
      {
        origin: this.#origin,
        method: endpoint.method,
        path: this.#prefix + pathOf(endpoint, call.path) + queryOf(call.query),
        headers: headersOf(call),
        body: bodyOf(call),
        timeoutMs: endpoint.timeoutMs,
      },
      clock,
      call.signal,
    );
    if (result.kind === 'answer') this.skew.note(result.date, sentAt, clock.now());
    return openAnswer(result, caller.secrets);
  }
}

/** The caller that a session stands for. */
export function callerOf(session: BrokerSession): Caller {
  const { apiKey = '', apiSecret = '' } = session.credentials;
  return {
    accountId: session.accountId,
    egress: session.egress,
    token: { apiKey, accessToken: session.accessToken },
    secrets: [session.accessToken, apiSecret],
  };
}

function headersOf({ endpoint, caller, form, json }: KiteCall): Record<string, string> {
  const headers: Record<string, string> = { 'x-kite-version': '3', 'user-agent': 'copydesk' };
  if (caller.token !== undefined) {
    headers['authorization'] = `token ${caller.token.apiKey}:${caller.token.accessToken}`;
  }
  if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  if (json !== undefined) headers['content-type'] = 'application/json';
  // The few bytes that answer a write are read faster than they are unpacked.
  if (endpoint.bucket !== 'order-write') headers['accept-encoding'] = 'gzip';
  return headers;
}

function bodyOf({ form, json }: KiteCall): string | undefined {
  if (form !== undefined) return pairsOf(form);
  return json === undefined ? undefined : JSON.stringify(json);
}

function queryOf(query: KiteCall['query']): string {
  return query === undefined ? '' : `?${pairsOf(query)}`;
}

function pairsOf(fields: NonNullable<KiteCall['query']>): string {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  return new URLSearchParams(pairs as [string, string][]).toString();
}
