/**
 * From what came back to the redirect address to the day's session.
 *
 * Decides: that a login counts only when a code came and the profile shows the client that is configured (a browser
 * that is already logged in at Upstox returns a code of that other client). Leaves to others: making and checking `state`.
 */
import {
  type BrokerId,
  type BrokerPort,
  type BrokerSession,
  type Clock,
  type LoginCallback,
  TradingError,
} from '@copydesk/core';
import type { Caller, UpstoxClient } from '../http/client.ts';
import { ENDPOINTS } from '../http/endpoints.ts';
import { readData, readFlat } from '../http/read.ts';
import { issuedToken, profileData } from '../http/schemas.ts';
import { profileFrom } from '../map/profile.ts';
import { upstoxCredentials } from '../settings.ts';
import { tokenEnd } from './session-expiry.ts';

/** What logging in needs. */
export interface LoginTools {
  readonly client: UpstoxClient;
  readonly clock: Clock;
  readonly brokerId: BrokerId;
}

type AdoptedLogin = Parameters<BrokerPort['adoptToken']>[0];

/** Exchanges the code and proves by the profile whose session it is. */
export async function completeUpstoxLogin(
  tools: LoginTools,
  callback: LoginCallback,
  signal: AbortSignal,
): Promise<BrokerSession> {
  const code = codeOf(callback.query);
  const { apiKey, apiSecret } = upstoxCredentials(callback.credentials);
  const caller: Caller = {
    accountId: callback.accountId,
    egress: callback.egress,
    accessToken: undefined,
    secrets: [apiSecret, code],
  };
  const form = {
    code,
    client_id: apiKey,
    client_secret: apiSecret,
    redirect_uri: callback.redirectUrl,
    grant_type: 'authorization_code',
  };
  const result = await tools.client.call({ endpoint: ENDPOINTS.exchangeToken, caller, signal, form });
  const issued = readFlat(ENDPOINTS.exchangeToken.name, result, issuedToken);
  requireClient(callback.clientId, issued.user_id);
  return adoptUpstoxToken(tools, { ...callback, accessToken: issued.access_token }, signal);
}

/** A session from a token that was obtained elsewhere: an approval in the broker's app, a sandbox. */
export async function adoptUpstoxToken(
  tools: LoginTools,
  login: AdoptedLogin,
  signal: AbortSignal,
): Promise<BrokerSession> {
  const { apiSecret } = upstoxCredentials(login.credentials);
  const caller: Caller = {
    accountId: login.accountId,
    egress: login.egress,
    accessToken: login.accessToken,
    secrets: [apiSecret, login.accessToken],
  };
  const issuedAt = tools.clock.now();
  const result = await tools.client.call({ endpoint: ENDPOINTS.profile, caller, signal });
  const profile = profileFrom(readData(ENDPOINTS.profile.name, result, profileData));
  requireClient(login.clientId, profile.clientId);
  return {
    accountId: login.accountId,
    brokerId: tools.brokerId,
    // As it is configured, not as the broker spells it: the host compares the two by letter.
    clientId: login.clientId,
    credentials: login.credentials,
    accessToken: login.accessToken,
    issuedAt,
    expiresAt: tokenEnd(login.accessToken, issuedAt),
    products: profile.products,
    segments: profile.segments,
    orderStream: 'included',
    sellAuthorisation: profile.sellAuthorisation,
    egress: login.egress,
  };
}

/** The code of a completed login. What comes when the person gives up is not documented, but no code comes with it. */
function codeOf(query: Readonly<Record<string, string>>): string {
  const { code, error } = query;
  if (code !== undefined && code !== '') return code;
  throw new TradingError('login-declined', { error: shown(error), problem: 'no code' });
}

/** What came with a browser is shown as a word or not at all. */
function shown(word: string | undefined): string {
  if (word === undefined) return 'none';
  return /^[a-z_-]{1,30}$/i.test(word) ? word : 'unreadable';
}

/** Client ids are written in capitals; a person may have typed theirs otherwise. */
function requireClient(configured: string, loggedIn: string): void {
  if (configured.toUpperCase() === loggedIn.toUpperCase()) return;
  throw new TradingError('client-id-mismatch', { configured, loggedIn });
}
