import { type AccountId, type BrokerSession, type Clock, ClockSkew, type Egress } from '@copydesk/core';
import type { Dispatcher } from 'undici';
import type { UpstoxEndpoints } from '../settings.ts';
import { openAnswer, type UpstoxResult } from './answer.ts';
import type { AccountConnections } from './connections.ts';
import { type Endpoint, pathOf } from './endpoints.ts';
import { exchange } from './exchange.ts';

/** For whom a call is made, and from where it leaves. */
export interface Caller {
  readonly accountId: AccountId;
  readonly egress: Egress;
  /** Undefined before the login. */
  readonly accessToken: string | undefined;
  /** What the broker's words are searched for before anybody sees them. */
  readonly secrets: readonly string[];
}

/** One call of the REST interface. */
export interface UpstoxCall {
  readonly endpoint: Endpoint;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** The token exchange takes a form; nothing else does. */
  readonly form?: Readonly<Record<string, string>>;
}

/** What the client needs. */
export interface UpstoxClientSettings {
  readonly endpoints: Pick<UpstoxEndpoints, 'api' | 'hft'>;
  readonly clock: Clock;
  readonly connections: AccountConnections;
}

/** A host as undici wants it: origin, and what stands before each path. */
interface Base {
  readonly origin: string;
  readonly prefix: string;
}

/** Speaks to the REST interface: each call once, no retries, no redirects, never a secret in what comes back. */
export class UpstoxClient {
  /** How far the broker's clock is from the one that was given. */
  readonly skew = new ClockSkew();
  readonly #settings: UpstoxClientSettings;
  readonly #bases: Readonly<Record<'api' | 'hft', Base>>;

  constructor(settings: UpstoxClientSettings) {
    this.#settings = settings;
    this.#bases = { api: baseOf(settings.endpoints.api), hft: baseOf(settings.endpoints.hft) };
  }

  /** Makes the call and opens the answer. Resolves always. */
  async call(call: UpstoxCall): Promise<UpstoxResult> {
    const { endpoint, caller } = call;
    const { clock, connections } = this.#settings;
    const base = this.#bases[endpoint.host];
    let pool: Dispatcher | undefined;
    try {
      pool = connections.poolFor(caller.accountId, caller.egress, base.origin);
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
        origin: base.origin,
        method: endpoint.method,
        path: base.prefix + pathOf(endpoint, call.query),
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
  const { apiSecret = '' } = session.credentials;
  return {
    accountId: session.accountId,
    egress: session.egress,
    accessToken: session.accessToken,
    secrets: [session.accessToken, apiSecret],
  };
}

function baseOf(root: string): Base {
  const url = new URL(root);
  return { origin: url.origin, prefix: url.pathname === '/' ? '' : url.pathname };
}

function headersOf({ endpoint, caller, form, json }: UpstoxCall): Record<string, string> {
  // Without a user agent the gateway in front refuses with a page (community threads of September 2026).
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'copydesk' };
  if (caller.accessToken !== undefined) headers['authorization'] = `Bearer ${caller.accessToken}`;
  if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  if (json !== undefined) headers['content-type'] = 'application/json';
  // The few bytes that answer a write are read faster than they are unpacked.
  if (endpoint.bucket !== 'order-write') headers['accept-encoding'] = 'gzip';
  return headers;
}

function bodyOf({ form, json }: UpstoxCall): string | undefined {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return json === undefined ? undefined : JSON.stringify(json);
}
