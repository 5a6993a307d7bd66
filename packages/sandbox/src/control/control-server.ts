/**
 * The control server: what happens at a real venue, done by a test or a demonstration.
 *
 * Loopback only: it listens on 127.0.0.1 and answers no other Host, so that no web page can reach it by another name.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '../face/answering.ts';
import type { FaceLog } from '../face/sandbox-face.ts';
import type { Venue } from '../venue/venue.ts';
import { BodyReader } from './body-reader.ts';
import { CLIENT_ROUTES } from './client-routes.ts';
import { MARKET_ROUTES } from './market-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { Problem } from './problem.ts';
import type { ControlAnswer, ControlRoute, SandboxPlaces } from './route.ts';

const ROUTES: readonly ControlRoute[] = [...MARKET_ROUTES, ...CLIENT_ROUTES, ...ORDER_ROUTES];
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** What the control server works with. */
export interface ControlParts {
  readonly venue: Venue;
  /** Asked at each request: the faces are started after the control server. */
  readonly places: () => SandboxPlaces;
  readonly log: FaceLog;
}

/** Answers one control request. Never throws. */
export async function answerControl(
  parts: ControlParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { log } = parts;
  try {
    const answer = await handle(parts, request);
    send(response, answer.status ?? 200, 'application/json', JSON.stringify(answer.body));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status === 500) log('The control server failed.', { error: String(error) });
    send(response, problem.status, 'application/problem+json', problem.body());
  }
}

async function handle({ venue, places }: ControlParts, request: IncomingMessage): Promise<ControlAnswer> {
  if (!LOCAL_HOST.test(request.headers.host ?? '')) {
    throw new Problem(403, 'loopback-only', 'The control server answers on loopback only.');
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { route, rest } = find(request.method ?? 'GET', url.pathname);
  const body = route.method === 'POST' ? await readJson(request) : {};
  return route.handle({ venue, places: places(), query: url.searchParams, rest, body: new BodyReader(body) });
}

function find(
  method: string,
  pathname: string,
): { readonly route: ControlRoute; readonly rest: readonly string[] } {
  const here = ROUTES.flatMap((route) => {
    const rest = match(route.path, pathname);
    return rest === undefined ? [] : [{ route, rest }];
  });
  if (here.length === 0) throw new Problem(404, 'not-found', `There is no ${pathname}.`);
  const found = here.find(({ route }) => route.method === method);
  if (found === undefined) {
    throw new Problem(
      405,
      'method-not-allowed',
      `${pathname} takes ${here.map(({ route }) => route.method).join(', ')}.`,
    );
  }
  return found;
}

function match(pattern: string, pathname: string): readonly string[] | undefined {
  if (!pattern.endsWith('/*')) return pattern === pathname ? [] : undefined;
  const start = pattern.slice(0, -1);
  if (!pathname.startsWith(start) || pathname.length === start.length) return undefined;
  const segment = pathname.slice(start.length);
  return segment.includes('/') ? undefined : [decodeSegment(segment)];
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem(400, 'invalid-input', 'The path is not well encoded.');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request);
  if (text === '') return {};
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) {
    throw new Problem(415, 'unsupported-media-type', 'Send application/json.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'invalid-json', 'The body is no JSON.');
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BodyTooLarge) return new Problem(413, 'body-too-large', error.message);
  return new Problem(500, 'internal', 'The sandbox failed; its log says why.');
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'content-type': type, 'content-length': body.length });
  response.end(body);
}
