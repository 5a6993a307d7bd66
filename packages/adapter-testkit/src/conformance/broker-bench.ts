/**
 * The bench of a conformance case: a venue, the adapter in front of it, and the words in which cases speak of both.
 *
 * Leaves to the implementer of an adapter: how the two are wired together (`ConformanceSetup`).
 */
import {
  type AccountFact,
  type AccountId,
  type AdapterLog,
  type BrokerPort,
  type BrokerSession,
  type Credentials,
  type PlaceOrder,
  type PlaceOutcome,
} from '@copydesk/core';
import type {
  ClientRef,
  ClientSeed,
  FaultName,
  FaultTarget,
  LoggedRequest,
  RefusalReason,
  RefusedAt,
  Venue,
  VenueClient,
  VenueOrder,
  VenueSession,
} from '@copydesk/sandbox';
import { SeededRandom } from '../clock/seeded-random.ts';
import { until } from '../clock/settle.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { FeedReader } from './feed-reader.ts';
import type { RecordingLog } from './recording-log.ts';
import type { NamedSecret } from './secrets.ts';
import type { Shelf } from './shelf.ts';
import { StreamReader } from './stream-reader.ts';

/** What the suite gives to `start`. */
export interface ConformanceStart {
  /** Drives instruments, prices and ids of the venue. */
  readonly seed: number;
  /** The clock of venue and adapter. The suite moves it; nothing in a case waits for real time to pass. */
  readonly clock: VirtualClock;
  /** What the adapter logs through. */
  readonly log: AdapterLog;
}

/** What `start` gives back: one venue and one adapter in front of it. */
export interface ConformanceSetup {
  readonly venue: Venue;
  readonly adapter: BrokerPort;
  /** The venue's id of the broker that the adapter speaks to: `zerodha`, `upstox`. */
  readonly broker: string;
  /** The credentials of a client as the adapter's account form names them. */
  credentialsOf(client: VenueClient): Credentials;
  /**
   * Visits the login page as the person of this client does, and gives the query that came back to the redirect
   * address. `decline`: the person says no. For a face with pages, `walkLoginPage` does this.
   */
  visitLogin(
    url: string,
    client: VenueClient,
    answer: 'approve' | 'decline',
  ): Promise<Readonly<Record<string, string>>>;
  /** The broker's machine goes away: connections are refused from now on. Closing the sandbox does. */
  goDown(): Promise<void>;
  /** Breaks the connections of every stream. Absent: the suite resets every connection that was accepted in this process. */
  cutStreams?(): void;
  /** The plan of a client whose account has no order stream; needed where `capabilities.orderStream` is `sometimes`. */
  readonly planWithoutStream?: string;
  /** Closes everything, also after `goDown`. */
  close(): Promise<void>;
}

/** The server's ends of all connections in this process. */
export interface Connections {
  readonly size: number;
  dropAll(): void;
}

/** One client of the venue, with an account and a session at the desk. */
export interface Trader {
  readonly client: VenueClient;
  /** The session at the venue behind it. */
  readonly living: VenueSession;
  readonly session: BrokerSession;
}

/** How a trader differs from the usual one. */
export type TraderSeed = Omit<Partial<ClientSeed>, 'broker' | 'client'> & {
  readonly egress?: BrokerSession['egress'];
};

/** Never aborts: for calls of which the case does not let go. */
export const NEVER: AbortSignal = new AbortController().signal;

/** What a case works with. */
export class BrokerBench {
  readonly setup: ConformanceSetup;
  readonly clock: VirtualClock;
  readonly log: RecordingLog;
  readonly seed: number;
  readonly random: SeededRandom;
  readonly shelf: Shelf;
  readonly #connections: Connections;
  readonly #open = new AbortController();
  readonly #streams: StreamReader[] = [];
  readonly #number: number;
  #made = 0;

  constructor(options: {
    readonly setup: ConformanceSetup;
    readonly clock: VirtualClock;
    readonly log: RecordingLog;
    readonly seed: number;
    readonly shelf: Shelf;
    readonly connections: Connections;
    /** Position of the case in its file: clients of different cases never meet. */
    readonly number: number;
  }) {
    this.setup = options.setup;
    this.clock = options.clock;
    this.log = options.log;
    this.seed = options.seed;
    this.shelf = options.shelf;
    this.random = new SeededRandom(options.seed + options.number);
    this.#connections = options.connections;
    this.#number = options.number;
  }

  get venue(): Venue {
    return this.setup.venue;
  }

  get adapter(): BrokerPort {
    return this.setup.adapter;
  }

  /** A client that no other case knows. */
  client(seed: TraderSeed = {}): VenueClient {
    const { egress: _egress, ...changes } = seed;
    this.#made += 1;
    // Client ids of the real brokers are two letters and four digits.
    const name = `C${String.fromCharCode(64 + this.#made)}${String(this.#number).padStart(4, '0')}`;
    return this.venue.clients.upsert({ ddpi: true, ...changes, broker: this.setup.broker, client: name });
  }

  /** A client with a session that was taken over, as the console's sandbox does. */
  async trader(seed: TraderSeed = {}): Promise<Trader> {
    const client = this.client(seed);
    const living = this.venue.sessions.issue(client);
    const egress = seed.egress ?? { kind: 'default' };
    const session = await this.adapter.adoptToken(
      { ...this.callbackOf(client), egress, accessToken: living.accessToken },
      NEVER,
    );
    return { client, living, session };
  }

  /** What every login of a client carries. */
  callbackOf(client: VenueClient) {
    return {
      accountId: `account-of-${client.client}` as AccountId,
      clientId: client.client,
      credentials: this.setup.credentialsOf(client),
      egress: { kind: 'default' } as const,
    };
  }

