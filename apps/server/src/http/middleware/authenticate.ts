/**
 * Who asks.
 *
 * Decides: a bearer token comes before a cookie; a write with a cookie needs an allowed `Origin`. A browser sends
 * `Origin` with every write, so a missing one is refused too.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Caller, PeopleStore } from '../../people/people-store.ts';
import { readCookie, SESSION_COOKIE } from '../cookies.ts';
import { HttpError } from '../http-error.ts';
import { isAllowedOrigin, type ServerAddress } from '../origin-rule.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Finds the caller and leaves it for `callerOf`. An open route works without one. */
export function authenticate(people: PeopleStore, address: ServerAddress): RequestHandler {
  return (request, response, next) => {
    const bearer = bearerOf(request);
    const cookie = readCookie(request.headers.cookie, SESSION_COOKIE);
    const caller = bearer === undefined ? cookieCaller(people, cookie) : people.callerOf(bearer, 'token');
    const { origin } = request.headers;
    const write = !READS.has(request.method);
    // Without a cookie nobody's rights are borrowed; a page that says where it comes from is still held to it.
    const judged = bearer === undefined && write && (caller !== undefined || origin !== undefined);
    if (judged && !isAllowedOrigin(origin, address)) throw new HttpError('origin-not-allowed');
    response.locals['caller'] = caller;
    next();
  };
}

/** Whoever was found. Throws `not-signed-in`. */
export function requireCaller(response: Response): Caller {
  const caller = response.locals['caller'] as Caller | undefined;
  if (caller === undefined) throw new HttpError('not-signed-in');
  return caller;
}

function cookieCaller(people: PeopleStore, cookie: string | undefined): Caller | undefined {
  return cookie === undefined ? undefined : people.callerOf(cookie, 'session');
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}
