/**
 * From what came back to the redirect address to the day's session.
 *
 * Decides: that a login counts only when its status is `success`, its type is `login`, and the profile shows the client
 * that is configured (a browser that is already logged in at Kite returns a token of that other client).
 * Leaves to others: making and checking `state`.
 */
import {
  type BrokerId,
  type BrokerPort,
  type BrokerSession,
  type Clock,
  type Instant,
  type LoginCallback,
  TradingError,
} from '@copydesk/core';
import type { Caller, KiteClient } from '../http/client.ts';
import { ENDPOINTS } from '../http/endpoints.ts';
import { readData } from '../http/read.ts';
import { profileAnswer, sessionAnswer } from '../http/schemas.ts';
import { profileFrom } from '../map/profile.ts';
import { kiteCredentials } from '../settings.ts';
import { exchangeChecksum } from './checksum.ts';
import { sessionEnd } from './session-expiry.ts';

/** What logging in needs. */
export interface LoginTools {
  readonly client: KiteClient;
  readonly clock: Clock;
  readonly brokerId: BrokerId;
}

type AdoptedLogin = Parameters<BrokerPort['adoptToken']>[0];

/** Exchanges the request token and proves by the profile whose session it is. */
export async function completeKiteLogin(
  tools: LoginTools,
  callback: LoginCallback,
  signal: AbortSignal,
): Promise<BrokerSession> {
  const requestToken = requestTokenOf(callback.query);
  const { apiKey, apiSecret } = kiteCredentials(callback.credentials);
  const checksum = exchangeChecksum(apiKey, requestToken, apiSecret);
  const caller: Caller = {
    accountId: callback.accountId,
    egress: callback.egress,
    token: undefined,
    secrets: [apiSecret, requestToken, checksum],
  };
  const form = { api_key: apiKey, request_token: requestToken, checksum };
  const result = await tools.client.call({ endpoint: ENDPOINTS.exchangeToken, caller, signal, form });
  if (result.kind === 'error' && result.errorType === 'TokenException') {
    // Used, too old, never given out, or signed with another secret: this login is over, no session is.
    throw new TradingError('login-declined', { status: result.status, brokerText: result.text });
  }
  const answer = readData(ENDPOINTS.exchangeToken.name, result, sessionAnswer);
  requireClient(callback.clientId, answer.user_id);
  const login = { ...callback, accessToken: answer.access_token };
  return provenSession(tools, login, answer.login_time ?? tools.clock.now(), signal);
}

/** A session from a token that was obtained elsewhere. */
export function adoptKiteToken(
  tools: LoginTools,
  login: AdoptedLogin,
  signal: AbortSignal,
): Promise<BrokerSession> {
  return provenSession(tools, login, tools.clock.now(), signal);
}

async function provenSession(
  tools: LoginTools,
  login: AdoptedLogin,
  issuedAt: Instant,
  signal: AbortSignal,
): Promise<BrokerSession> {
  const { apiKey, apiSecret } = kiteCredentials(login.credentials);
  const caller: Caller = {
    accountId: login.accountId,
    egress: login.egress,
    token: { apiKey, accessToken: login.accessToken },
    secrets: [apiSecret, login.accessToken],
  };
  const result = await tools.client.call({ endpoint: ENDPOINTS.profile, caller, signal });
  const profile = profileFrom(readData(ENDPOINTS.profile.name, result, profileAnswer));
  requireClient(login.clientId, profile.clientId);
  return {
    accountId: login.accountId,
    brokerId: tools.brokerId,
    // As it is configured, not as the broker spells it: the host compares the two by letter.
    clientId: login.clientId,
    credentials: login.credentials,
    accessToken: login.accessToken,
    issuedAt,
    expiresAt: sessionEnd(issuedAt),
    products: profile.products,
    segments: profile.segments,
    orderStream: 'unknown',
    sellAuthorisation: profile.sellAuthorisation,
    egress: login.egress,
  };
}

/** The request token of a completed login. Baskets come back to the same address with a token of their own type. */
function requestTokenOf(query: Readonly<Record<string, string>>): string {
  const { status, type, request_token: requestToken } = query;
  if (status !== 'success' || (type !== undefined && type !== 'login')) {
    throw new TradingError('login-declined', { status: shown(status), type: shown(type) });
  }
  if (requestToken === undefined || requestToken === '') {
    throw new TradingError('login-declined', { status: shown(status), problem: 'no request token' });
  }
  return requestToken;
}

/** What came with a browser is shown as a word or not at all. */
function shown(word: string | undefined): string {
  return word !== undefined && /^[a-z_-]{1,30}$/i.test(word) ? word : 'unreadable';
}

/** Client ids are written in capitals; a person may have typed theirs otherwise. */
function requireClient(configured: string, loggedIn: string): void {
  if (configured.toUpperCase() === loggedIn.toUpperCase()) return;
  throw new TradingError('client-id-mismatch', { configured, loggedIn });
}
