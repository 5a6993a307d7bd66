/**
 * The OpenAPI 3.1 document, generated from the table of routes: what validates a request is what is published.
 * It is an entry of its own, so that a browser bundle never carries it.
 */
import type * as z from 'zod/mini';
import { createDocument, type ZodObjectInput, type ZodOpenApiOperationObject } from 'zod-openapi';
import * as accounts from '../accounts.ts';
import * as desk from '../desk.ts';
import * as groups from '../groups.ts';
import * as instruments from '../instruments.ts';
import * as orders from '../orders.ts';
import * as people from '../people.ts';
import * as positions from '../positions.ts';
import { HTTP_ERRORS, type ProblemCode, problem, TRADING_STATUS } from '../problem.ts';
import * as protections from '../protections.ts';
import { ROUTES, type Route } from '../routes/index.ts';

/** What the document says about its server. */
export interface OpenApiFacts {
  readonly version: string;
  /** `PUBLIC_URL`. */
  readonly url: string;
}

/** The document as plain JSON. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

/** Schemas that are used more than once, by the name under which they are published. */
const COMPONENTS: Readonly<Record<string, z.core.$ZodType>> = {
  Account: accounts.account,
  Broker: accounts.broker,
  Child: groups.child,
  ChildOrder: orders.childOrder,
  ChildPosition: positions.childPosition,
  Group: groups.group,
  Instrument: instruments.instrument,
  JournalEvent: desk.journalEvent,
  Order: orders.order,
  Position: positions.position,
  Problem: problem,
  Protection: protections.protection,
  Reason: orders.reason,
  Session: people.session,
};

const TAGS: Readonly<Record<string, string>> = {
  people: 'Setting up, signing in, API tokens',
  accounts: 'Brokers, accounts, logins, money',
  groups: 'Copy groups',
  instruments: 'Instruments',
  orders: 'Orders',
  positions: 'Positions',
  prices: 'Quotes, candles and option chains, on request',
  limits: 'Kill switches and square-offs',
  protections: 'Stops, targets and trailing stops',
  desk: 'The state of the desk and its journal',
  sandbox: 'The sandbox',
};

/** The HTTP status of a problem code. */
export function statusOf(code: ProblemCode): number {
  return Object.hasOwn(HTTP_ERRORS, code)
    ? HTTP_ERRORS[code as keyof typeof HTTP_ERRORS].status
    : TRADING_STATUS[code as keyof typeof TRADING_STATUS];
}

/** Codes that a route can answer because of what it is, besides its own. */
function sharedProblems(route: Route): readonly ProblemCode[] {
  const codes: ProblemCode[] = ['internal-error'];
  if (route.params !== undefined || route.query !== undefined || route.body !== undefined) {
    codes.push('invalid-input');
  }
  if (route.access === 'user') codes.push('not-signed-in');
  if (route.method !== 'GET' && route.access === 'user') {
    codes.push(
      'origin-not-allowed',
      'content-type-not-json',
      'json-unreadable',
      'body-too-large',
      'idempotency-key-invalid',
      'idempotency-key-reused',
    );
  }
  return codes;
}

/** Problem answers of a route, by status; each names its codes. */
function problemAnswers(route: Route): ZodOpenApiOperationObject['responses'] {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...route.problems, ...sharedProblems(route)]) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: [...new Set(codes)].sort().join(', '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  const write = route.method !== 'GET';
  const { status, body, contentType = 'application/json' } = route.answer;
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.about],
    security: route.access === 'open' ? [] : [{ session: [] }, { token: [] }],
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params as ZodObjectInput }),
      ...(route.query === undefined ? {} : { query: route.query as ZodObjectInput }),
    },
    ...(write && route.access === 'user'
      ? {
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: false,
              description: 'The same key and body give the same answer and no second effect, for 24 hours.',
              schema: { type: 'string', maxLength: 200 },
            },
          ],
        }
      : {}),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [String(status) as '200']: {
        description: status === 303 ? 'Leads to the console.' : route.summary,
        ...(body === null ? {} : { content: { [contentType]: { schema: body } } }),
      },
      ...problemAnswers(route),
    },
  };
}

/** The whole contract as OpenAPI 3.1. */
export function openApiDocument(facts: OpenApiFacts): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, withoutRest(route)) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Copydesk',
      version: facts.version,
      description:
        'A self-hosted, broker-agnostic copy-trading desk. Prices and amounts are decimal numbers in rupees; quantities are what the exchange takes in an order; times are ISO 8601 with offset. While the desk starts, what needs its books answers 503 `not-ready`; a command that cannot be written to the journal is refused with 503 `journal-unavailable`, and nothing was sent.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: facts.url }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: COMPONENTS,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'copydesk_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  });
}

/** A query that takes whatever a broker appends is published without parameters of its own. */
function withoutRest(route: Route): Route {
  const open = (route.query as { _zod?: { def?: { type?: string } } } | undefined)?._zod?.def?.type;
  if (open !== 'record') return route;
  const { query: _query, ...rest } = route;
  return rest;
}
