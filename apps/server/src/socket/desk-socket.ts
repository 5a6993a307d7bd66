/**
 * The live side.
 *
 * Decides: who may listen, what each person is told, and that nobody misses an event unnoticed. Each person's events
 * are told in the order of their numbers; who comes back names the last one seen and is told the rest, or `resync`.
 * Nothing is told before it is durable. An event that cannot be shown is told as `resync`, and nothing else fails with it;
 * who reads too slowly is cut off, for what waits for it would fill the memory.
 */
import type { Server as HttpServer } from 'node:http';
import { type BeatMessage, socketAuthSchema } from '@copydesk/api-contract';
import type { CancelTimer, Clock, Journal, JournalEntry, UserId } from '@copydesk/core';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import * as z from 'zod/mini';
import { readCookie, SESSION_COOKIE } from '../http/cookies.ts';
import { isAllowedOrigin, type ServerAddress } from '../http/origin-rule.ts';
import { timeOf } from '../http/views/wire-values.ts';
import type { Caller, PeopleStore } from '../people/people-store.ts';
import type { Log } from '../process/log.ts';
import type { Phase } from '../process/phase.ts';
import type { MarketChannel, MarketListener } from './market-channel.ts';
import { type MessageParts, messagesOf } from './messages.ts';
import type { PnlChannel } from './pnl-channel.ts';

const BEAT_MS = 2_000;
/** Who missed more than this reads the lists again. */
const CATCH_UP_MOST = 1_000;
/** What may be heard on the socket: as many instruments as one connection may ask for. */
const HEARD_BYTES = 300_000;
/** What may wait for one listener. Whoever is cut off comes back and is told the rest. */
const WAITING_BYTES = 5_000_000;

export interface DeskSocketParts {
  readonly journal: Journal;
  readonly people: PeopleStore;
  readonly phase: Phase;
  readonly clock: Clock;
  readonly address: ServerAddress;
  readonly log: Log;
  readonly messages: MessageParts;
  /** Prices go beside the events: they have no numbers, and none is sent again. */
  readonly prices: Pick<MarketChannel, 'tellBy' | 'welcome' | 'close'>;
  /** Nor has what positions and accounts make. */
  readonly pnl: Pick<PnlChannel, 'start' | 'welcome' | 'close'>;
}

/** Messages are checked where they are made (`messages.ts`); here only who listens is typed. */
interface SocketData {
  caller: Caller;
}
type Any = DefaultEventsMap;
type DeskServer = Server<Any, Any, Any, SocketData>;
type DeskClient = Socket<Any, Any, Any, SocketData>;

/** One listener: live entries wait in `queue` until it has caught up. */
interface Listener {
  readonly socket: DeskClient;
  readonly caller: Caller;
  queue: JournalEntry[] | undefined;
}

