/**
 * The ticker's socket: prices as binary frames, order updates as text, heartbeats, and the notes that Kite sends on connecting.
 *
 * Decides: who may connect (token, paid plan, three sockets for a key). Leaves to `feed/`: which prices, and their bytes.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type CancelTimer, IST_OFFSET_MS } from '@copydesk/core';
import { type FaceContext, FeedLine, type VenueEvent, type VenueSession } from '@copydesk/sandbox';
import { type WebSocket, WebSocketServer } from 'ws';
import { TickerSubscriptions } from './feed/subscriptions.ts';
import { updateJson, updateStatus } from './wire/orders.ts';

/** Docs "WebSocket streaming": at most so many connections for one key. */
const SOCKETS_PER_KEY = 3;
/** A one-byte frame "every couple of seconds"; SDKs give up after five seconds of silence. */
const HEARTBEAT_MS = 1_000;
const HEARTBEAT = Buffer.from([0]);

export class Ticker {
  readonly #context: FaceContext;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #socketsByKey = new Map<string, Set<WebSocket>>();
  readonly #beats = new Set<() => void>();
  #cancelBeat: CancelTimer;

  constructor(context: FaceContext) {
    this.#context = context;
    const { clock } = context.venue;
    const beat = (): void => {
      for (const tell of this.#beats) tell();
      this.#cancelBeat = clock.after(HEARTBEAT_MS, beat);
    };
    this.#cancelBeat = clock.after(HEARTBEAT_MS, beat);
  }

  /** Takes over a handshake, or refuses it by its HTTP status. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { venue, broker } = this.#context;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://face');
    const apiKey = searchParams.get('api_key') ?? '';
    const session = venue.sessions.byToken(broker, searchParams.get('access_token') ?? '');
    const ticket = venue.gate.request({
      broker,
      client: session?.client,
      apiKey,
      method: 'GET',
      path: pathname,
      kind: 'stream',
      remoteAddress: request.socket.remoteAddress,
    });
    const strikes = ticket.fault?.fault;
    if (strikes === 'reset-before' || strikes === 'reset-after') {
      ticket.close(undefined);
      socket.destroy();
      return;
    }
    const status = this.#refusalOf(session, apiKey, strikes);
    ticket.close(status ?? 101);
    if (status !== undefined) return refuse(socket, status);
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      if (session !== undefined) this.#serve(opened, session);
    });
  }

  async close(): Promise<void> {
    this.#cancelBeat();
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** The status that ends a handshake; undefined to go on. */
  #refusalOf(
    session: VenueSession | undefined,
    apiKey: string,
    fault: string | undefined,
  ): number | undefined {
    if (fault === '429') return 429;
    if (fault === '500') return 500;
    if (fault === 'html') return 502;
    const { venue, broker } = this.#context;
    if (session === undefined || session.apiKey !== apiKey) return 403;
    if (venue.clients.find(broker, session.client)?.plan !== 'connect') return 403;
    return (this.#socketsByKey.get(apiKey)?.size ?? 0) >= SOCKETS_PER_KEY ? 429 : undefined;
  }

  #serve(socket: WebSocket, session: VenueSession): void {
    const { venue } = this.#context;
    const ref = { broker: session.broker, client: session.client };
    const sockets = this.#socketsByKey.get(session.apiKey) ?? new Set();
    this.#socketsByKey.set(session.apiKey, sockets.add(socket));
    this.#greet(socket);

    const send = (frame: string | Buffer): void => {
      if (socket.readyState === socket.OPEN) socket.send(frame);
    };
    const unsubscribe = venue.events.stream(ref, (event) => {
      const frame = orderFrame(event);
      if (frame !== undefined) send(frame);
    });
    const stopPrices = this.#servePrices(socket, session, send);
    const stopWatching = venue.sessions.onEnd(session, () => socket.close(1000));
    socket.on('close', () => {
      unsubscribe();
      stopPrices();
      stopWatching();
      sockets.delete(socket);
      if (sockets.size === 0) this.#socketsByKey.delete(session.apiKey);
    });
    // A peer that breaks off is closed all the same; there is nobody to tell.
    socket.on('error', () => socket.terminate());
  }

  /** Prices and heartbeats. Faults on `feed` act on prices alone, so a socket that only hears of orders meets none. */
  #servePrices(socket: WebSocket, session: VenueSession, send: (frame: Buffer) => void): () => void {
    const { venue } = this.#context;
    const prices = new TickerSubscriptions(venue, session.broker);
    const line = new FeedLine<Buffer>({
      clock: venue.clock,
      fault: () => venue.gate.feedFault(session),
      send,
    });
    const tell = (frame: Buffer | undefined): void => {
      if (frame !== undefined) line.pass(frame);
    };
    let stopMoves: (() => void) | undefined;
    socket.on('message', (data, binary) => {
      if (binary) return;
      tell(prices.take((data as Buffer).toString('utf8')));
      if (!prices.isEmpty) stopMoves ??= venue.market.onMove((move) => tell(prices.after(move)));
    });
    const beatNow = (): void => {
      if (!line.isSilent) send(HEARTBEAT);
    };
    this.#beats.add(beatNow);
    return () => {
      stopMoves?.();
      line.close();
      this.#beats.delete(beatNow);
    };
  }

  /** Undocumented, and seen right after connecting: what the instrument list is like, and a note without data. */
  #greet(socket: WebSocket): void {
    const { instruments, clock } = this.#context.venue;
    const digest = createHash('sha256').update(`${instruments.date} ${instruments.version}`).digest();
    const etag = digest.readBigUInt64BE(0).toString().padStart(26, '7');
    socket.send(JSON.stringify({ type: 'instruments_meta', data: { count: instruments.all.length, etag } }));
    const local = new Date(clock.now() + IST_OFFSET_MS).toISOString().slice(0, 19);
    socket.send(JSON.stringify({ type: 'app_code', timestamp: `${local}+05:30` }));
  }
}

/** What the socket says of an event; undefined for what Kite does not tell. */
function orderFrame(event: VenueEvent): string | undefined {
  if (event.type !== 'order') return undefined;
  const status = updateStatus(event.order);
  if (status === undefined) return undefined;
  // Frames carry no checksum: only postbacks are signed.
  return JSON.stringify({
    type: 'order',
    id: '',
    data: { ...updateJson(event.order, status), checksum: '' },
  });
}

const REASONS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  );
}
