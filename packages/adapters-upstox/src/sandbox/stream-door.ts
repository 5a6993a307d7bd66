/**
 * How a client comes into one of the broker's streams: by an authorize call or by a redirect from the entry, either way
 * with a code that opens one connection.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FaceContext, VenueClient, VenueSession } from '@copydesk/sandbox';
import type { Route } from './call.ts';
import { success } from './errors.ts';

/** How long a code may lie unused; the broker's figure is unverified. */
const CODE_MS = 60_000;

/** Who may connect, and what the address asked for. */
export interface Grant {
  readonly session: VenueSession;
  readonly client: VenueClient;
  /** `update_types`, when the address had them. */
  readonly types: string | undefined;
}

/** What is particular to one stream. */
export interface DoorSettings {
  readonly kind: 'stream' | 'feed';
  /** The direct entry; `/authorize` behind it is the call. */
  readonly entryPath: string;
  /** Where the redirect leads; the broker's own is on another host. */
  readonly feedPath: string;
}

/** The way into one stream. */
export class StreamDoor {
  readonly #face: FaceContext;
  readonly #settings: DoorSettings;
  readonly #grants = new Map<string, Grant & { readonly until: number }>();

  constructor(face: FaceContext, settings: DoorSettings) {
    this.#face = face;
    this.#settings = settings;
  }

  /** The authorize call. */
  get route(): Route {
    return {
      method: 'GET',
      path: `${this.#settings.entryPath}/authorize`,
      kind: this.#settings.kind,
      bucket: 'authorize',
      access: 'session',
      run: ({ session, client, query }) => {
        const address = this.#grant({ session, client, types: query.get('update_types') ?? undefined });
        return success({ authorized_redirect_uri: address, authorizedRedirectUri: address });
      },
    };
  }

  /** Looks at a handshake: answers it with a redirect or a refusal, or gives the grant with which it may go on. */
  admit(request: IncomingMessage, socket: Duplex): Grant | undefined {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://face');
    if (pathname === this.#settings.entryPath) {
      this.#redirect(request, socket, searchParams.get('update_types') ?? undefined);
      return undefined;
    }
    const grant = this.#take(searchParams.get('code') ?? '');
    if (grant === undefined) refuse(socket, '403 Forbidden');
    return grant;
  }

  /** Whether a handshake at this path is this stream's. */
  owns(pathname: string): boolean {
    return pathname === this.#settings.entryPath || pathname === this.#settings.feedPath;
  }

  #redirect(request: IncomingMessage, socket: Duplex, types: string | undefined): void {
    const { venue, broker } = this.#face;
    const { entryPath, kind } = this.#settings;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const session = venue.sessions.byToken(broker, token);
    const client = session === undefined ? undefined : venue.clients.find(broker, session.client);
    const ticket = venue.gate.request({
      broker,
      client: client?.client,
      method: 'GET',
      path: entryPath,
      kind,
      remoteAddress: request.socket.remoteAddress,
    });
    const answer = (status: number, line: string, headers?: string): void => {
      ticket.close(status);
      refuse(socket, line, headers);
    };
    if (ticket.fault?.fault === 'reset-before' || ticket.fault?.fault === 'reset-after') {
      ticket.close(undefined);
      socket.destroy();
    } else if (ticket.fault?.fault === '429' || ticket.refusal !== undefined) {
      answer(429, '429 Too Many Requests');
    } else if (ticket.fault?.fault === '500' || ticket.fault?.fault === 'html') {
      answer(500, '500 Internal Server Error');
    } else if (session === undefined || client === undefined) {
      answer(401, '401 Unauthorized');
    } else {
      answer(302, '302 Found', `Location: ${this.#grant({ session, client, types })}\r\n`);
    }
  }

  #grant(grant: Grant): string {
    const now = this.#face.venue.clock.now();
    for (const [old, { until }] of this.#grants) if (until <= now) this.#grants.delete(old);
    const code = randomUUID();
    this.#grants.set(code, { ...grant, until: now + CODE_MS });
    const base = this.#face.baseUrl().replace(/^http/, 'ws');
    return `${base}${this.#settings.feedPath}?requestId=${randomUUID()}&code=${code}`;
  }

  /** A code opens one connection, whatever becomes of it. */
  #take(code: string): Grant | undefined {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    const { venue, broker } = this.#face;
    if (grant === undefined || grant.until <= venue.clock.now()) return undefined;
    return venue.sessions.byToken(broker, grant.session.accessToken) === undefined ? undefined : grant;
  }
}

/** Answers a handshake without a connection. */
export function refuse(socket: Duplex, line: string, headers = ''): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${line}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
