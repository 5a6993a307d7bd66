/** The login dialog, the exchange of its code, the token request with its approval, and the logout. */
import type { Answer, VenueClient } from '@copydesk/sandbox';
import { profileBody } from './account.ts';
import { type Call, jsonObject, type Route } from './call.ts';
import { badRequest, failure, invalidToken, jsonAnswer, success } from './errors.ts';
import { type Deliver } from './notices.ts';
import { approvalPage, loginPage, plainPage } from './pages.ts';

const DAY_MS = 86_400_000;

/** The routes of login and logout. `deliver` posts the notifier's message. */
export function loginRoutes(deliver: Deliver): readonly Route[] {
  const asked = new TokenRequests();
  return [
    { method: 'GET', path: '/v2/login/authorization/dialog', kind: 'other', access: 'open', run: dialog },
    { method: 'POST', path: '/v2/login/authorization/dialog', kind: 'other', access: 'open', run: decide },
    { method: 'POST', path: '/v2/login/authorization/token', kind: 'login', access: 'open', run: exchange },
    {
      method: 'POST',
      path: '/v3/login/auth/token/request/{client_id}',
      kind: 'login',
      access: 'open',
      run: (call) => requestToken(call, asked),
    },
    {
      method: 'GET',
      path: '/app/requests/',
      kind: 'other',
      access: 'open',
      run: ({ face }) => approvalPage(asked.open(face.venue.clock.now())),
    },
    {
      method: 'POST',
      path: '/app/requests/{client_id}',
      kind: 'other',
      access: 'open',
      run: (call) => decideRequest(call, asked, deliver),
    },
    {
      method: 'DELETE',
      path: '/v2/logout',
      kind: 'other',
      access: 'session',
      run: ({ face, session }) => {
        face.venue.sessions.end(face.broker, session.accessToken);
        return success(true);
      },
    },
  ];
}

/** Which clients were asked to approve a token, until when. */
class TokenRequests {
  readonly #open = new Map<string, { readonly client: VenueClient; readonly until: number }>();

  add(client: VenueClient, until: number): void {
    this.#open.set(client.apiKey, { client, until });
  }

  open(now: number): readonly VenueClient[] {
    return [...this.#open.values()].filter(({ until }) => until > now).map(({ client }) => client);
  }

  take(apiKey: string, now: number): VenueClient | undefined {
    const request = this.#open.get(apiKey);
    this.#open.delete(apiKey);
    return request !== undefined && request.until > now ? request.client : undefined;
  }
}

const MISMATCH = 'Check your client_id and redirect_uri; one or both are incorrect.';

function dialog({ face, query }: Call): Answer {
  const client = appOf(face, query);
  if (client === undefined || query.get('response_type') !== 'code') {
    return failure(401, { code: 'UDAPI100068', message: MISMATCH });
  }
  const question = {
    apiKey: client.apiKey,
    redirectUri: client.redirectUrl,
    state: query.get('state') ?? undefined,
  };
  return loginPage(question, client);
}

/** The person's answer. What the broker sends on refusal is unverified; no code comes with it. */
function decide({ face, body }: Call): Answer {
  const form = new URLSearchParams(body);
  const client = appOf(face, form);
  if (client === undefined) return plainPage(401, MISMATCH);
  const target = new URL(client.redirectUrl);
  if (form.get('decision') === 'decline') target.searchParams.set('error', 'access_denied');
  else target.searchParams.set('code', face.venue.sessions.issueRequestToken(client));
  const state = form.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, headers: { location: target.toString(), 'cache-control': 'no-store' }, body: '' };
}

/** The client of the app, if the redirect address is the registered one, to the letter. */
function appOf(face: Call['face'], fields: URLSearchParams): VenueClient | undefined {
  const client = face.venue.clients.byApiKey(face.broker, fields.get('client_id') ?? '');
  return client !== undefined && client.redirectUrl === fields.get('redirect_uri') ? client : undefined;
}

/** Missing fields in the order in which the broker looks at them, with its codes (docs "get-token"). */
const NEEDED = [
  ['client_id', 'UDAPI1017'],
  ['redirect_uri', 'UDAPI1018'],
  ['code', 'UDAPI1022'],
  ['grant_type', 'UDAPI1023'],
  ['client_secret', 'UDAPI1024'],
] as const;

/** The body of the answer is flat: no envelope. */
function exchange({ face, body }: Call): Answer {
  const form = new URLSearchParams(body);
  for (const [name, code] of NEEDED) {
    if (!form.get(name)) return badRequest(code, `${name} is required`, name);
  }
  const { venue, broker } = face;
  const known = venue.clients.byApiKey(broker, form.get('client_id') ?? '');
  if (known === undefined || known.apiSecret !== form.get('client_secret')) {
    return failure(401, {
      code: 'UDAPI100069',
      message: 'Check your client_id and client_secret; one or both are incorrect.',
    });
  }
  if (known.redirectUrl !== form.get('redirect_uri')) {
    return failure(401, { code: 'UDAPI100070', message: 'The redirect_uri is incorrect.' });
  }
  const answer = venue.sessions.exchange(broker, known.apiKey, form.get('code') ?? '');
  if (answer.kind === 'refused') return badRequest('UDAPI100057', 'Invalid Auth code');
  return jsonAnswer(200, {
    ...profileBody(answer),
    access_token: answer.session.accessToken,
  });
}

function requestToken(call: Call, asked: TokenRequests): Answer {
  const { face, parameter } = call;
  const client = face.venue.clients.byApiKey(face.broker, parameter);
  if (client === undefined || jsonObject(call.body)?.['client_secret'] !== client.apiSecret) {
    return failure(401, {
      code: 'UDAPI100069',
      message: 'Check your client_id and client_secret; one or both are incorrect.',
    });
  }
  if (client.postbackUrl === undefined) return badRequest('UDAPI1123', 'The notifier URL is not configured');
  const until = nextEnd(call);
  asked.add(client, until);
  face.log('a token waits for approval', { client: client.client, page: `${face.baseUrl()}/app/requests/` });
  return success({ authorization_expiry: String(until), notifier_url: client.postbackUrl });
}

/** A rejection sends nothing. */
function decideRequest(call: Call, asked: TokenRequests, deliver: Deliver): Answer {
  const { face, parameter } = call;
  const client = asked.take(parameter, face.venue.clock.now());
  if (client === undefined) return plainPage(404, 'Nobody asks for access with this app.');
  if (new URLSearchParams(call.body).get('decision') !== 'approve') {
    return plainPage(200, `Access for ${client.client} is rejected.`);
  }
  const session = face.venue.sessions.issue(client);
  deliver(client, {
    client_id: client.apiKey,
    user_id: client.client,
    access_token: session.accessToken,
    token_type: 'Bearer',
    expires_at: String(session.expiresAt),
    issued_at: String(session.issuedAt),
    message_type: 'access_token',
  });
  return plainPage(200, `Access for ${client.client} is approved.`);
}

/** The next 03:30 in India, when the request lapses. */
function nextEnd({ face }: Call): number {
  const now = face.venue.clock.now();
  const { hour, minute } = face.rules.sessionEndsAt;
  const offset = 19_800_000 - (hour * 60 + minute) * 60_000;
  return Math.floor((now + offset) / DAY_MS) * DAY_MS + DAY_MS - offset;
}

/** What a request without a living session is told. */
export const NO_SESSION: Answer = invalidToken();
