/** The two cookies of the server. Both are for the server's eyes only. */
import { parseCookie, stringifySetCookie } from 'cookie';

/** Proves who is signed in. */
export const SESSION_COOKIE = 'copydesk_session';
/** Ties a broker login to the browser that asked for it. */
export const LOGIN_COOKIE = 'copydesk_login';

/** Reads one cookie of a request. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[name];
}

/** A `Set-Cookie` value. A `maxAgeMs` of 0 removes the cookie. Lax: a broker's login page leads back with a top-level GET. */
export function setCookie(
  name: string,
  value: string,
  options: { readonly maxAgeMs: number; readonly secure: boolean },
): string {
  return stringifySetCookie({
    name,
    value,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: options.secure,
    maxAge: Math.floor(options.maxAgeMs / 1000),
  });
}
