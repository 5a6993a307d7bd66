/** One connection to a stream of the broker's, of orders or of prices, from its handshake to its end. */
import type { CancelTimer, Clock } from '@copydesk/core';
import { WebSocket } from 'ws';

/** How a connection ended. */
export type SocketEnd =
  | { readonly kind: 'refused'; readonly status: number }
  /** `reason` is a word of ours or a code; never an address, which carries a one-time code. */
  | { readonly kind: 'lost'; readonly reason: string };

/** What a connection is made of. */
export interface StreamSocketSettings {
  readonly url: string;
  readonly connect: Pick<WebSocket.ClientOptions, 'agent' | 'family' | 'localAddress'>;
  readonly clock: Clock;
  /** Bytes of a frame; with a larger one the connection is lost. */
  readonly largestFrame: number;
  /** `send` sends binary frames, and does nothing once the connection has ended. */
  readonly onOpen: (send: (message: string | Uint8Array) => void) => void;
  readonly onFrame: (bytes: Uint8Array, binary: boolean) => void;
  /** A ping or a pong came. */
  readonly onAlive?: () => void;
}

/** Ours: how often the other end is asked for a sign of life. The broker pings too, at an interval it does not publish. */
const PING_MS = 10_000;
/** Ours: two unanswered pings and a half. */
export const SILENCE_MS = 25_000;
/** How long a handshake may take. */
const HANDSHAKE_MS = 10_000;

/** Opens the connection and resolves when it has ended, for whatever reason. */
export function runStreamSocket(settings: StreamSocketSettings, signal: AbortSignal): Promise<SocketEnd> {
  if (signal.aborted) return Promise.resolve({ kind: 'lost', reason: 'closed' });
  return new Promise((resolve) => {
    const { clock } = settings;
    let socket: WebSocket;
    try {
      socket = openSocket(settings);
    } catch (error) {
      // An address, a proxy or a source address that cannot be used: as lost as one that nobody answers at.
      resolve({ kind: 'lost', reason: wordFor(error) });
      return;
    }
    let over = false;
    let lastSignAt = clock.monotonicMs();
    let cancelWatch: CancelTimer = clock.after(HANDSHAKE_MS, () =>
      finish({ kind: 'lost', reason: 'handshake timeout' }),
    );

    const watch = (): void => {
      if (clock.monotonicMs() - lastSignAt >= SILENCE_MS) return finish({ kind: 'lost', reason: 'silence' });
      socket.ping();
      cancelWatch = clock.after(PING_MS, watch);
    };
    const alive = (): void => {
      lastSignAt = clock.monotonicMs();
    };
    const onSign = (): void => {
      if (over) return;
      alive();
      settings.onAlive?.();
    };
    const onAbort = (): void => finish({ kind: 'lost', reason: 'closed' });
    const finish = (end: SocketEnd): void => {
      if (over) return;
      over = true;
      cancelWatch();
      signal.removeEventListener('abort', onAbort);
      socket.terminate();
      // A way through a proxy that is still being opened is the agent's, not the socket's.
      settings.connect.agent?.destroy();
      resolve(end);
    };

    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('open', () => {
      if (over) return;
      cancelWatch();
      alive();
      cancelWatch = clock.after(PING_MS, watch);
      settings.onOpen((message) => {
        if (!over) socket.send(message, { binary: true });
      });
    });
    socket.on('message', (data, binary) => {
      if (over) return;
      alive();
      settings.onFrame(bytesOf(data), binary);
    });
    socket.on('ping', onSign);
    socket.on('pong', onSign);
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      finish({ kind: 'refused', status: response.statusCode ?? 0 });
    });
    socket.on('close', (code) => finish({ kind: 'lost', reason: `closed with ${code}` }));
    socket.on('error', (error) => finish({ kind: 'lost', reason: wordFor(error) }));
  });
}

function openSocket({ url, connect, largestFrame }: StreamSocketSettings): WebSocket {
  return new WebSocket(url, {
    ...connect,
    headers: { 'User-Agent': 'copydesk' },
    maxPayload: largestFrame,
    perMessageDeflate: false,
    followRedirects: false,
  });
}

function bytesOf(data: WebSocket.RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function wordFor(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'connection failed';
}
