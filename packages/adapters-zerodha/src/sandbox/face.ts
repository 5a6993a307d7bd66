/**
 * Kite Connect v3 on the wire, over the venue.
 *
 * Decides: which route a request takes, whose it is, and that everything passes the gate once. Leaves to others: what a
 * request does (`routes/`, the venue) and how it is worded (`wording.ts`).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Answer,
  answerThrough,
  BodyTooLarge,
  type FaceContext,
  type GateTicket,
  type RunningFace,
  readBody,
  type SandboxFace,
  type VenueClient,
  type VenueSession,
} from '@copydesk/sandbox';
import { startPostbacks } from './postbacks.ts';
import { KiteRefusal, type Route, type RouteRequest, type UngatedRequest } from './route.ts';
import { Router } from './router.ts';
import { calculatorRoutes } from './routes/calculator-routes.ts';
import { candleRoutes } from './routes/candle-routes.ts';
import { instrumentRoutes } from './routes/instrument-routes.ts';
import { orderRoutes } from './routes/order-routes.ts';
import { portfolioRoutes } from './routes/portfolio-routes.ts';
import { quoteRoutes } from './routes/quote-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { userRoutes } from './routes/user-routes.ts';
import { zerodhaRules } from './rules.ts';
import { Ticker } from './ticker.ts';
import { errorAnswer, inputError, kiteWording, PLAN_ERROR, TOKEN_ERROR } from './wording.ts';

const NO_ROUTE = { status: 404, errorType: 'GeneralException', message: 'Route not found' };
const EMPTY = new URLSearchParams();

class KiteFace implements RunningFace {
  readonly #context: FaceContext;
  readonly #router: Router;
  readonly #ticker: Ticker;
  readonly #stopPostbacks: () => void;

  constructor(context: FaceContext) {
    this.#context = context;
    this.#router = new Router([
      ...sessionRoutes,
      ...userRoutes,
      ...orderRoutes,
      ...portfolioRoutes(),
      ...calculatorRoutes,
      ...quoteRoutes,
      ...candleRoutes,
      ...instrumentRoutes(),
    ]);
    this.#ticker = new Ticker(context);
    this.#stopPostbacks = startPostbacks(context);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { venue, broker } = this.#context;
    const method = request.method ?? 'GET';
    const target = request.url ?? '/';
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const found = this.#router.find(method, path);
    const remoteAddress = request.socket.remoteAddress;
    if (found === undefined) {
      const ticket = venue.gate.request({
        broker,
        client: undefined,
        method,
        path,
        kind: 'other',
        remoteAddress,
      });
      await this.#answer(ticket, response, () => errorAnswer(NO_ROUTE));
      return;
    }
    const { route } = found;
    const body = method === 'GET' || method === 'DELETE' ? '' : await bodyOf(request);
    const ungated: UngatedRequest = {
      face: this.#context,
      path: found.path,
      query: mark < 0 ? EMPTY : new URLSearchParams(target.slice(mark + 1)),
      form: isForm(request, body) ? new URLSearchParams(body) : EMPTY,
    };
    const session = route.access === 'client' ? this.#sessionOf(request) : undefined;
    const ticket = venue.gate.request({
      broker,
      client: route.access === 'client' ? session?.client : route.clientOf?.(ungated),
      apiKey: session?.apiKey ?? ungated.form.get('api_key') ?? undefined,
      method,
      path,
      kind: route.kind,
      // Without a session there is nobody to count it for.
      bucket: route.access === 'client' && session === undefined ? undefined : route.bucket,
      weight: route.weight?.(ungated),
      orderRoute: route.orderRoute,
      remoteAddress,
    });
    const acceptsGzip = (request.headers['accept-encoding'] ?? '').includes('gzip');
    const gated: RouteRequest = { ...ungated, ticket, body, acceptsGzip };
    await this.#answer(ticket, response, () => this.#run(route, gated, session));
  }

  upgrade(...handshake: Parameters<RunningFace['upgrade']>): void {
    this.#ticker.upgrade(...handshake);
  }

  async close(): Promise<void> {
    this.#stopPostbacks();
    await this.#ticker.close();
  }

  async #run(route: Route, request: RouteRequest, session: VenueSession | undefined): Promise<Answer> {
    try {
      if (request.body === TOO_LARGE) throw new KiteRefusal(inputError('The body is too large.'));
      if (route.access === 'open') return await route.run(request);
      const client = session === undefined ? undefined : this.#clientOf(session);
      if (session === undefined || client === undefined) return errorAnswer(TOKEN_ERROR);
      if (route.paid === true && client.plan !== 'connect') return errorAnswer(PLAN_ERROR);
      return await route.run({ ...request, session, client });
    } catch (error) {
      if (error instanceof KiteRefusal) return errorAnswer(error.error);
      throw error;
    }
  }

  #answer(ticket: GateTicket, response: ServerResponse, work: () => Answer | Promise<Answer>): Promise<void> {
    return answerThrough({ venue: this.#context.venue, ticket, response, wording: kiteWording }, work);
  }

  /** The session that the headers prove: `token key:token` and the version of the interface. */
  #sessionOf(request: IncomingMessage): VenueSession | undefined {
    const { authorization = '', 'x-kite-version': version } = request.headers;
    if (version !== '3' || !authorization.startsWith('token ')) return undefined;
    const colon = authorization.indexOf(':');
    if (colon < 0) return undefined;
    const session = this.#context.venue.sessions.byToken(
      this.#context.broker,
      authorization.slice(colon + 1),
    );
    return session?.apiKey === authorization.slice(6, colon) ? session : undefined;
  }

  #clientOf(session: VenueSession): VenueClient | undefined {
    return this.#context.venue.clients.find(session.broker, session.client);
  }
}

/** Stands for a body that was not read to its end; no client can send it. */
const TOO_LARGE = '\u0000too large';

async function bodyOf(request: IncomingMessage): Promise<string> {
  try {
    return await readBody(request);
  } catch (error) {
    if (error instanceof BodyTooLarge) return TOO_LARGE;
    throw error;
  }
}

function isForm(request: IncomingMessage, body: string): boolean {
  return (
    body !== '' && (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  );
}

/** Zerodha's face of the sandbox. */
export const sandboxFace: SandboxFace = {
  brokerId: 'zerodha',
  rules: zerodhaRules,
  create: (context) => new KiteFace(context),
  endpoints: (baseUrl) => ({
    rest: baseUrl,
    login: `${baseUrl}/connect/login`,
    authorise: `${baseUrl}/connect/portfolio/authorise/holdings`,
    stream: baseUrl.replace(/^http/, 'ws'),
  }),
};
