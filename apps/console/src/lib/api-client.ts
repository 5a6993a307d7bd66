/**
 * How the console speaks to its server.
 *
 * Decides: the three ways in which a request can end. An answer is parsed with the shared schema; a refusal is an
 * `ApiProblem`; no answer is `NoAnswer`, which says nothing about whether the request took effect.
 */
import { type InputError, type Problem, problemSchema } from '@copydesk/api-contract';
import type * as z from 'zod/mini';

type Schema = z.core.$ZodType;

/** The server refused: nothing happened. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(refusal: Problem) {
    super(refusal.detail);
    this.problem = refusal;
  }

  /** The fault of one input field, by its JSON Pointer (`/strike`). */
  at(path: string): InputError | undefined {
    return this.problem.errors?.find((error) => error.path === path);
  }
}

/** No answer, or none that can be read. Whether a write took effect is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface Call<T extends Schema> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Null: no body is expected. */
  readonly answer: T | null;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

let onSignedOut: () => void = () => undefined;

/** Called when an answer says that nobody is signed in any more. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Sends one request. Throws `ApiProblem` or `NoAnswer`; an abort passes through. */
export async function call<T extends Schema>(request: Call<T>): Promise<z.output<T>> {
  const response = await send(request);
  const body = await readBody(response);
  if (!response.ok) throw refusalOf(response, body);
  if (request.answer === null) return undefined as z.output<T>;
  const parsed = (request.answer as unknown as z.ZodMiniType<z.output<T>>).safeParse(body);
  if (!parsed.success) throw new NoAnswer(`The answer to ${request.path} does not fit the contract.`);
  return parsed.data;
}

async function send(request: Call<Schema>): Promise<Response> {
  const method = request.method ?? 'GET';
  const headers = new Headers({ accept: 'application/json' });
  if (method !== 'GET') headers.set('content-type', 'application/json');
  if (request.idempotencyKey !== undefined) headers.set('idempotency-key', request.idempotencyKey);
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (request.body !== undefined) init.body = JSON.stringify(request.body);
  if (request.signal !== undefined) init.signal = request.signal;
  try {
    return await fetch(addressOf(request), init);
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    throw new NoAnswer('No connection to Copydesk.', { cause: error });
  }
}

function addressOf(request: Call<Schema>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? request.path : `${request.path}?${text}`;
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function refusalOf(response: Response, body: unknown): Error {
  if (response.status === 401) onSignedOut();
  const parsed = problemSchema.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data);
  return new NoAnswer(`Copydesk answered ${response.status} without words.`);
}

/** What went wrong, in words for the screen. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiProblem)
    return error.problem.detail === '' ? error.problem.title : error.problem.detail;
  if (error instanceof NoAnswer) return error.message;
  return 'Something failed in the console itself. Reload the page; nothing was sent twice.';
}
