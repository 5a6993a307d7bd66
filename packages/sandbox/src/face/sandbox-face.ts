/** A broker's wire, imitated over the venue. Each adapter package exports one as `sandboxFace` from `./sandbox`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Endpoints } from '@copydesk/core';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { Venue } from '../venue/venue.ts';

/** What a face logs through: to standard error, never a token or a body. */
export type FaceLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** What a face works with. */
export interface FaceContext {
  readonly venue: Venue;
  /** The face's own broker id, as in `ClientRef.broker`. */
  readonly broker: string;
  readonly rules: BrokerRules;
  /** Where this face listens, without a slash at the end. Known once the server listens, so it is asked for at each request. */
  baseUrl(): string;
  readonly log: FaceLog;
}

/** A face that runs. */
export interface RunningFace {
  /** Answers one request. A rejection or throw becomes a bare 500. */
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  /** Takes over a WebSocket handshake. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes sockets and timers. */
  close(): Promise<void>;
}

/** One broker's face. */
export interface SandboxFace {
  /** `zerodha`, `upstox` or a contributor's; the name under which `GET /api/sandbox` lists it. */
  readonly brokerId: string;
  readonly rules: BrokerRules;
  create(context: FaceContext): RunningFace;
  /** The addresses that the broker's adapter takes, with the face in place of the broker. */
  endpoints(baseUrl: string): Endpoints;
}
