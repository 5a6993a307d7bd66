/**
 * The market data feed v3: every client's connections, what they asked for, and what they are told when prices move.
 *
 * Decides: limits, the order of messages (states of segments, then a snapshot of what was asked for, then changes). What the
 * broker ignores without a word (text, unknown keys, keys beyond the limit) is ignored here, too.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type FaceContext, FeedLine, type VenueInstrument } from '@copydesk/sandbox';
import { type WebSocket, WebSocketServer } from 'ws';
import { jsonObject, type Route } from './call.ts';
import {
  FEED_MODES,
  type FeedMode,
  feedFrame,
  feedOf,
  marketInfoFrame,
  type SegmentStatus,
} from './feed-frames.ts';
import { type Grant, refuse, StreamDoor } from './stream-door.ts';
import { SEGMENT_NAME_OF } from './words.ts';

/** How often connections are pinged, in the machine's time; the broker's interval is unverified. */
const PING_MS = 15_000;

/** Docs "v3/get-market-data-feed", 2026-02. What happens above them is unverified. */
const LIMITS = {
  basic: { connections: 2, thirtyLevels: 0 },
  plus: { connections: 5, thirtyLevels: 50 },
} as const;
const KEYS: Readonly<Record<Exclude<FeedMode, 'full_d30'>, { alone: number; mixed: number }>> = {
  ltpc: { alone: 5_000, mixed: 2_000 },
  option_greeks: { alone: 3_000, mixed: 2_000 },
  full: { alone: 2_000, mixed: 1_500 },
};

/** Segments that trade nothing, each with the one whose hours it keeps. */
const INDEX_SEGMENTS = { NSE_INDEX: 'NSE', BSE_INDEX: 'BSE', MCX_INDEX: 'MCX' } as const;

/** What an instrument was asked for, and what was told of it last. */
interface Told {
  readonly instrument: VenueInstrument;
  readonly mode: FeedMode;
  feed: Buffer;
}

/** One connection. */
interface Connection {
  readonly socket: WebSocket;
  readonly line: FeedLine<Buffer>;
  readonly grant: Grant;
  readonly wanted: Map<string, Told>;
}

/** The price feeds of all clients. */
export class MarketFeeds {
  readonly #face: FaceContext;
  readonly #door: StreamDoor;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false });
  readonly #open = new Set<Connection>();
  readonly #pinging: NodeJS.Timeout;
  #segments: ReadonlyMap<string, SegmentStatus> = new Map();
  #stopListening: (() => void) | undefined;

