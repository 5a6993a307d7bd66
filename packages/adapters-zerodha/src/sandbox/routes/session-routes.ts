/** Login, token exchange, logout. */
import type { VenueClient } from '@copydesk/sandbox';
import { exchangeChecksum, sameChecksum } from '../../auth/checksum.ts';
import { required } from '../fields.ts';
import { loginPage, plainPage } from '../pages.ts';
import { KiteRefusal, type Route, type RouteRequest, type UngatedRequest } from '../route.ts';
import { profileJson } from '../wire/profile.ts';
import { kiteTime } from '../wire/terms.ts';
import { REQUEST_TOKEN_ERROR, successAnswer, TOKEN_ERROR } from '../wording.ts';

/** The clients that may log in through an app. */
function clientsOf(request: UngatedRequest, apiKey: string): readonly VenueClient[] {
  const { venue, broker } = request.face;
  return venue.clients.list(broker).filter((client) => client.apiKey === apiKey);
}

/** Where the browser goes back to: Kite's own parameters, and the decoded ones that the login page was opened with. */
export function redirectTarget(
  redirectUrl: string,
  parameters: Readonly<Record<string, string>>,
  redirectParams: string,
): string {
  const target = new URL(redirectUrl);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  for (const [name, value] of new URLSearchParams(redirectParams)) target.searchParams.set(name, value);
  return target.toString();
}

function decide(request: RouteRequest): ReturnType<typeof plainPage> {
  const { form, face } = request;
  const apiKey = form.get('api_key') ?? '';
  const client = clientsOf(request, apiKey).find((candidate) => candidate.client === form.get('user_id'));
  if (client === undefined) return plainPage(400, 'The user is not enabled for the app.');
  const returned: Record<string, string> =
    form.get('decision') === 'decline'
      ? { action: 'login', type: 'login', status: 'cancelled' }
      : {
          action: 'login',
          type: 'login',
          status: 'success',
          request_token: face.venue.sessions.issueRequestToken(client),
        };
  const location = redirectTarget(client.redirectUrl, returned, form.get('redirect_params') ?? '');
  return { status: 302, headers: { location }, body: '' };
}

function exchangeToken(request: RouteRequest): ReturnType<typeof successAnswer> {
  const { form, face } = request;
  const apiKey = required(form, 'api_key');
  const requestToken = required(form, 'request_token');
  const checksum = required(form, 'checksum');
  const clients = clientsOf(request, apiKey);
  const badKey = { status: 403, errorType: 'TokenException', message: 'Invalid `api_key`.' };
  if (clients.length === 0) throw new KiteRefusal(badKey);
  const signed = clients.some((client) =>
    sameChecksum(exchangeChecksum(apiKey, requestToken, client.apiSecret), checksum),
  );
  if (!signed) throw new KiteRefusal({ ...badKey, message: 'Invalid `checksum`.' });
  const answer = face.venue.sessions.exchange(face.broker, apiKey, requestToken);
  if (answer.kind === 'refused') throw new KiteRefusal(REQUEST_TOKEN_ERROR);
  const { session, client } = answer;
  return successAnswer({
    ...profileJson(client),
    api_key: apiKey,
    access_token: session.accessToken,
    // Never used by anybody here, and told apart from the real ones at a glance.
    public_token: `public-${client.client}`,
    enctoken: `web-${client.client}`,
    refresh_token: '',
    silo: '',
    login_time: kiteTime(session.issuedAt),
  });
}

export const sessionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/connect/login',
    kind: 'other',
    access: 'open',
    run: (request) => {
      const apiKey = request.query.get('api_key') ?? '';
      const clients = clientsOf(request, apiKey);
      if (clients.length === 0) return plainPage(400, 'Invalid `api_key`.');
      return loginPage(apiKey, request.query.get('redirect_params') ?? '', clients);
    },
  },
  { method: 'POST', path: '/connect/login', kind: 'other', access: 'open', run: decide },
  {
    method: 'POST',
    path: '/session/token',
    kind: 'login',
    bucket: 'other',
    access: 'open',
    clientOf: (request) => clientsOf(request, request.form.get('api_key') ?? '')[0]?.client,
    run: exchangeToken,
  },
  {
    method: 'DELETE',
    path: '/session/token',
    kind: 'other',
    bucket: 'other',
    access: 'open',
    clientOf: ({ face, query }) =>
      face.venue.sessions.byToken(face.broker, query.get('access_token') ?? '')?.client,
    run: ({ face, query }) => {
      const token = query.get('access_token') ?? '';
      const session = face.venue.sessions.byToken(face.broker, token);
      if (session === undefined || session.apiKey !== query.get('api_key'))
        throw new KiteRefusal(TOKEN_ERROR);
      face.venue.sessions.end(face.broker, token);
      return successAnswer(true);
    },
  },
];
