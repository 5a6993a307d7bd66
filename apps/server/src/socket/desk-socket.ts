/**
 * The live side.
 *
 * Decides: who may listen, what each person is told, and that nobody misses an event unnoticed. Each person's events
 * are told in the order of their numbers; who comes back names the last one seen and is told the rest, or `resync`.
 * Nothing is told before it is durable.
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
import { type Message, type MessageParts, messagesOf } from './messages.ts';

const BEAT_MS = 2_000;
/** Who missed more than this reads the lists again. */
const CATCH_UP_MOST = 1_000;
/** What may be heard on the socket is small. */
const HEARD_BYTES = 10_000;

export interface DeskSocketParts {
  readonly journal: Journal;
  readonly people: PeopleStore;
  readonly phase: Phase;
  readonly clock: Clock;
  readonly address: ServerAddress;
  readonly log: Log;
  readonly messages: MessageParts;
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
  /** The last event that was told, or would have been, had anybody listened. */
  readonly #told = new Map<UserId, number>();
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
    this.#server.on('connection', (socket) => void this.#welcome(socket));
  }

  /** Listens on the same port as the routes. */
  attach(server: HttpServer): void {
    this.#server.attach(server);
  }

  /** Starts to tell. Called once the books are rebuilt. */
  start(): void {
    this.#unsubscribe = this.#parts.journal.subscribe((entry) => this.#tell(entry));
    this.#scheduleBeat();
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#beat?.();
    this.#unsubscribe?.();
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
    if (secret === undefined || !isAllowedOrigin(origin, address)) return undefined;
    return people.callerOf(secret, 'session');
  }

  async #welcome(socket: DeskClient): Promise<void> {
    const { caller } = socket.data;
    const listener: Listener = { socket, caller, queue: [] };
    const { id: userId } = caller.user;
    const all = this.#listeners.get(userId) ?? new Set();
    this.#listeners.set(userId, all.add(listener));
    socket.on('disconnect', () => all.delete(listener));
    const auth = z.parse(socketAuthSchema, socket.handshake.auth);
    try {
      const from = await this.#lastDurable(userId);
      socket.emit('beat', this.#beatFor(userId));
      await this.#catchUp(listener, auth.lastEventId ?? from, from);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'A listener could not catch up');
      socket.disconnect(true);
    }
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
        for (const entry of missed) this.#say(listener, messagesOf(entry, this.#parts.messages));
        seen = last.eventId;
        upTo = Math.max(upTo, seen);
      }
    }
    const waiting = (listener.queue ?? []).filter((entry) => entry.eventId > upTo);
    listener.queue = undefined;
    for (const entry of waiting) this.#say(listener, messagesOf(entry, this.#parts.messages));
  }

  #tell(entry: JournalEntry): void {
    this.#told.set(entry.userId, Math.max(entry.eventId, this.#told.get(entry.userId) ?? 0));
    const listeners = this.#listeners.get(entry.userId);
    if (listeners === undefined || listeners.size === 0) return;
    const messages = messagesOf(entry, this.#parts.messages);
    for (const listener of listeners) {
      if (listener.queue === undefined) this.#say(listener, messages);
      else listener.queue.push(entry);
    }
  }

  #say({ socket }: Listener, messages: readonly Message[]): void {
    for (const { name, body } of messages) socket.emit(name, body);
  }

  /**
   * The last event that is durable. Until the first one is told it is looked up: the journal's own last number may
   * belong to an event that is still on its way to the disk, and will be told.
   */
  async #lastDurable(userId: UserId): Promise<number> {
    const { journal } = this.#parts;
    if (!this.#told.has(userId)) {
      const since = Math.max(0, journal.lastEventId(userId) - CATCH_UP_MOST);
      const last = (await journal.after(userId, since, CATCH_UP_MOST)).at(-1)?.eventId ?? since;
      this.#told.set(userId, Math.max(last, this.#told.get(userId) ?? 0));
    }
    return this.#told.get(userId) ?? 0;
  }

  #beatFor(userId: UserId): BeatMessage {
    const now = this.#parts.clock.now();
    return { at: timeOf(now), epochMs: now, eventId: this.#told.get(userId) ?? 0 };
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
