/** One request at the face, and what answers it. */
import type { IncomingMessage } from 'node:http';
import type {
  Answer,
  ClientRef,
  FaceContext,
  GateTicket,
  RequestKind,
  VenueClient,
  VenueSession,
} from '@copydesk/sandbox';

/** A request as routes see it. */
export interface Call {
  readonly face: FaceContext;
  readonly query: URLSearchParams;
  readonly body: string;
  /** What stood at the `{name}` of the path, decoded; at `{...}` as it was written. */
  readonly parameter: string;
  /** For reads: how far back a stale book looks. */
  readonly asOf: GateTicket['asOf'];
  readonly request: IncomingMessage;
}

/** A request with a living session. */
export interface SessionCall extends Call {
  readonly session: VenueSession;
  readonly client: VenueClient;
  readonly ref: ClientRef;
}

interface RouteFacts {
  readonly method: string;
  /** At most one `{name}`, as the last part; `{...}` stands for several. */
  readonly path: string;
  readonly kind: RequestKind;
  readonly bucket?: string;
  /** Taken from registered addresses only. */
  readonly orderRoute?: boolean;
  /** How many orders the request makes. Default 1. */
  readonly weight?: (body: string, face: FaceContext) => number;
}

/** Where a request goes. */
export type Route =
  | (RouteFacts & {
      readonly access: 'session';
      readonly run: (call: SessionCall) => Answer | Promise<Answer>;
    })
  | (RouteFacts & { readonly access: 'open'; readonly run: (call: Call) => Answer | Promise<Answer> });

/** The body as an object; undefined when it is none. */
export function jsonObject(body: string): Readonly<Record<string, unknown>> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined;
}