  constructor(face: FaceContext) {
    this.#face = face;
    this.#door = new StreamDoor(face, {
      kind: 'feed',
      entryPath: '/v3/feed/market-data-feed',
      feedPath: '/market-data-feeder/v3/upstox-developer-api/feeds',
    });
    this.#pinging = setInterval(() => this.#ping(), PING_MS).unref();
  }

  get routes(): readonly Route[] {
    return [this.#door.route];
  }

  /** Takes a handshake when it is for this feed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!this.#door.owns(new URL(request.url ?? '/', 'http://face').pathname)) return false;
    const grant = this.#door.admit(request, socket);
    if (grant === undefined) return true;
    const own = [...this.#open].filter((other) => other.grant.client.client === grant.client.client);
    if (own.length >= limitsOf(grant).connections) refuse(socket, '403 Forbidden');
    else this.#server.handleUpgrade(request, socket, head, (stream) => this.#run(stream, grant));
    return true;
  }

  close(): void {
    clearInterval(this.#pinging);
    this.#stopListening?.();
    for (const { socket, line } of this.#open) {
      line.close();
      socket.terminate();
    }
    this.#server.close();
  }

  #run(socket: WebSocket, grant: Grant): void {
    const { venue, broker } = this.#face;
    const line = new FeedLine<Buffer>({
      clock: venue.clock,
      fault: () => venue.gate.feedFault({ broker, client: grant.client.client }),
      send: (frame) => {
        if (socket.readyState === socket.OPEN) socket.send(frame);
      },
    });
    const connection: Connection = { socket, line, grant, wanted: new Map() };
    this.#open.add(connection);
    this.#stopListening ??= venue.market.onMove(() => this.#moved());
    const forget = venue.sessions.onEnd(grant.session, () => socket.close(1008));
    socket.on('message', (data, binary) => {
      if (binary) this.#asked(connection, (data as Buffer).toString('utf8'));
    });
    socket.on('ping', (data) => {
      if (!line.isSilent) socket.pong(data);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      line.close();
      forget();
      this.#open.delete(connection);
      if (this.#open.size > 0) return;
      this.#stopListening?.();
      this.#stopListening = undefined;
    });
    this.#segments = this.#segmentsNow();
    line.pass(marketInfoFrame(this.#segments, venue.clock.now()));
  }

  #asked(connection: Connection, text: string): void {
    const { method, data } = jsonObject(text) ?? { method: undefined, data: undefined };
    if (typeof data !== 'object' || data === null) return;
    const { mode = 'ltpc', instrumentKeys } = data as { mode?: unknown; instrumentKeys?: unknown };
    if (!Array.isArray(instrumentKeys) || !isMode(mode)) return;
    const keys = instrumentKeys.filter((key) => typeof key === 'string');
    const { wanted } = connection;
    if (method === 'unsub') for (const key of keys) wanted.delete(key);
    else if (method === 'sub') this.#subscribe(connection, keys, mode);
    else if (method === 'change_mode') {
      this.#subscribe(
        connection,
        keys.filter((key) => wanted.has(key)),
        mode,
      );
    }
  }

  #subscribe(connection: Connection, keys: readonly string[], mode: FeedMode): void {
    const { venue, broker } = this.#face;
    const snapshot = new Map<string, Buffer>();
    for (const key of keys) {
      const instrument = venue.instruments.byFeedToken(broker, key);
      if (instrument === undefined || !hasRoom(connection, key, mode)) continue;
      const feed = this.#feedOf(instrument, mode);
      connection.wanted.set(key, { instrument, mode, feed });
      snapshot.set(key, feed);
    }
    if (snapshot.size > 0) connection.line.pass(feedFrame('initial_feed', snapshot, venue.clock.now()));
  }

  /** Tells each connection what is another than before, of all that it asked for. */
  #moved(): void {
    const now = this.#face.venue.clock.now();
    this.#tellSegments();
    for (const { line, wanted } of this.#open) {
      const changes = new Map<string, Buffer>();
      for (const [key, told] of wanted) {
        const feed = this.#feedOf(told.instrument, told.mode);
        if (feed.equals(told.feed)) continue;
        told.feed = feed;
        changes.set(key, feed);
      }
      if (changes.size > 0) line.pass(feedFrame('live_feed', changes, now));
    }
  }

  #feedOf(instrument: VenueInstrument, mode: FeedMode): Buffer {
    const levels = Math.max(1, FEED_MODES[mode]);
    return feedOf(instrument, this.#face.venue.market.figures(instrument, levels), mode);
  }

  /** The states that changed since they were told last. */
  #tellSegments(): void {
    const before = this.#segments;
    this.#segments = this.#segmentsNow();
    const changed = new Map([...this.#segments].filter(([name, status]) => before.get(name) !== status));
    if (changed.size === 0) return;
    const frame = marketInfoFrame(changed, this.#face.venue.clock.now());
    for (const { line } of this.#open) line.pass(frame);
  }

  #segmentsNow(): ReadonlyMap<string, SegmentStatus> {
    const { market } = this.#face.venue;
    const traded = Object.entries(SEGMENT_NAME_OF).map(([segment, name]) => [name, segment] as const);
    return new Map(
      [...traded, ...Object.entries(INDEX_SEGMENTS)].map(([name, segment]) => [
        name,
        market.isOpen(segment as keyof typeof SEGMENT_NAME_OF) ? 'NORMAL_OPEN' : 'NORMAL_CLOSE',
      ]),
    );
  }

  #ping(): void {
    this.#tellSegments();
    for (const { socket, line } of this.#open) if (!line.isSilent) socket.ping();
  }
}

function isMode(value: unknown): value is FeedMode {
  return typeof value === 'string' && Object.hasOwn(FEED_MODES, value);
}

function limitsOf({ client }: Grant): (typeof LIMITS)[keyof typeof LIMITS] {
  return client.plan === 'plus' ? LIMITS.plus : LIMITS.basic;
}

/** Whether the connection may have one more key in the mode. */
function hasRoom({ wanted, grant }: Connection, key: string, mode: FeedMode): boolean {
  let same = 0;
  let mixed = false;
  for (const [other, told] of wanted) {
    if (other === key) continue;
    if (told.mode === mode) same += 1;
    else mixed = true;
  }
  if (mode === 'full_d30') return same < limitsOf(grant).thirtyLevels;
  return same < KEYS[mode][mixed ? 'mixed' : 'alone'];
}
