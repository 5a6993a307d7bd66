/** One connection to the ticker, from its handshake to its end. */
import type { CancelTimer, Clock } from '@copydesk/core';
import { WebSocket } from 'ws';

/** How a connection ended. */
export type SocketEnd =
  | { readonly kind: 'refused'; readonly status: number }
  /** `reason` is a word of ours or a code; never an address, which carries the token. */
  | { readonly kind: 'lost'; readonly reason: string };

/** What a connection is made of. */
export interface TickerSocketSettings {
  readonly url: string;
  readonly connect: Pick<WebSocket.ClientOptions, 'agent' | 'family' | 'localAddress'>;
  readonly clock: Clock;
  /** `send` does nothing once the connection has ended. */
  readonly onOpen: (send: (message: string | Uint8Array) => void) => void;
  readonly onText: (text: string) => void;
  /** Prices and heartbeats. */
  readonly onBinary?: (bytes: Uint8Array) => void;
  /** After so long without a frame the connection is lost; left out where somebody else watches. */
  readonly silenceMs?: number;
}

/** How long a handshake may take. */
const HANDSHAKE_MS = 10_000;
/** A frame of hundreds of prices is below 100 kB. */
const LARGEST_FRAME = 4 * 1024 * 1024;

/** Opens the connection and resolves when it has ended, for whatever reason. */
export function runTickerSocket(settings: TickerSocketSettings, signal: AbortSignal): Promise<SocketEnd> {
  if (signal.aborted) return Promise.resolve({ kind: 'lost', reason: 'closed' });
  return new Promise((resolve) => {
    const { clock, silenceMs = Number.POSITIVE_INFINITY } = settings;
    let socket: WebSocket;
    try {
      socket = openSocket(settings);
    } catch (error) {
      // An address, a proxy or a source address that cannot be used: as lost as one that nobody answers at.
      resolve({ kind: 'lost', reason: wordFor(error) });
      return;
    }
    let over = false;
    let lastFrameAt = clock.monotonicMs();
    let cancelWatch: CancelTimer = clock.after(HANDSHAKE_MS, () =>
      finish({ kind: 'lost', reason: 'handshake timeout' }),
    );

    const watch = (): void => {
      const silentMs = clock.monotonicMs() - lastFrameAt;
      if (silentMs >= silenceMs) finish({ kind: 'lost', reason: 'silence' });
      else cancelWatch = clock.after(silenceMs - silentMs, watch);
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
      lastFrameAt = clock.monotonicMs();
      if (silenceMs < Number.POSITIVE_INFINITY) cancelWatch = clock.after(silenceMs, watch);
      settings.onOpen((message) => {
        if (!over) socket.send(message);
      });
    });
    socket.on('message', (data, binary) => {
      if (over) return;
      lastFrameAt = clock.monotonicMs();
      // A message arrives as one Buffer unless another binary type is asked for.
      if (binary) settings.onBinary?.(data as Buffer);
      else settings.onText((data as Buffer).toString('utf8'));
    });
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      finish({ kind: 'refused', status: response.statusCode ?? 0 });
    });
    socket.on('close', (code) => finish({ kind: 'lost', reason: `closed with ${code}` }));
    socket.on('error', (error) => finish({ kind: 'lost', reason: wordFor(error) }));
  });
}

function openSocket({ url, connect }: TickerSocketSettings): WebSocket {
  return new WebSocket(url, {
    ...connect,
    headers: { 'X-Kite-Version': '3', 'User-Agent': 'copydesk' },
    maxPayload: LARGEST_FRAME,
    perMessageDeflate: false,
    followRedirects: false,
  });
}

function wordFor(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'connection failed';
}
