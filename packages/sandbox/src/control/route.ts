/** What a control route is. */
import type { Venue } from '../venue/venue.ts';
import type { ClientRef, VenueClient } from '../venue/venue-client.ts';
import type { BodyReader } from './body-reader.ts';
import { Problem } from './problem.ts';

/** Where the sandbox listens: what `GET /api/sandbox` answers. */
export interface SandboxPlaces {
  readonly faces: Readonly<Record<string, string>>;
  readonly control: string;
}

/** A request to the control server, parsed. */
export interface ControlRequest {
  readonly venue: Venue;
  readonly places: SandboxPlaces;
  readonly query: URLSearchParams;
  /** Segments that the route's path leaves open. */
  readonly rest: readonly string[];
  readonly body: BodyReader;
}

/** An answer; the default status is 200. */
export interface ControlAnswer {
  readonly status?: number;
  readonly body: object;
}

/** One route. A trailing `*` in the path takes one segment. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  handle(request: ControlRequest): ControlAnswer | Promise<ControlAnswer>;
}

/** The client that a body names by `client` and, where two brokers have the same one, `broker`. */
export function clientOf({ venue, body }: ControlRequest): VenueClient {
  const broker = body.text('broker');
  const client = body.need('client', body.text('client'));
  body.check();
  return clientNamed(venue, client, broker);
}

/** The client with this id. Throws a Problem when there is none, or one at several brokers and none is named. */
export function clientNamed(venue: Venue, client: string, broker: string | undefined): VenueClient {
  const found = venue.clients.list(broker).filter((candidate) => candidate.client === client);
  if (found.length > 1) {
    throw new Problem(400, 'ambiguous-client', `${client} is a client of several brokers: name one.`, [
      { path: '/broker', code: 'missing', message: 'Needed, because several brokers have this client.' },
    ]);
  }
  const [only] = found;
  if (only === undefined) throw new Problem(404, 'unknown-client', `There is no client ${client}.`);
  return only;
}

/** The clients that a query's `client` and `broker` leave. */
export function clientsOf({ venue, query }: ControlRequest): readonly ClientRef[] {
  const client = query.get('client');
  return venue.clients
    .list(query.get('broker') ?? undefined)
    .filter((candidate) => client === null || candidate.client === client);
}

/** An instrument by id. Throws a Problem when today's list has none. */
export function instrumentOf(venue: Venue, id: string) {
  const found = venue.instruments.byId(id);
  if (found !== undefined) return found;
  throw new Problem(404, 'unknown-instrument', `${id} is not listed today.`, [
    { path: '/instrumentId', code: 'unknown', message: 'Not in the list of the day.' },
  ]);
}
