/**
 * What brokers send by themselves.
 *
 * Decides: what a message may do. A signed one is a fact; an unsigned one only makes the desk read the broker's books,
 * at most once a second for each account, whoever sends it; a token is proven with the profile before it is used.
 */
import type { Account, AccountId, Clock, Desk, WebhookRequest } from '@copydesk/core';
import type { BrokerRegistry } from '../brokers/broker-registry.ts';
import { HttpError } from '../http/http-error.ts';
import type { BrokerLogins } from './broker-logins.ts';

const HINT_EVERY_MS = 1_000;

export class Webhooks {
  readonly #desk: Desk;
  readonly #brokers: BrokerRegistry;
  readonly #logins: BrokerLogins;
  readonly #clock: Clock;
  readonly #hinted = new Map<AccountId, { readonly atMs: number; again: boolean }>();

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
      accounts.all().filter((account) => account.brokerId === broker.id && account.clientId === clientId);
    const reading = broker.port.readWebhook(request, (clientId) => {
      const [first] = of(clientId);
      return first === undefined ? undefined : accounts.credentialsOf(first.id);
    });
    switch (reading.kind) {
      case 'refused':
        throw new HttpError('webhook-refused', { detail: reading.reason });
      case 'signed':
        for (const account of of(reading.clientId)) this.#desk.takeFact(account.id, reading.fact);
        return;
      case 'hint':
        for (const account of of(reading.clientId)) this.#hint(account.id);
        return;
      case 'token':
        for (const account of of(reading.clientId)) {
          const known = Object.values(accounts.credentialsOf(account.id)).includes(reading.apiKey);
          if (known) await this.#logins.proveToken(account, reading.accessToken);
        }
    }
  }

  #hint(accountId: AccountId): void {
    const nowMs = this.#clock.monotonicMs();
    const last = this.#hinted.get(accountId);
    if (last !== undefined && nowMs - last.atMs < HINT_EVERY_MS) {
      last.again = true;
      return;
    }
    const hinted = { atMs: nowMs, again: false };
    this.#hinted.set(accountId, hinted);
    this.#desk.takeFact(accountId, { type: 'hint', what: 'orders' });
    this.#clock.after(HINT_EVERY_MS, () => {
      if (hinted.again) this.#hint(accountId);
    });
  }
}
