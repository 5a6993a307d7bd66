/**
 * One name for this machine.
 *
 * Decides: a page opened at the other loopback name leads to the same page at `PUBLIC_URL`'s. Cookies belong to a name: a
 * person who signs in at `127.0.0.1` would come back from a broker's page to `localhost`, and be nobody there.
 */
import type { RequestHandler } from 'express';
import type { ServerAddress } from '../origin-rule.ts';

const NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Redirects pages only: programs may use either name. */
export function oneLoopbackName(address: ServerAddress): RequestHandler {
  return (request, response, next) => {
    const called = URL.parse(`http://${request.headers.host ?? ''}`);
    const ours = new URL(address.publicUrl());
    const page = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
    const other =
      called !== null &&
      NAMES.has(called.hostname) &&
      NAMES.has(ours.hostname) &&
      called.hostname !== ours.hostname;
    // What a proxy on another port shows under its own name is its business.
    if (!page || !other || called.port !== ours.port || /^\/(?:api|socket\.io)(?:\/|$)/.test(request.path)) {
      next();
      return;
    }
    response.redirect(302, `${ours.origin}${request.originalUrl}`);
  };
}
