/** Listens on loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FaceLog, SandboxFace } from '../face/sandbox-face.ts';
import type { Venue } from '../venue/venue.ts';

/** Longer than any client keeps an idle connection, so that the client closes first and no request meets a closing socket. */
const KEEP_ALIVE_MS = 120_000;

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly server: Server;
  /** Stops listening and drops every connection. */
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1. Rejects when the port is taken. */
export async function listen(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${taken}`, server, close };
}

/** Starts one face on its own port. */
export async function startFace(
  face: SandboxFace,
  parts: { readonly venue: Venue; readonly log: FaceLog; readonly port: number },
): Promise<Listening> {
  const { venue, log, port } = parts;
  let url = '';
  const sockets = new Set<Duplex>();
  const running = face.create({ venue, broker: face.brokerId, rules: face.rules, baseUrl: () => url, log });
  const listening = await listen(port, (request, response) => {
    // A face that throws must not take the venue down with it.
    Promise.resolve()
      .then(() => running.handle(request, response))
      .catch((error: unknown) => {
        log('A face failed.', { broker: face.brokerId, error: String(error) });
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
  });
  url = listening.url;
  listening.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    running.upgrade(request, socket, head);
  });
  return {
    ...listening,
    close: async () => {
      await running.close();
      // Upgraded sockets no longer belong to the HTTP server.
      for (const socket of sockets) socket.destroy();
      await listening.close();
    },
  };
}
