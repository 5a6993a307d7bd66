/**
 * Problem answers (RFC 9457) for every failure, whoever threw it.
 *
 * Decides: what a caller is told. What the core and this server refuse on purpose is told in full; anything else is a
 * bug or a broken machine, goes to the log with the request id, and says nothing of itself.
 */
import { HTTP_ERRORS, type HttpErrorCode, type Problem, TRADING_STATUS } from '@copydesk/api-contract';
import { TRADING_ERRORS, TradingError } from '@copydesk/core';
import { HttpError } from './http-error.ts';

/** A problem with the headers that go with it. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** What to answer to a failure. */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  if (TradingError.is(error)) return tradingProblem(error, requestId);
  const own = error instanceof HttpError ? error : new HttpError(codeOfRouter(error), { cause: error });
  return httpProblem(own, requestId);
}

/** Whether the failure is ours to look at. */
export function isUnexpected(error: unknown): boolean {
  if (TradingError.is(error) || error instanceof HttpError) return false;
  return codeOfRouter(error) === 'internal-error';
}

function tradingProblem(error: TradingError, requestId: string): ProblemAnswer {
  const usual = TRADING_STATUS[error.code];
  // The address of the request was right: what is missing was named by a field of its body.
  const status = usual === 404 && error.path !== undefined ? 422 : usual;
  const title = TRADING_ERRORS[error.code];
  const told = Object.keys(error.facts).length > 0;
  const detail = told ? `${title} ${factsInWords(error.facts)}` : title;
  return {
    problem: {
      type: typeOf(error.code),
      title,
      status,
      detail,
      code: error.code,
      requestId,
      ...(error.path === undefined
        ? {}
        : { errors: [{ path: error.path, code: error.code, message: detail }] }),
      ...(told ? { facts: plainFacts(error.facts) } : {}),
    },
    headers: status === 503 ? { 'retry-after': '2' } : {},
  };
}

function httpProblem(error: HttpError, requestId: string): ProblemAnswer {
  const { status, title } = HTTP_ERRORS[error.code];
  const { detail, errors, retryAfterMs, allow } = error.more;
  return {
    problem: {
      type: typeOf(error.code),
      title,
      status,
      detail: detail ?? title,
      code: error.code,
      requestId,
      ...(errors === undefined ? {} : { errors: [...errors] }),
    },
    headers: {
      ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
      ...(allow === undefined ? {} : { allow: allow.join(', ') }),
    },
  };
}

/** Where the code is explained: a name, resolvable against the server. */
function typeOf(code: string): string {
  return `/api/docs#${code}`;
}

type Facts = TradingError['facts'];

function plainFacts(facts: Facts): NonNullable<Problem['facts']> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}

/** `nearestStrikes` with four values becomes "Nearest strikes: 26000, 26050." */
function factsInWords(facts: Facts): string {
  return Object.entries(facts)
    .filter(([, value]) => String(value) !== '')
    .map(([name, value]) => {
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      const label = words.charAt(0).toUpperCase() + words.slice(1);
      return `${label}: ${typeof value === 'object' ? value.join(', ') : value}.`;
    })
    .join(' ');
}

/** The router and the file server throw errors with a status: an address that cannot be decoded, a file that is not there. */
function codeOfRouter(error: unknown): HttpErrorCode {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 'internal-error';
  return error.status === 400 || error.status === 404 ? 'route-not-found' : 'internal-error';
}
