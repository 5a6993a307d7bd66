/**
 * The portfolio stream: authorised by a call or entered by a redirect, opened with a one-time code, and nothing is
 * replayed. Faults of the venue on `stream` act on its messages before they come here.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FaceContext, VenueEvent } from '@copydesk/sandbox';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Route } from './call.ts';
import { holdingMessage, orderMessage, positionMessage } from './rows.ts';
import { type Grant, refuse, StreamDoor } from './stream-door.ts';

/** How often connections are pinged, in the machine's time; the broker's interval is unverified. */
const PING_MS = 15_000;

/** The order streams of all clients. */
export class PortfolioStreams {
  readonly #face: FaceContext;
  readonly #door: StreamDoor;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #open = new Set<WebSocket>();
  readonly #pinging: NodeJS.Timeout;

  constructor(face: FaceContext) {
    this.#face = face;
    this.#door = new StreamDoor(face, {
      kind: 'stream',
      entryPath: '/v2/feed/portfolio-stream-feed',
      feedPath: '/order-updates/feed',
    });
    this.#pinging = setInterval(() => {
      for (const stream of this.#open) stream.ping();
    }, PING_MS).unref();
  }

  get routes(): readonly Route[] {
    return [this.#door.route];
  }

  /** Takes a handshake: at the entry a redirect, at the feed the stream itself. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#door.owns(new URL(request.url ?? '/', 'http://face').pathname)) {
      return refuse(socket, '404 Not Found');
    }
    const grant = this.#door.admit(request, socket);
    if (grant === undefined) return;
    this.#server.handleUpgrade(request, socket, head, (stream) => this.#run(stream, grant));
  }

  close(): void {
    clearInterval(this.#pinging);
    for (const stream of this.#open) stream.terminate();
    this.#server.close();
  }

  #run(stream: WebSocket, { session, client, types = 'order' }: Grant): void {
    const { venue } = this.#face;
    const wanted = new Set(types.split(',').map((type) => type.trim()));
    this.#open.add(stream);
    const unsubscribe = venue.events.stream(client, (event) => {
      const message = messageOf(event, wanted);
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
