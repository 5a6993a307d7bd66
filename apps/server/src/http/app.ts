/** The HTTP side, put together: one chain of middleware, the contract's routes, the console. */
import { ROUTES, type Route } from '@copydesk/api-contract/routes';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { IntentStore } from '../idempotency/intent-store.ts';
import type { PeopleStore } from '../people/people-store.ts';
import type { Log } from '../process/log.ts';
import type { Phase } from '../process/phase.ts';
import { serveConsole } from './console-files.ts';
import { serveDocs } from './docs-page.ts';
import { HttpError } from './http-error.ts';
import { authenticate } from './middleware/authenticate.ts';
import { jsonBody, rawBody } from './middleware/json-body.ts';
import { oneLoopbackName } from './middleware/one-loopback-name.ts';
import { requestId, requestIdOf } from './middleware/request-id.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import type { ServerAddress } from './origin-rule.ts';
import { isUnexpected, problemOf } from './problem-answer.ts';
import { type Handlers, mountRoutes } from './route-table.ts';
import { VERSION } from './routes/desk-routes.ts';

export interface AppParts {
  readonly handlers: Handlers;
  readonly people: PeopleStore;
  readonly intents: IntentStore;
  readonly phase: Phase;
  readonly address: ServerAddress;
  readonly log: Log;
  /** Where the console's build is. */
  readonly consoleDist: string;
  /** Whether `PUBLIC_URL` is https. */
  readonly secure: boolean;
}

/** Makes the application; nothing listens yet. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // One proxy in front, when PUBLIC_URL is reached by TLS: its word about the caller's address counts.
  app.set('trust proxy', parts.secure ? 1 : false);
  app.use(requestId);
  app.use(requestLog(parts.log));
  app.use(securityHeaders(parts.secure));
  app.use('/api', authenticate(parts.people, parts.address));
  for (const path of webhookPaths()) app.post(path, rawBody());
  app.use('/api', jsonBody());
  app.use(oneLoopbackName(parts.address));
  serveDocs(app, VERSION, parts.address);
  mountRoutes(app, parts.handlers, parts.intents, parts.phase);
  app.use('/api', (_request, _response, next) => next(new HttpError('route-not-found')));
  serveConsole(app, parts.consoleDist);
  app.use((_request, _response, next) => next(new HttpError('route-not-found')));
  app.use(problemAnswers(parts.log));
  return app;
}

function webhookPaths(): readonly string[] {
  const { postback, notifier }: Record<'postback' | 'notifier', Route> = ROUTES;
  return [postback.path, notifier.path];
}

/** Method, address without its query (it may carry a login code), status and time. */
function requestLog(log: Log): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    response.once('finish', () => {
      const { method, path } = request;
      const tookMs = Math.round((performance.now() - startedMs) * 10) / 10;
      log.debug(
        { requestId: requestIdOf(response), method, path, status: response.statusCode, tookMs },
        'Answered',
      );
    });
    next();
  };
}

function problemAnswers(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const id = requestIdOf(response);
    if (isUnexpected(error)) log.error({ err: error, requestId: id, path: request.path }, 'A request failed');
    if (response.headersSent) {
      next(error);
      return;
    }
    const { problem, headers } = problemOf(error, id);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // A body that was refused is not read to its end: the connection ends with the answer.
    if (!request.complete) response.setHeader('connection', 'close');
    response.setHeader('cache-control', 'no-store');
    response.status(problem.status).setHeader('content-type', 'application/problem+json; charset=utf-8');
    response.end(JSON.stringify(problem));
  };
}
