/**
 * The portfolio stream: authorised by a call or entered by a redirect, opened with a one-time code, and nothing is
 * replayed. Faults of the venue on `stream` act on its messages before they come here.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FaceContext, VenueClient, VenueEvent, VenueSession } from '@copydesk/sandbox';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Route } from './call.ts';
import { success } from './errors.ts';
import { holdingMessage, orderMessage, positionMessage } from './rows.ts';

/** Where the redirect leads; the broker's own is on another host. */
const FEED_PATH = '/order-updates/feed';
/** The direct entry. */
const ENTRY_PATH = '/v2/feed/portfolio-stream-feed';
/** How often connections are pinged, in the machine's time; the broker's interval is unverified. */
const PING_MS = 15_000;
/** How long a code may lie unused; the broker's figure is unverified. */
const CODE_MS = 60_000;

interface Grant {
  readonly session: VenueSession;
  readonly client: VenueClient;
  readonly types: ReadonlySet<string>;
  readonly until: number;
}

/** The order streams of all clients. */
export class PortfolioStreams {
  readonly #face: FaceContext;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #grants = new Map<string, Grant>();
  readonly #open = new Set<WebSocket>();
  readonly #pinging: NodeJS.Timeout;

  constructor(face: FaceContext) {
    this.#face = face;
    this.#pinging = setInterval(() => {
      for (const stream of this.#open) stream.ping();
    }, PING_MS).unref();
  }

  /** The authorize call. */
  get routes(): readonly Route[] {
    return [
      {
        method: 'GET',
        path: `${ENTRY_PATH}/authorize`,
        kind: 'stream',
        bucket: 'authorize',
        access: 'session',
        run: ({ session, client, query }) => {
          const address = this.#grant(session, client, query.get('update_types'));
          return success({ authorized_redirect_uri: address, authorizedRedirectUri: address });
        },
      },
    ];
  }

  /** Takes a handshake: at the entry a redirect, at the feed the stream itself. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://face');
    if (pathname === ENTRY_PATH) return this.#redirect(request, socket, searchParams.get('update_types'));
    if (pathname !== FEED_PATH) return refuse(socket, '404 Not Found');
    const grant = this.#take(searchParams.get('code') ?? '');
    if (grant === undefined) return refuse(socket, '403 Forbidden');
    this.#server.handleUpgrade(request, socket, head, (stream) => this.#run(stream, grant));
  }

  close(): void {
    clearInterval(this.#pinging);
    for (const stream of this.#open) stream.terminate();
    this.#server.close();
  }

  #redirect(request: IncomingMessage, socket: Duplex, types: string | null): void {
    const { venue, broker } = this.#face;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const session = venue.sessions.byToken(broker, token);
    const client = session === undefined ? undefined : venue.clients.find(broker, session.client);
    const ticket = venue.gate.request({
      broker,
      client: client?.client,
      method: 'GET',
      path: ENTRY_PATH,
      kind: 'stream',
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
      answer(302, '302 Found', `Location: ${this.#grant(session, client, types)}\r\n`);
    }
  }

  #grant(session: VenueSession, client: VenueClient, types: string | null): string {
    const now = this.#face.venue.clock.now();
    for (const [old, grant] of this.#grants) if (grant.until <= now) this.#grants.delete(old);
    const code = randomUUID();
    const wanted = new Set((types ?? 'order').split(',').map((type) => type.trim()));
    this.#grants.set(code, { session, client, types: wanted, until: now + CODE_MS });
    const base = this.#face.baseUrl().replace(/^http/, 'ws');
    return `${base}${FEED_PATH}?requestId=${randomUUID()}&code=${code}`;
  }

  /** A code opens one connection, whatever becomes of it. */
  #take(code: string): Grant | undefined {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    const { venue, broker } = this.#face;
    if (grant === undefined || grant.until <= venue.clock.now()) return undefined;
    return venue.sessions.byToken(broker, grant.session.accessToken) === undefined ? undefined : grant;
  }

  #run(stream: WebSocket, { session, client, types }: Grant): void {
    const { venue } = this.#face;
    this.#open.add(stream);
    const unsubscribe = venue.events.stream(client, (event) => {
      const message = messageOf(event, types);
      if (message !== undefined && stream.readyState === stream.OPEN) stream.send(JSON.stringify(message));
    });
    const forget = venue.sessions.onEnd(session, () => stream.close(1008));
    stream.on('error', () => stream.terminate());
    stream.on('close', () => {
      this.#open.delete(stream);
      unsubscribe();
      forget();
    });
  }
}

function messageOf(event: VenueEvent, types: ReadonlySet<string>): unknown {
  switch (event.type) {
    case 'order':
      return types.has('order') ? orderMessage(event.order) : undefined;
    case 'position':
      return types.has('position') ? positionMessage(event.position) : undefined;
    case 'holding':
      return types.has('holding') ? holdingMessage(event.holding) : undefined;
    case 'trade':
      // Told by the order's own message.
      return undefined;
  }
}

function refuse(socket: Duplex, line: string, headers = ''): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${line}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
