/**
 * What a broker's feed is like on the wire: all that the pool asks an adapter for.
 *
 * Decides: the division of labour. A driver knows addresses, messages and frames, and keeps no list; the pool knows what
 * is wanted, by which connection, and when to come back. `Token` is how frames name an instrument: a number at Kite, a
 * text at Upstox.
 */
import type { FedInstrument, FeedMode, Tick } from '@copydesk/core';

/** What is sent: text as a text frame, bytes as a binary one. */
export type FeedMessage = string | Uint8Array;

/** A frame as it arrived: text, or the bytes of a binary one. */
export type FeedFrame = string | Uint8Array;

/** What a connection is to be told about instruments. All of them are of one mode. */
export type FeedRequest<Token> =
  /** None of them is told on this connection yet. */
  | { readonly kind: 'subscribe'; readonly mode: FeedMode; readonly tokens: readonly Token[] }
  /** All of them are told on this connection in another mode. */
  | { readonly kind: 'mode'; readonly mode: FeedMode; readonly tokens: readonly Token[] }
  | { readonly kind: 'unsubscribe'; readonly tokens: readonly Token[] };

/** What a frame said. */
export interface FrameReading {
  /** In the order of the frame. An instrument that the lookup does not know has none: it was given up a moment ago. */
  readonly ticks: readonly Tick[];
  /** Parts of the frame that could not be read, and are lost. 0 for a heartbeat and for what does not concern prices. */
  readonly unreadable: number;
  /** What deserves a line in the log: where the frame departs, what the broker complains of. No content, no secret. */
  readonly remark: string | undefined;
}

/** How one connection ended, or why there was none. */
export type FeedEnd =
  /** Comes back with back-off. `reason` is a word of ours or a code; never an address, which may carry a token. */
  | { readonly kind: 'lost'; readonly reason: string; readonly notBeforeMs?: number }
  /** The broker will not serve this session; the pool asks no more. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What a driver tells of a connection while it lasts, synchronously and in the order of arrival. */
export interface FeedConnectionEvents {
  /** The handshake succeeded; `send` works until the connection ends, and does nothing afterwards. */
  readonly onOpen: (send: (message: FeedMessage) => void) => void;
  /** Each data frame. It counts as a sign of life; its bytes are the pool's only until it returns. */
  readonly onFrame: (frame: FeedFrame) => void;
  /** A sign of life that is no data frame: a ping, a pong. */
  readonly onAlive: () => void;
}

/** One session's feed at one broker. */
export interface FeedDriver<Token extends string | number> {
  /** What frames call the instrument; undefined for a `feedToken` that this feed cannot have. */
  tokenOf(feedToken: string): Token | undefined;
  /**
   * Opens one connection, with whatever has to be asked before (an address, a code), and resolves when it has ended. Ends
   * it at once when the signal aborts, and never waits without a limit for a handshake. Never rejects.
   */
  connect(events: FeedConnectionEvents, signal: AbortSignal): Promise<FeedEnd>;
  /** How many tokens the pool puts into one request at most. */
  readonly tokensPerRequest: number;
  /** The messages of a request, in order; none where the wire knows no difference. */
  messagesFor(request: FeedRequest<Token>): readonly FeedMessage[];
  /** Reads one frame. Allocates as little as it can: all prices go through here. */
  read(frame: FeedFrame, instruments: ReadonlyMap<Token, FedInstrument>): FrameReading;
  /**
   * Whether one connection can carry so many instruments of each mode. Left out: the shares of
   * `capability.instrumentsPerConnection` together must not exceed one connection.
   */
  fits?(counts: Readonly<Record<FeedMode, number>>): boolean;
}
