/**
 * A wire without bytes: one request to the venue through its gate, with everything that a real wire does to it.
 *
 * Decides: what the client of the wire sees for each fault. A reset looks the same whether the request took effect or
 * not; nothing that happens after the client gave up is undone. Leaves to others: what an outcome is called.
 */
import { type Clock, sleep } from '@copydesk/core';
import type { AsOf, GateTicket, Refusal, RequestKind, Venue, VenueSession } from '@copydesk/sandbox';

/** What is asked. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly kind: RequestKind;
  /** The token it carries; undefined for the exchange of a login. */
  readonly accessToken: string | undefined;
  readonly remoteAddress: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the client of the wire sees. */
export type WireAnswer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The token is not (or no longer) a session. */
  | { readonly kind: 'no-session' }
  /** Nothing left: aborted before, or nobody listens. */
  | { readonly kind: 'not-sent'; readonly cause: 'aborted' | 'connection-refused' }
  /** The request left, and no answer that could be read came. */
  | {
      readonly kind: 'lost';
      readonly cause: 'timeout' | 'reset' | 'server-error' | 'unreadable' | 'broker-timeout';
    };

/** What became of a request where it takes effect. */
export type Worked<T> = Extract<WireAnswer<T>, { readonly kind: 'answered' | 'refused' | 'no-session' }>;

/** The venue did as it was asked. */
export function answered<T>(value: T): Worked<T> {
  return { kind: 'answered', value };
}

/** How requests travel. */
export interface WireOptions {
  readonly venue: Venue;
  /** Which of the venue's brokers is at the other end. */
  readonly broker: string;
  readonly clock: Clock;
  /** How long a request takes to the venue, and its answer back. */
  readonly latencyMs: number;
}

/** The road to the venue. */
export class InProcessWire {
  readonly #venue: Venue;
  readonly #broker: string;
  readonly #clock: Clock;
  readonly #latencyMs: number;
  #listening = true;

  constructor({ venue, broker, clock, latencyMs }: WireOptions) {
    this.#venue = venue;
    this.#broker = broker;
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  /** Whether somebody listens at the other end. */
  get listening(): boolean {
    return this.#listening;
  }

  /** The broker's machine goes away: connections are refused. */
  goDown(): void {
    this.#listening = false;
  }

  /** Sends the request once; `work` is where it takes effect, with the session that its token proves. */
  async send<T>(
    request: WireRequest,
    work: (session: VenueSession, asOf: AsOf) => Worked<T>,
  ): Promise<WireAnswer<T>> {
    return this.sendAnonymous(request, (asOf) => {
      const session = this.#sessionOf(request);
      return session === undefined ? { kind: 'no-session' } : work(session, asOf);
    });
  }

  /** `send` for requests that carry no token. */
  async sendAnonymous<T>(request: WireRequest, work: (asOf: AsOf) => Worked<T>): Promise<WireAnswer<T>> {
    if (request.signal.aborted) return { kind: 'not-sent', cause: 'aborted' };
    if (!this.#listening) return { kind: 'not-sent', cause: 'connection-refused' };
    return this.#within(request, this.#atVenue(request, work));
  }

  async #atVenue<T>(request: WireRequest, work: (asOf: AsOf) => Worked<T>): Promise<WireAnswer<T>> {
    if (this.#latencyMs > 0) await sleep(this.#clock, this.#latencyMs);
    const session = this.#sessionOf(request);
    const ticket = this.#venue.gate.request({
      broker: this.#broker,
      client: session?.client,
      apiKey: session?.apiKey,
      method: request.method,
      path: request.path,
      kind: request.kind,
      bucket: isOrderWrite(request.kind) ? 'orders' : undefined,
      orderRoute: isOrderWrite(request.kind),
      remoteAddress: request.remoteAddress,
    });
    const answer = await this.#answer<T>(ticket, () => work(ticket.asOf));
    ticket.close(statusOf(answer));
    if (this.#latencyMs > 0) await sleep(this.#clock, this.#latencyMs);
    return answer;
  }

  async #answer<T>(ticket: GateTicket, work: () => WireAnswer<T>): Promise<WireAnswer<T>> {
    const { fault, refusal } = ticket;
    if (fault?.fault === 'reset-before') return { kind: 'lost', cause: 'reset' };
    if (fault?.fault === '429') {
      return { kind: 'refused', refusal: { reason: 'rate', limit: 0, windowMs: 1_000 } };
    }
    if (fault?.fault === 'delay') await sleep(this.#clock, fault.ms);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    switch (fault?.fault) {
      case undefined:
      case 'delay':
        return work();
      case 'answer-late': {
        const answer = work();
        await sleep(this.#clock, fault.ms);
        return answer;
      }
      case 'reset-after':
        work();
        return { kind: 'lost', cause: 'reset' };
      case 'timeout-400':
        work();
        return { kind: 'lost', cause: 'broker-timeout' };
      case '500':
      case 'html':
        if (fault.effect) work();
        return { kind: 'lost', cause: fault.fault === '500' ? 'server-error' : 'unreadable' };
    }
  }

  /** The client's side: it waits no longer than its time-out, or until it is told to stop. */
  #within<T>(request: WireRequest, answer: Promise<WireAnswer<T>>): Promise<WireAnswer<T>> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => settle({ kind: 'lost', cause: 'timeout' });
      const cancel = this.#clock.after(request.timeoutMs, giveUp);
      request.signal.addEventListener('abort', giveUp, { once: true });
      const settle = (result: WireAnswer<T>): void => {
        cancel();
        request.signal.removeEventListener('abort', giveUp);
        resolve(result);
      };
      answer.then(settle, reject);
    });
  }

  #sessionOf(request: WireRequest): VenueSession | undefined {
    return request.accessToken === undefined
      ? undefined
      : this.#venue.sessions.byToken(this.#broker, request.accessToken);
  }
}

function isOrderWrite(kind: RequestKind): boolean {
  return kind === 'place' || kind === 'modify' || kind === 'cancel';
}

/** As a face would answer, for the venue's request log. */
function statusOf(answer: WireAnswer<unknown>): number | undefined {
  switch (answer.kind) {
    case 'answered':
      return 200;
    case 'refused':
      return answer.refusal.reason === 'rate' ? 429 : 400;
    case 'no-session':
      return 403;
    case 'lost':
      if (answer.cause === 'broker-timeout') return 400;
      return answer.cause === 'reset' ? undefined : 502;
    default:
      return undefined;
  }
}
