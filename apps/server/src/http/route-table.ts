/**
 * Mounts the contract's table of routes: one handler for each, or it does not compile.
 *
 * Decides: the one chain that every request of a route goes through: who asks, what is asked (by the schemas of the
 * contract), whether it ran before, the handler, the answer.
 */
import { ROUTES, type Route, type RouteName } from '@copydesk/api-contract/routes';
import type { RequestMark } from '@copydesk/core';
import type { Express, Request, RequestHandler, Response } from 'express';
import * as z from 'zod/mini';
import type { IntentStore } from '../idempotency/intent-store.ts';
import { requestHash } from '../idempotency/request-hash.ts';
import type { Caller } from '../people/people-store.ts';
import type { Phase } from '../process/phase.ts';
import type { Answer } from './answer.ts';
import { HttpError } from './http-error.ts';
import { inputErrors } from './input-errors.ts';
import { requireCaller } from './middleware/authenticate.ts';
import { requestIdOf } from './middleware/request-id.ts';
import { problemOf } from './problem-answer.ts';

type Read<S> = S extends z.core.$ZodType ? z.output<S> : undefined;
type Field<R, K extends string> = R extends { readonly [P in K]: infer S } ? Read<S> : undefined;

/** One request of a route, read. */
export interface Call<R extends Route> {
  readonly params: Field<R, 'params'>;
  readonly query: Field<R, 'query'>;
  readonly body: Field<R, 'body'>;
  /** Who asks; open routes have nobody. */
  readonly caller: R['access'] extends 'user' ? Caller : undefined;
  /** Set when the request carries an `Idempotency-Key`. */
  readonly mark: RequestMark | undefined;
  readonly request: Request;
}

export type Handler<R extends Route> = (call: Call<R>) => Promise<Answer> | Answer;

/** A handler for every route of the contract. */
export type Handlers = { readonly [N in RouteName]: Handler<(typeof ROUTES)[N]> };

/** Routes that need no books, and answer while the desk still starts. */
const EARLY: ReadonlySet<RouteName> = new Set<RouteName>([
  'health',
  'ready',
  'setupState',
  'setup',
  'signIn',
  'whoAmI',
  'signOut',
  'devices',
  'endSession',
  'preferences',
  'savePreferences',
  'tokens',
  'makeToken',
  'removeToken',
  'brokers',
  'sandbox',
]);

/** Mounts every route, then says 405 where only the method is wrong. */
export function mountRoutes(app: Express, handlers: Handlers, intents: IntentStore, phase: Phase): void {
  const routes = Object.entries<Route>(ROUTES);
  for (const [name, route] of routes) {
    const handler = handlers[name as RouteName] as Handler<Route>;
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const early = EARLY.has(name as RouteName);
    app[method](route.path, serve(route, handler, { intents, phase: early ? undefined : phase }));
  }
  for (const path of new Set(routes.map(([, route]) => route.path))) {
    const allow = routes.filter(([, route]) => route.path === path).map(([, route]) => route.method);
    app.all(path, refuseMethod(allow));
  }
}

function refuseMethod(allow: readonly string[]): RequestHandler {
  return (_request, _response, next) => next(new HttpError('method-not-allowed', { allow }));
}

function serve(
  route: Route,
  handler: Handler<Route>,
  { intents, phase }: { readonly intents: IntentStore; readonly phase: Phase | undefined },
): RequestHandler {
  return async (request, response) => {
    const caller = route.access === 'user' ? requireCaller(response) : undefined;
    phase?.require();
    const params = read(route.params, request.params, '/path');
    const query = read(route.query, request.query, '/query');
    const mark = caller === undefined ? undefined : markOf(route, request);
    const body = read(route.body, request.body, '');
    const call = { params, query, body, caller, mark, request } as Call<Route>;
    const run = async (): Promise<Answer> => await handler(call);
    const answer =
      mark === undefined || caller === undefined
        ? await run()
        : await intents.once(caller.user.id, mark, () => refusalAsAnswer(run, requestIdOf(response)));
    send(response, answer);
  };
}

/** A refusal is an answer that is kept; a failure of the desk itself is not. */
async function refusalAsAnswer(run: () => Promise<Answer>, requestId: string): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    const { problem, headers } = problemOf(error, requestId);
    if (problem.status >= 500) throw error;
    return { status: problem.status, body: problem, headers, contentType: 'application/problem+json' };
  }
}

/** Writes an answer. */
export function send(response: Response, answer: Answer): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, value as string | string[]);
  }
  response.setHeader('cache-control', 'no-store');
  response.status(answer.status);
  if (answer.body === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-type', `${answer.contentType ?? 'application/json'}; charset=utf-8`);
  response.end(answer.contentType === 'text/csv' ? answer.body : JSON.stringify(answer.body));
}

function read(schema: Route['body'], value: unknown, base: string): unknown {
  if (schema === undefined) return undefined;
  // A write without a body is read as nothing at all, which names no field; an empty object names those that are needed.
  const result = z.safeParse(schema, value === undefined ? {} : value, { reportInput: true });
  if (result.success) return result.data;
  throw new HttpError('invalid-input', { errors: inputErrors(result.error.issues, base) });
}

/** Printable ASCII without spaces. */
const KEY = /^[\x21-\x7e]{1,200}$/;

function markOf(route: Route, request: Request): RequestMark | undefined {
  if (route.method === 'GET') return undefined;
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (!KEY.test(key)) throw new HttpError('idempotency-key-invalid');
  return {
    key,
    route: `${route.method} ${route.path}`,
    bodyHash: requestHash(request.path, request.body),
  };
}

/** The routes that a person or program may mean: `POST /api/orders`, or every write of `/api/orders`, also with a concrete address. */
export function routesNamed(text: string): readonly string[] {
  const [, method, path] = /^(?:([A-Za-z]+) +)?(\/\S+)$/.exec(text.trim()) ?? [];
  if (path === undefined) return [];
  const found = Object.values<Route>(ROUTES).filter((route) => {
    if (route.method === 'GET') return false;
    if (method !== undefined && route.method !== method.toUpperCase()) return false;
    if (route.path === path) return true;
    return new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`).test(path);
  });
  return found.map((route) => `${route.method} ${route.path}`);
}
