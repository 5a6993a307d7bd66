/**
 * Every connection that a server in this process has accepted, so that a case can break them as a network does.
 *
 * Works for any face without its help: Node announces accepted sockets on a diagnostics channel.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CHANNEL = 'net.server.socket';

/** Watches from its making until `close`. */
export class ServerSockets {
  readonly #sockets = new Set<Socket>();
  readonly #watch = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  };

  constructor() {
    subscribe(CHANNEL, this.#watch);
  }

  /** How many are open. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Resets all of them. */
  dropAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Stops watching. */
  close(): void {
    unsubscribe(CHANNEL, this.#watch);
    this.#sockets.clear();
  }
}
