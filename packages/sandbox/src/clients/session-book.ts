/**
 * Logins and tokens.
 *
 * Decides: what a one-time token is worth, when a session ends. Sessions end at a time of day by the venue's clock,
 * so moving the clock ends them.
 */
import { type Instant, IST_OFFSET_MS, instantOf } from '@copydesk/core';
import { hashPair, SeededText } from '../market/seeded.ts';
import type { Store } from '../storage/store.ts';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { ClientRef, ExchangeAnswer, VenueClient, VenueSession } from '../venue/venue-client.ts';
import type { VenueClock } from '../venue/venue-market.ts';
import type { ClientBook } from './client-book.ts';

const DAY_MS = 86_400_000;

interface RequestToken extends ClientRef {
  readonly token: string;
  readonly apiKey: string;
  readonly issuedAt: number;
  readonly used: boolean;
}

/** What the book works with. */
export interface SessionBookParts {
  readonly brokers: ReadonlyMap<string, BrokerRules>;
  readonly clients: ClientBook;
  readonly clock: VenueClock;
  readonly store: Store;
  readonly seed: number;
}

/** Sessions by token. The caller commits. */
export class SessionBook {
  readonly #parts: SessionBookParts;
  readonly #sessions = new Map<string, VenueSession>();
  readonly #requestTokens = new Map<string, RequestToken>();
  readonly #endings = new Map<VenueSession, Set<() => void>>();
  #random: SeededText;
  #issued: number;

  constructor(parts: SessionBookParts) {
    this.#parts = parts;
    for (const [key, document] of parts.store.load('session'))
      this.#sessions.set(key, document as VenueSession);
    this.#issued = 0;
    for (const [key, document] of parts.store.load('login')) {
      if (key === 'issued') this.#issued = document as number;
      else this.#requestTokens.set(key, document as RequestToken);
    }
    this.#random = new SeededText(hashPair(parts.seed, this.#issued));
  }

  issueRequestToken(client: VenueClient): string {
    this.#reseed();
    const token = this.#rules(client.broker).ids.requestToken(this.#random);
    const { broker, apiKey } = client;
    this.#keepToken({
      broker,
      client: client.client,
      apiKey,
      token,
      issuedAt: this.#parts.clock.now(),
      used: false,
    });
    return token;
  }

  exchange(broker: string, apiKey: string, requestToken: string): ExchangeAnswer {
    const known = this.#requestTokens.get(`${broker}/${requestToken}`);
    if (known === undefined) return { kind: 'refused', cause: 'unknown' };
    if (known.used) return { kind: 'refused', cause: 'used' };
    if (known.apiKey !== apiKey) return { kind: 'refused', cause: 'other-app' };
    this.#keepToken({ ...known, used: true });
    const age = this.#parts.clock.now() - known.issuedAt;
    if (age < 0 || age > this.#rules(broker).requestTokenMs) return { kind: 'refused', cause: 'expired' };
    const client = this.#parts.clients.find(broker, known.client);
    if (client === undefined) return { kind: 'refused', cause: 'unknown' };
    return { kind: 'issued', session: this.issue(client), client };
  }

  issue(client: VenueClient): VenueSession {
    const { broker, apiKey } = client;
    const rules = this.#rules(broker);
    if (rules.loginEndsFormer) {
      for (const session of this.of(client)) {
        if (session.apiKey === apiKey) this.end(broker, session.accessToken);
      }
    }
    this.#reseed();
    const issuedAt = this.#parts.clock.now();
    const expiresAt = nextTimeOfDay(issuedAt, rules.sessionEndsAt);
    const about = { client: client.client, apiKey, issuedAt, expiresAt, random: this.#random };
    const accessToken = rules.ids.accessToken(about);
    const session: VenueSession = { broker, client: client.client, apiKey, accessToken, issuedAt, expiresAt };
    const key = `${broker}/${accessToken}`;
    this.#sessions.set(key, session);
    this.#parts.store.put('session', key, () => session);
    return session;
  }

  byToken(broker: string, accessToken: string): VenueSession | undefined {
    const session = this.#sessions.get(`${broker}/${accessToken}`);
    if (session === undefined) return undefined;
    const now = this.#parts.clock.now();
    // A clock that was set back does not bring a session to life before it was issued, but keeps it for its day.
    return now < session.expiresAt ? session : undefined;
  }

  of(ref: ClientRef): readonly VenueSession[] {
    return [...this.#sessions.values()].filter(
      (session) => session.broker === ref.broker && session.client === ref.client,
    );
  }

  end(broker: string, accessToken: string): boolean {
    const key = `${broker}/${accessToken}`;
    const session = this.#sessions.get(key);
    if (session === undefined) return false;
    this.#sessions.delete(key);
    this.#parts.store.remove('session', key);
    const endings = this.#endings.get(session);
    this.#endings.delete(session);
    for (const run of endings ?? []) run();
    return true;
  }

  expire(ref: ClientRef): number {
    const sessions = this.of(ref);
    for (const session of sessions) this.end(session.broker, session.accessToken);
    return sessions.length;
  }

  onEnd(session: VenueSession, run: () => void): () => void {
    const endings = this.#endings.get(session) ?? new Set();
    this.#endings.set(session, endings);
    endings.add(run);
    return () => void endings.delete(run);
  }

  /** Ends what the clock has ended, and forgets old one-time tokens. */
  sweep(): void {
    const now = this.#parts.clock.now();
    for (const session of [...this.#sessions.values()]) {
      if (now >= session.expiresAt) this.end(session.broker, session.accessToken);
    }
    for (const [key, token] of this.#requestTokens) {
      if (now - token.issuedAt < DAY_MS) continue;
      this.#requestTokens.delete(key);
      this.#parts.store.remove('login', key);
    }
  }

  #rules(broker: string): BrokerRules {
    const rules = this.#parts.brokers.get(broker);
    if (rules === undefined) throw new Error(`The venue carries no broker ${broker}.`);
    return rules;
  }

  #keepToken(token: RequestToken): void {
    const key = `${token.broker}/${token.token}`;
    this.#requestTokens.set(key, token);
    this.#parts.store.put('login', key, () => token);
  }

  /** Tokens never repeat, not even after a restart: each is drawn from the seed and its own number. */
  #reseed(): void {
    this.#issued += 1;
    this.#random = new SeededText(hashPair(this.#parts.seed, this.#issued));
    const issued = this.#issued;
    this.#parts.store.put('login', 'issued', () => issued);
  }
}

function nextTimeOfDay(from: Instant, at: { readonly hour: number; readonly minute: number }): Instant {
  const local = from + IST_OFFSET_MS;
  const midnight = local - (local % DAY_MS);
  const today = midnight + (at.hour * 60 + at.minute) * 60_000;
  return instantOf((today > local ? today : today + DAY_MS) - IST_OFFSET_MS);
}
