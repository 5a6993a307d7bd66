/**
 * The day's login of an account at its broker.
 *
 * Decides: which account a redirect belongs to (by the state alone) and that a session is stored only when the broker
 * itself says that it is the configured client's. Tokens go to the core and nowhere else (I9).
 */
import { randomBytes } from 'node:crypto';
import { type Account, type AccountStore, type BrokerSession, TradingError } from '@copydesk/core';
import type { BrokerRegistry } from '../brokers/broker-registry.ts';
import { HttpError } from '../http/http-error.ts';
import { sameClient } from './client-id.ts';
import type { LoginStates } from './login-states.ts';

/** How long a broker may take to exchange a code or to say who is logged in. */
const LOGIN_TIMEOUT_MS = 20_000;

/** A login page, and the browser secret that its state is tied to. */
export interface BegunLogin {
  readonly url: string;
  readonly browser: string;
}

export class BrokerLogins {
  readonly #accounts: AccountStore;
  readonly #brokers: BrokerRegistry;
  readonly #states: LoginStates;

  constructor(parts: {
    readonly accounts: AccountStore;
    readonly brokers: BrokerRegistry;
    readonly states: LoginStates;
  }) {
    this.#accounts = parts.accounts;
    this.#brokers = parts.brokers;
    this.#states = parts.states;
  }

  /** The broker's login page for the account. `browser` is the secret of the caller's login cookie, when it has one. */
  begin(account: Account, browser: string | undefined): BegunLogin {
    const broker = this.#brokers.get(account.brokerId);
    const secret = browser ?? randomBytes(24).toString('base64url');
    const url = broker.port.loginUrl({
      credentials: this.#accounts.credentialsOf(account.id),
      state: this.#states.issue(account.id, broker.id, secret),
      redirectUrl: this.#brokers.redirectUrl(broker.id),
    });
    return { url, browser: secret };
  }

  /** What the login page led back with. Throws `login-state-invalid`, `login-declined`, `client-id-mismatch` or a read error. */
  async complete(
    brokerId: string,
    query: Readonly<Record<string, string>>,
    browser: string | undefined,
  ): Promise<Account> {
    const broker = this.#brokers.get(brokerId);
    const account = this.#accounts.get(this.#states.redeem(query['state'], broker.id, browser));
    const session = await broker.port.completeLogin(
      { ...this.#loginOf(account), redirectUrl: this.#brokers.redirectUrl(broker.id), query },
      AbortSignal.timeout(LOGIN_TIMEOUT_MS),
    );
    await this.#open(account, session);
    return account;
  }

  /** A token instead of the login page. Throws `sandbox-only` for live money. */
  async adoptToken(account: Account, accessToken: string): Promise<void> {
    if (account.environment !== 'sandbox') throw new HttpError('sandbox-only');
    await this.proveToken(account, accessToken);
  }

  /** A token that the broker itself sent, or a sandbox's; proven with the profile before it is used. */
  async proveToken(account: Account, accessToken: string): Promise<void> {
    const broker = this.#brokers.get(account.brokerId);
    const session = await broker.port.adoptToken(
      { ...this.#loginOf(account), accessToken },
      AbortSignal.timeout(LOGIN_TIMEOUT_MS),
    );
    await this.#open(account, session);
  }

  /** Logs out at the broker and forgets the token, also when the broker cannot be reached. */
  async end(account: Account): Promise<void> {
    const session = this.#accounts.sessionOf(account.id);
    if (session === undefined) return;
    const broker = this.#brokers.get(account.brokerId);
    await this.#accounts.endSession(account.id, 'Logged out.');
    if (!broker.port.capabilities.logout) return;
    try {
      await broker.port.logout(session, AbortSignal.timeout(LOGIN_TIMEOUT_MS));
    } catch (error) {
      // The token is forgotten here; a broker that cannot be told ends it by itself before tomorrow.
      if (!TradingError.is(error)) throw error;
    }
  }

  #loginOf(account: Account) {
    return {
      accountId: account.id,
      clientId: account.clientId,
      credentials: this.#accounts.credentialsOf(account.id),
      egress: account.egress,
    };
  }

  async #open(account: Account, session: BrokerSession): Promise<void> {
    if (!sameClient(session.clientId, account.clientId)) {
      throw new TradingError('client-id-mismatch', {
        configured: account.clientId,
        loggedIn: session.clientId,
      });
    }
    await this.#accounts.openSession(session);
  }
}
