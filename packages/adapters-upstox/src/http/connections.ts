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

/** An account's pools by origin, and the way out that they take. */
interface AccountPools {
  readonly way: string;
  readonly pools: Map<string, Dispatcher>;
}

/** Kept-alive connections, one pool for each account, host and way out, so that one account's trouble holds up no other. */
export class AccountConnections {
  readonly #settings: ConnectionSettings;
  readonly #accounts = new Map<AccountId, AccountPools>();
  readonly #leaving = new Set<Dispatcher>();
  #closed = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /**
   * The pool of an account, made on first use; undefined once everything is closed. An account has one way out: the
   * pools of its former one are closed, each when what it has under way is answered.
   */
  poolFor(accountId: AccountId, egress: Egress, origin: string): Dispatcher | undefined {
    if (this.#closed) return undefined;
    const way = egressKey(egress);
    if (this.#accounts.get(accountId)?.way !== way) this.leave(accountId);
    let account = this.#accounts.get(accountId);
    if (account === undefined) {
      account = { way, pools: new Map() };
      this.#accounts.set(accountId, account);
    }
    const known = account.pools.get(origin);
    if (known !== undefined) return known;
    const made = this.#open(egress, origin);
    account.pools.set(origin, made);
    return made;
  }

  /** Closes the connections of an account, each when what it has under way is answered. */
  leave(accountId: AccountId): void {
    const pools = this.#accounts.get(accountId)?.pools.values() ?? [];
    this.#accounts.delete(accountId);
    for (const pool of pools) {
      this.#leaving.add(pool);
      const gone = (): boolean => this.#leaving.delete(pool);
      pool.close().then(gone, gone);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pools = [...this.#accounts.values()].flatMap((account) => [...account.pools.values()]);
    pools.push(...this.#leaving);
    this.#accounts.clear();
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
    if (egress.kind === 'proxy') return new ProxyAgent({ uri: egress.url, proxyTunnel: true, ...common });
    const { family, ...local } = socketOptions(egress, this.#settings.ipFamily);
    // The local address is an option of the pool: among those of `connect` it is overwritten.
    return new Pool(origin, { ...common, ...local, connect: { timeout: CONNECT_TIMEOUT_MS, family } });
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
