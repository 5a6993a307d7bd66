/**
 * What brokers send by themselves.
 *
 * Decides: what a message may do. A signed one is a fact; an unsigned one only makes the desk read the broker's books; a
 * token is proven with the profile before it is used. Both at most once a second for each account, whoever sends them.
 * Refusals say nothing but that: whoever guesses learns nothing.
 */
import {
  type Account,
  type AccountId,
  type Clock,
  type Desk,
  TradingError,
  type WebhookRequest,
} from '@copydesk/core';
import type { BrokerRegistry } from '../brokers/broker-registry.ts';
import { HttpError } from '../http/http-error.ts';
import type { BrokerLogins } from './broker-logins.ts';
import { sameClient } from './client-id.ts';

const EVERY_MS = 1_000;

export class Webhooks {
  readonly #desk: Desk;
  readonly #brokers: BrokerRegistry;
  readonly #logins: BrokerLogins;
  readonly #clock: Clock;
  readonly #hinted = new Map<AccountId, { readonly atMs: number; again: boolean }>();
  readonly #proven = new Map<AccountId, number>();

  constructor(parts: {
    readonly desk: Desk;
    readonly brokers: BrokerRegistry;
    readonly logins: BrokerLogins;
    readonly clock: Clock;
  }) {
    this.#desk = parts.desk;
    this.#brokers = parts.brokers;
    this.#logins = parts.logins;
    this.#clock = parts.clock;
  }

  /** Takes one message. Throws `webhook-refused` or `broker-not-installed`; one for a client nobody has is ignored. */
  async take(brokerId: string, request: WebhookRequest): Promise<void> {
    const broker = this.#brokers.get(brokerId);
    const { accounts } = this.#desk;
    const of = (clientId: string): readonly Account[] =>
      accounts
        .all()
        .filter((account) => account.brokerId === broker.id && sameClient(account.clientId, clientId));
    const reading = broker.port.readWebhook(request, (clientId) => {
      const [first] = of(clientId);
      return first === undefined ? undefined : accounts.credentialsOf(first.id);
    });
    switch (reading.kind) {
      case 'refused':
        throw new HttpError('webhook-refused');
      case 'signed':
        for (const account of of(reading.clientId)) this.#desk.takeFact(account.id, reading.fact);
        return;
      case 'hint':
        for (const account of of(reading.clientId)) this.#hint(account.id);
        return;
      case 'token':
        for (const account of of(reading.clientId)) {
          const known = Object.values(accounts.credentialsOf(account.id)).includes(reading.apiKey);
          if (known) await this.#prove(account, reading.accessToken);
        }
    }
  }

  async #prove(account: Account, accessToken: string): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    const last = this.#proven.get(account.id);
    if (last !== undefined && nowMs - last < EVERY_MS) throw new HttpError('webhook-refused');
    this.#proven.set(account.id, nowMs);
    try {
      await this.#logins.proveToken(account, accessToken);
    } catch (error) {
      if (TradingError.is(error)) throw new HttpError('webhook-refused', { cause: error });
      throw error;
    }
  }

  #hint(accountId: AccountId): void {
    const nowMs = this.#clock.monotonicMs();
    const last = this.#hinted.get(accountId);
    if (last !== undefined && nowMs - last.atMs < EVERY_MS) {
      last.again = true;
      return;
    }
    const hinted = { atMs: nowMs, again: false };
    this.#hinted.set(accountId, hinted);
    this.#desk.takeFact(accountId, { type: 'hint', what: 'orders' });
    this.#clock.after(EVERY_MS, () => {
      if (hinted.again) this.#hint(accountId);
    });
  }
}
