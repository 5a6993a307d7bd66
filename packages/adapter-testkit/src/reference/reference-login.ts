/** Login at the reference broker: an address that a test "visits" with `visitReferenceLogin`, a code, a session proven by the profile. */
import {
  type BrokerId,
  type BrokerProfile,
  type BrokerSession,
  type LoginCallback,
  type LoginRequest,
  TradingError,
} from '@copydesk/core';
import type { Venue, VenueClient, VenueSession } from '@copydesk/sandbox';

/** The login page's address for one account. Carries the app's key and our state, and no secret. */
export function referenceLoginUrl({ credentials, state, redirectUrl }: LoginRequest): string {
  const url = new URL('reference://broker.example/login');
  url.searchParams.set('api_key', credentials['apiKey'] ?? '');
  url.searchParams.set('state', state);
  url.searchParams.set('redirect', redirectUrl);
  return url.href;
}

/** What a person does at the login page: the query that comes back to the redirect address. */
export function visitReferenceLogin(
  venue: Venue,
  url: string,
  client: VenueClient,
  answer: 'approve' | 'decline',
): Readonly<Record<string, string>> {
  const state = new URL(url).searchParams.get('state') ?? '';
  if (answer === 'decline') return { status: 'declined', state };
  return { status: 'success', state, code: venue.sessions.issueRequestToken(client) };
}

/** The exchange of a code, at the venue. Undefined: refused. */
export function exchangeCode(
  venue: Venue,
  broker: string,
  callback: LoginCallback,
): VenueSession | undefined {
  const { apiKey, apiSecret } = callback.credentials;
  const code = callback.query['code'];
  const app = apiKey === undefined ? undefined : venue.clients.byApiKey(broker, apiKey);
  if (apiKey === undefined || code === undefined || app?.apiSecret !== apiSecret) return undefined;
  const answer = venue.sessions.exchange(broker, apiKey, code);
  return answer.kind === 'issued' ? answer.session : undefined;
}

/** Who a client is. */
export function profileOf(client: VenueClient): BrokerProfile {
  return {
    clientId: client.client,
    name: client.name,
    products: client.products,
    segments: client.segments,
    sellAuthorisation: client.ddpi ? 'standing' : 'each-day',
  };
}

/** The session of the account, once the profile has shown whose it is. Throws `client-id-mismatch` for somebody else's. */
export function sessionOf(
  callback: Omit<LoginCallback, 'query' | 'redirectUrl'>,
  brokerId: BrokerId,
  { living, profile }: { readonly living: VenueSession; readonly profile: BrokerProfile },
): BrokerSession {
  if (profile.clientId !== callback.clientId) {
    throw new TradingError('client-id-mismatch', {
      expected: callback.clientId,
      loggedIn: profile.clientId,
    });
  }
  return {
    accountId: callback.accountId,
    brokerId,
    clientId: callback.clientId,
    credentials: callback.credentials,
    accessToken: living.accessToken,
    issuedAt: living.issuedAt,
    expiresAt: living.expiresAt,
    products: profile.products,
    segments: profile.segments,
    orderStream: 'unknown',
    sellAuthorisation: profile.sellAuthorisation,
    egress: callback.egress,
  };
}