export class DeskSocket {
  readonly #parts: DeskSocketParts;
  readonly #server: DeskServer;
  readonly #listeners = new Map<UserId, Set<Listener>>();
  #beat: CancelTimer | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(parts: DeskSocketParts) {
    this.#parts = parts;
    this.#server = new Server<Any, Any, Any, SocketData>({
      serveClient: false,
      maxHttpBufferSize: HEARD_BYTES,
      // A bearer program has no page and so no Origin; a page's must be ours.
      allowRequest: (request, decide) => {
        const { origin } = request.headers;
        decide(null, origin === undefined || isAllowedOrigin(origin, parts.address));
      },
    });
    this.#server.use((socket, next) => {
      const caller = this.#callerOf(socket);
      if (caller === undefined) return next(problem('not-signed-in'));
      if (!parts.phase.isOpen) return next(problem('not-ready'));
      socket.data.caller = caller;
      next();
    });
    parts.prices.tellBy((connections, body) => this.#server.to([...connections]).emit('marketData', body));
    this.#server.on('connection', (socket) => {
      parts.prices.welcome(socket as unknown as MarketListener);
      parts.pnl.welcome(socket);
      this.#welcome(socket).catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'A listener could not catch up');
        socket.disconnect(true);
      });
    });
  }

  /** Listens on the same port as the routes. */
  attach(server: HttpServer): void {
    this.#server.attach(server);
  }

  /** Starts to tell. Called once the books are rebuilt. */
  start(): void {
    this.#unsubscribe = this.#parts.journal.subscribe((entry) => this.#tell(entry));
    this.#parts.pnl.start();
    this.#scheduleBeat();
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#beat?.();
    this.#unsubscribe?.();
    this.#parts.prices.close();
    this.#parts.pnl.close();
    await this.#server.close();
  }

  #callerOf(socket: DeskClient): Caller | undefined {
    const { people, address } = this.#parts;
    const auth = z.safeParse(socketAuthSchema, socket.handshake.auth);
    if (!auth.success) return undefined;
    if (auth.data.token !== undefined) return people.callerOf(auth.data.token, 'token');
    const { cookie, origin, authorization } = socket.handshake.headers;
    const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) return people.callerOf(bearer, 'token');
    const secret = readCookie(cookie, SESSION_COOKIE);
    // Browsers send no Origin with a poll of their own page, but say that it is one; no page can say so of another.
    const ownPoll = origin === undefined && socket.handshake.headers['sec-fetch-site'] === 'same-origin';
    if (secret === undefined || !(ownPoll || isAllowedOrigin(origin, address))) return undefined;
    return people.callerOf(secret, 'session');
  }

  async #welcome(socket: DeskClient): Promise<void> {
    const { caller } = socket.data;
    const listener: Listener = { socket, caller, queue: [] };
    const { id: userId } = caller.user;
    const all = this.#listeners.get(userId) ?? new Set();
    this.#listeners.set(userId, all.add(listener));
    this.#cutOffWhenSlow(socket);
    socket.on('disconnect', () => all.delete(listener));
    const auth = z.parse(socketAuthSchema, socket.handshake.auth);
    const from = this.#parts.journal.lastDurableEventId(userId);
    socket.emit('beat', this.#beatFor(userId));
    await this.#catchUp(listener, auth.lastEventId ?? from, from);
  }

  /** Tells what was missed, then what came meanwhile, then lets live ones through. */
  async #catchUp(listener: Listener, lastSeen: number, from: number): Promise<void> {
    let upTo = from;
    if (lastSeen > from || from - lastSeen > CATCH_UP_MOST) {
      listener.socket.emit('resync', { eventId: from });
    } else {
      for (let seen = lastSeen; seen < from; ) {
        const missed = await this.#parts.journal.after(listener.caller.user.id, seen, CATCH_UP_MOST);
        const last = missed.at(-1);
        if (last === undefined) break;
        for (const entry of missed) this.#say([listener], entry);
        seen = last.eventId;
        upTo = Math.max(upTo, seen);
      }
    }
    const waiting = (listener.queue ?? []).filter((entry) => entry.eventId > upTo);
    listener.queue = undefined;
    for (const entry of waiting) this.#say([listener], entry);
  }

  #tell(entry: JournalEntry): void {
    const listeners = this.#listeners.get(entry.userId);
    if (listeners === undefined || listeners.size === 0) return;
    for (const listener of listeners) listener.queue?.push(entry);
    this.#say(
      [...listeners].filter((listener) => listener.queue === undefined),
      entry,
    );
  }

  /** Tells an event. One that cannot be shown sends its listeners to the lists; the journal and its other listeners go on. */
  #say(listeners: readonly Listener[], entry: JournalEntry): void {
    try {
      const messages = listeners.length === 0 ? [] : messagesOf(entry, this.#parts.messages);
      for (const { socket } of listeners) {
        for (const { name, body } of messages) socket.emit(name, body);
      }
    } catch (error) {
      this.#parts.log.error({ err: error, eventId: entry.eventId }, 'An event could not be shown');
      for (const { socket } of listeners) socket.emit('resync', { eventId: entry.eventId });
    }
  }

  /** Counts what is made and not yet handed to the connection. */
  #cutOffWhenSlow(socket: DeskClient): void {
    const { conn } = socket;
    let waiting = 0;
    conn.on('flush', () => {
      waiting = 0;
    });
    conn.on('packetCreate', ({ data }: { readonly data?: unknown }) => {
      waiting += typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
      if (waiting <= WAITING_BYTES) return;
      this.#parts.log.warn({ waiting }, 'A listener reads too slowly and is cut off');
      // Without waiting for what it does not read.
      conn.close(true);
    });
  }

  #beatFor(userId: UserId): BeatMessage {
    const now = this.#parts.clock.now();
    return { at: timeOf(now), epochMs: now, eventId: this.#parts.journal.lastDurableEventId(userId) };
  }

  #scheduleBeat(): void {
    this.#beat = this.#parts.clock.after(BEAT_MS, () => {
      for (const [userId, listeners] of this.#listeners) {
        for (const listener of listeners) {
          if (this.#parts.people.isOpen(listener.caller.access))
            listener.socket.emit('beat', this.#beatFor(userId));
          else listener.socket.disconnect(true);
        }
        if (listeners.size === 0) this.#listeners.delete(userId);
      }
      this.#scheduleBeat();
    });
  }
}

/** What a refused client gets as `connect_error`, with the code of the contract. */
function problem(code: string): Error {
  return Object.assign(new Error(code), { data: { code } });
}
