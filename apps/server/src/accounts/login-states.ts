/**
 * Proof that a broker's login was asked for here.
 *
 * Decides: a state names one account, is signed, ends after ten minutes, is used once, and belongs to the browser that
 * asked. A state that fails any of it is `login-state-invalid`, whichever it was: a forger learns nothing.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type AccountId, type Clock, TradingError } from '@copydesk/core';

const LIFE_MS = 10 * 60_000;
/** Logins that were begun and not finished; the oldest is forgotten first. */
const PENDING_MOST = 1_000;

interface Pending {
  readonly accountId: AccountId;
  readonly brokerId: string;
  readonly expiresAt: number;
  readonly browserHash: string;
}

export class LoginStates {
  readonly #key: Buffer;
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();

  /** `key`: 32 bytes, for this purpose only. */
  constructor(key: Buffer, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** A state for a login that `browser` (the secret in its cookie) asks for. */
  issue(accountId: AccountId, brokerId: string, browser: string): string {
    const nonce = randomBytes(16).toString('base64url');
    const expiresAt = this.#clock.now() + LIFE_MS;
    this.#forgetOld();
    this.#pending.set(nonce, { accountId, brokerId, expiresAt, browserHash: digest(browser) });
    const claim = `${accountId}.${nonce}.${expiresAt.toString(36)}`;
    return `${claim}.${this.#sign(claim, brokerId)}`;
  }

  /** The account that the state was issued for; the state is used up. Throws `login-state-invalid`. */
  redeem(state: string | undefined, brokerId: string, browser: string | undefined): AccountId {
    const [account, nonce, expiry, signature, ...rest] = (state ?? '').split('.');
    if (nonce === undefined || expiry === undefined || signature === undefined || rest.length > 0)
      throw invalid();
    if (!equal(signature, this.#sign(`${account}.${nonce}.${expiry}`, brokerId))) throw invalid();
    const pending = this.#pending.get(nonce);
    if (pending === undefined || pending.accountId !== account || pending.brokerId !== brokerId)
      throw invalid();
    if (browser === undefined || !equal(digest(browser), pending.browserHash)) throw invalid();
    this.#pending.delete(nonce);
    if (pending.expiresAt <= this.#clock.now()) throw invalid();
    return pending.accountId;
  }

  #sign(claim: string, brokerId: string): string {
    return createHmac('sha256', this.#key).update(`${brokerId}\n${claim}`).digest('base64url');
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [nonce, pending] of this.#pending) {
      if (pending.expiresAt <= now || this.#pending.size >= PENDING_MOST) this.#pending.delete(nonce);
    }
  }
}

function invalid(): TradingError {
  return new TradingError('login-state-invalid', {}, { path: '/query/state' });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
