import type { AccountId, Egress } from '@copydesk/core';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';

/** How connections are made. */
export interface ConnectionSettings {
  readonly perAccount: number;
  /** The family of the default egress. */
  readonly ipFamily: 4 | 6;
}

/** Ours: a connection that cannot be made within this has sent nothing, and the lane may try again. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * Ours: shorter than the 60 s after which common load balancers drop an idle connection, for a request that meets a
 * dropped one has an unknown outcome.
 */
const IDLE_MS = 50_000;

/** Kept-alive connections, one pool for each account and way out, so that one account's trouble holds up no other. */
export class AccountConnections {
  readonly #settings: ConnectionSettings;
  readonly #pools = new Map<string, Dispatcher>();
  #closed = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** The pool of an account, made on first use; undefined once everything is closed. */
  poolFor(accountId: AccountId, egress: Egress, origin: string): Dispatcher | undefined {
    if (this.#closed) return undefined;
    const key = `${accountId} ${origin} ${egressKey(egress)}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const made = this.#open(egress, origin);
    this.#pools.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #open(egress: Egress, origin: string): Dispatcher {
    const common = {
      connections: this.#settings.perAccount,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
    };
    if (egress.kind === 'proxy') {
      return new ProxyAgent({ uri: egress.url, proxyTunnel: true, ...common });
    }
    const { family, localAddress } = socketOptions(egress, this.#settings.ipFamily);
    // undici takes the source address from the pool's own options only, and overrides that of the connector.
    const source = localAddress === undefined ? {} : { localAddress };
    return new Pool(origin, { ...common, ...source, connect: { timeout: CONNECT_TIMEOUT_MS, family } });
  }
}

/** How a socket leaves this host: from the registered address, or by the family that is registered. */
export function socketOptions(
  egress: Egress,
  ipFamily: 4 | 6,
): { readonly family: 4 | 6; readonly localAddress?: string } {
  if (egress.kind !== 'address') return { family: ipFamily };
  return { family: egress.address.includes(':') ? 6 : 4, localAddress: egress.address };
}

function egressKey(egress: Egress): string {
  if (egress.kind === 'default') return 'default';
  return egress.kind === 'address' ? `from ${egress.address}` : `by ${egress.url}`;
}