  /** Places an order and lets the venue work on it. */
  async place(trader: Trader, order: PlaceOrder): Promise<PlaceOutcome> {
    const outcome = await this.adapter.placeOrder(trader.session, order, NEVER);
    await this.rest();
    return outcome;
  }

  /** Places an order that has to be taken, and gives it as the venue holds it. */
  async placed(trader: Trader, order: PlaceOrder): Promise<VenueOrder> {
    const outcome = await this.place(trader, order);
    if (outcome.kind !== 'accepted') throw new Error(`Not taken: ${JSON.stringify(outcome)}`);
    return this.held(trader, outcome.brokerOrderId);
  }

  /** The order as the venue holds it now. */
  held(trader: Trader, orderId: string): VenueOrder {
    const order = this.venue.orders.find(trader.client, orderId);
    if (order === undefined) throw new Error(`The venue holds no order ${orderId}`);
    return order;
  }

  /** The client's orders at the venue with the tag of this order: what at-most-once is counted by. */
  heldFor(trader: Trader, order: PlaceOrder): readonly VenueOrder[] {
    return this.venue.orders.tagged(trader.client, order.clientOrderId);
  }

  /** Sets a fault for one client. */
  fault(
    ref: Trader | ClientRef,
    on: FaultTarget,
    fault: FaultName,
    more: { readonly ms?: number; readonly effect?: boolean; readonly times?: number } = {},
  ): void {
    const { client } = 'session' in ref ? ref.client : ref;
    this.venue.gate.addFault({ broker: this.setup.broker, client, on, fault, ...more });
  }

  /** Where this broker shows a refusal for the reason: in its answer, or later as a rejected order. */
  refusedAt(reason: RefusalReason): RefusedAt {
    return this.venue.brokers.get(this.setup.broker)?.refusedAt[reason] ?? 'gate';
  }

  /** Every request of a client that reached the venue. */
  requests({ client }: Trader): readonly LoggedRequest[] {
    return this.venue.gate.requests({ broker: this.setup.broker, client: client.client });
  }

  /** Requests of a client that change orders, as they reached the venue: what "never repeated" is counted by. */
  writes(trader: Trader): readonly LoggedRequest[] {
    return this.requests(trader).filter(({ method, path }) => method !== 'GET' && /order/i.test(path));
  }

  /** Waits until the venue has received so many order writes of the client, for requests that travel a real wire. */
  async received(trader: Trader, count: number): Promise<void> {
    await until(() => this.writes(trader).length >= count, `${count} order writes at the venue`);
    await this.rest();
  }

  /** Starts an adapter call and keeps its result apart, so that a case can move the clock meanwhile. */
  start<T>(call: Promise<T>): { readonly result: Promise<T>; readonly done: () => boolean } {
    let done = false;
    const mark = (): void => {
      done = true;
    };
    call.then(mark, mark);
    return { result: call, done: () => done };
  }

  /** Lets the venue's work that is due now, and everything that waits for it, come to rest. */
  async rest(): Promise<void> {
    await this.clock.advance(0);
  }

  /**
   * Moves time in small steps until something has come true, for what happens after pauses and over a real wire at
   * once: reconnects, late frames. At most `virtualMs` of virtual time.
   */
  async eventually(holds: () => boolean, what: string, virtualMs = 60_000): Promise<void> {
    const stepMs = 50;
    for (let passed = 0; passed <= virtualMs; passed += stepMs) {
      if (holds()) return;
      await this.clock.advance(stepMs);
      // A moment of real time for bytes that are on their way; the condition decides, not the wait.
      if (passed % 200 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (!holds()) throw new Error(`Did not happen within ${virtualMs} ms of virtual time: ${what}`);
  }

  /** Listens to a trader's stream until the case ends. */
  listen(trader: Trader): StreamReader {
    const reader = new StreamReader(this, this.adapter.streamFacts(trader.session, this.#open.signal));
    this.#streams.push(reader);
    return reader;
  }

  /** Listens, and waits until the stream is open. */
  async listening(trader: Trader): Promise<StreamReader> {
    const reader = this.listen(trader);
    await reader.seen((fact: AccountFact) => fact.type === 'stream-up', 'the stream is up');
    return reader;
  }

  /** A feed of a trader that nothing is asked of yet; it ends with the case. */
  watch(trader: Trader, signal: AbortSignal = NEVER): FeedReader {
    return new FeedReader(this, trader.session, AbortSignal.any([signal, this.#open.signal]));
  }

  /** Connections that servers in this process have open; 0 for an adapter without a wire. */
  get openConnections(): number {
    return this.#connections.size;
  }

  /** Breaks every stream's connection. */
  cutStreams(): void {
    if (this.setup.cutStreams === undefined) this.#connections.dropAll();
    else this.setup.cutStreams();
  }

  /** What must never be seen outside, of one client. */
  secretsOf(client: VenueClient, ...tokens: readonly string[]): readonly NamedSecret[] {
    const sessions = this.venue.sessions.of(client).map((session) => session.accessToken);
    return [
      { name: 'API secret', value: client.apiSecret },
      ...[...new Set([...sessions, ...tokens])].map((value) => ({ name: 'token', value })),
    ];
  }

  /** Ends what the case left open and leaves the venue as the next case expects it. */
  async tidy(): Promise<void> {
    this.#open.abort();
    this.venue.gate.clearFaults();
    this.venue.market.change(USUAL_MARKET);
    await Promise.all(this.#streams.map((stream) => stream.ended));
  }
}

/** Open, prices held still, orders match when they cross the price: a case makes the market it needs. */
export const USUAL_MARKET = {
  open: true,
  walking: false,
  matching: 'auto',
  lotsPerMatch: undefined,
} as const;
