/**
 * Upstox's wire over the venue: one process in the place of its hosts for calls, orders, files and streams.
 *
 * Decides: where a request goes and whose it is. Leaves to others: what it does (the routes), what it may not (the gate).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  answerThrough,
  BodyTooLarge,
  type FaceContext,
  type RunningFace,
  readBody,
  type SandboxFace,
} from '@copydesk/sandbox';
import { ACCOUNT_ROUTES } from './account.ts';
import { AUTHORISATION_ROUTES } from './authorisation.ts';
import { BULK_ROUTES } from './bulk.ts';
import type { Call, Route } from './call.ts';
import { badRequest, notRouted, WORDING } from './errors.ts';
import { fileRoutes } from './files.ts';
import { HISTORY_ROUTES } from './history.ts';
import { loginRoutes, NO_SESSION } from './login.ts';
import { MarketFeeds } from './market-feed.ts';
import { type Notices, startNotices } from './notices.ts';
import { ORDER_READS } from './order-reads.ts';
import { ORDER_WRITES } from './order-writes.ts';
import { PORTFOLIO_ROUTES } from './portfolio.ts';
import { QUOTE_ROUTES } from './quotes.ts';
import { UPSTOX_RULES } from './rules.ts';
import { PortfolioStreams } from './stream.ts';

/** Upstox as the sandbox serves it. */
export const sandboxFace: SandboxFace = {
  brokerId: 'upstox',
  rules: UPSTOX_RULES,
  create: (context) => new UpstoxFace(context),
  endpoints: (baseUrl) => ({
    api: baseUrl,
    hft: baseUrl,
    assets: baseUrl,
    login: `${baseUrl}/v2/login/authorization/dialog`,
    holdings: `${baseUrl}/app/holdings/:clientId`,
  }),
};

class UpstoxFace implements RunningFace {
  readonly #face: FaceContext;
  readonly #notices: Notices;
  readonly #streams: PortfolioStreams;
  readonly #feeds: MarketFeeds;
  readonly #routes: ReadonlyMap<string, Route>;
  /** Routes whose last parts are many. */
  readonly #deep: readonly Route[] = HISTORY_ROUTES;

  constructor(face: FaceContext) {
    this.#face = face;
    this.#notices = startNotices(face);
    this.#streams = new PortfolioStreams(face);
    this.#feeds = new MarketFeeds(face);
    const routes = [
      ...ORDER_WRITES,
      ...BULK_ROUTES,
      ...ORDER_READS,
      ...PORTFOLIO_ROUTES,
      ...ACCOUNT_ROUTES,
      ...QUOTE_ROUTES,
      ...AUTHORISATION_ROUTES,
      ...loginRoutes(this.#notices.deliver),
      ...this.#streams.routes,
      ...this.#feeds.routes,
      ...fileRoutes(face),
    ];
    this.#routes = new Map(
      routes.map((route) => [`${route.method} ${route.path.replace(/\{\w+\}$/, '*')}`, route]),
    );
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { venue, broker } = this.#face;
    const [path, query] = splitAt(request.url ?? '/', '?');
    const method = request.method ?? 'GET';
    const found = this.#find(method, path);
    const body = await bodyOf(request);
    const token = bearerOf(request);
    const session = token === undefined ? undefined : venue.sessions.byToken(broker, token);
    const client = session === undefined ? undefined : venue.clients.find(broker, session.client);
    const ticket = venue.gate.request({
      broker,
      client: client?.client,
      apiKey: session?.apiKey,
      method,
      path,
      kind: found?.route.kind ?? 'other',
      bucket: client === undefined ? undefined : found?.route.bucket,
      weight: body === undefined ? 1 : found?.route.weight?.(body, this.#face),
      orderRoute: found?.route.orderRoute,
      remoteAddress: request.socket.remoteAddress,
    });
    await answerThrough({ venue, ticket, response, wording: WORDING }, () => {
      if (found === undefined) return notRouted();
      if (body === undefined) return badRequest('UDAPI100038', 'Invalid input passed to the API');
      const call: Call = {
        face: this.#face,
        query: new URLSearchParams(query),
        body,
        parameter: found.parameter,
        asOf: ticket.asOf,
        request,
      };
      const { route } = found;
      if (route.access === 'open') return route.run(call);
      if (session === undefined || client === undefined) return NO_SESSION;
      return route.run({ ...call, session, client, ref: { broker, client: client.client } });
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#feeds.upgrade(request, socket, head)) this.#streams.upgrade(request, socket, head);
  }

  async close(): Promise<void> {
    this.#notices.close();
    this.#streams.close();
    this.#feeds.close();
  }

  /** By the whole path, else by all but its last part. */
  #find(method: string, path: string): { readonly route: Route; readonly parameter: string } | undefined {
    const exact = this.#routes.get(`${method} ${path}`);
    if (exact !== undefined) return { route: exact, parameter: '' };
    const cut = path.lastIndexOf('/') + 1;
    const route = this.#routes.get(`${method} ${path.slice(0, cut)}*`);
    if (route !== undefined) return { route, parameter: decoded(path.slice(cut)) };
    const deep = this.#deep.find((one) => one.method === method && path.startsWith(beginningOf(one)));
    return deep === undefined ? undefined : { route: deep, parameter: path.slice(beginningOf(deep).length) };
  }
}

/** What comes before the many parts. */
function beginningOf(route: Route): string {
  return route.path.replace('{...}', '');
}

/** Undefined when it is larger than any request of the broker's interface. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (request.method === 'GET') return '';
  try {
    return await readBody(request);
  } catch (error) {
    if (error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}

function bearerOf(request: IncomingMessage): string | undefined {
  const header = request.headers.authorization;
  return header?.startsWith('Bearer ') ? header.slice(7) : undefined;
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
