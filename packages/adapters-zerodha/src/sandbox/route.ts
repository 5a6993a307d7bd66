/** What a route of the face is, and what it works with. */
import type {
  Answer,
  FaceContext,
  GateTicket,
  RequestKind,
  VenueClient,
  VenueSession,
} from '@copydesk/sandbox';
import type { KiteError } from './wording.ts';

/** A request that has passed the gate. */
export interface RouteRequest {
  readonly face: FaceContext;
  readonly ticket: GateTicket;
  /** Values of the path, by name. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The fields of a form body. */
  readonly form: URLSearchParams;
  /** The raw body: the calculators take JSON. */
  readonly body: string;
  readonly acceptsGzip: boolean;
}

/** A request of a client who is logged in. */
export interface ClientRequest extends RouteRequest {
  readonly session: VenueSession;
  readonly client: VenueClient;
}

/** A request before anything was done with it: what decides how the gate counts it. */
export interface UngatedRequest {
  readonly face: FaceContext;
  readonly path: Readonly<Record<string, string>>;
  readonly form: URLSearchParams;
  readonly query: URLSearchParams;
}

interface RouteShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` stands for one part. */
  readonly path: string;
  readonly kind: RequestKind;
  readonly bucket?: 'order' | 'quote' | 'historical' | 'other';
  /** Taken from registered addresses only. */
  readonly orderRoute?: boolean;
  /** How many orders the request makes. */
  readonly weight?: (request: UngatedRequest) => number;
}

/** A call for clients who are logged in. */
export interface ClientRoute extends RouteShape {
  readonly access: 'client';
  /** Needs the paid plan. */
  readonly paid?: boolean;
  run(request: ClientRequest): Answer | Promise<Answer>;
}

/** A page or call without a session. */
export interface OpenRoute extends RouteShape {
  readonly access: 'open';
  /** Whose request it is, as far as it says. */
  readonly clientOf?: (request: UngatedRequest) => string | undefined;
  run(request: RouteRequest): Answer | Promise<Answer>;
}

export type Route = ClientRoute | OpenRoute;

/** Thrown by a route to answer with an error of Kite. */
export class KiteRefusal extends Error {
  readonly error: KiteError;

  constructor(error: KiteError) {
    super(error.message);
    this.name = 'KiteRefusal';
    this.error = error;
  }
}
