/**
 * A broker in memory: `BrokerPort` straight over a `Venue`, without a wire.
 *
 * Decides: nothing about orders (the venue does) and everything about outcomes: what is proven, what is not known. It
 * passes the conformance suite itself, and is fully determined by the venue's seed and the clock.
 */
import {
  type AccountFact,
  type BrokerCapabilities,
  type BrokerFunds,
  type BrokerHolding,
  type BrokerId,
  type BrokerListing,
  type BrokerOrder,
  type BrokerOrderId,
  type BrokerPort,
  type BrokerPosition,
  type BrokerProfile,
  type BrokerSession,
  type BrokerTrade,
  type CancelOrder,
  type Candle,
  type CandleRequest,
  type ChangeOutcome,
  type ClientOrderId,
  type Clock,
  type ConvertPosition,
  checkConversion,
  type FeedListener,
  type ListingBatch,
  type LoginCallback,
  type LoginRequest,
  type MarginRequest,
  type MarketFeed,
  type ModifyOrder,
  type PlaceOrder,
  type PlaceOutcome,
  type ReadInstrument,
  type Tick,
  TradingError,
  type Value,
  type WebhookReading,
} from '@copydesk/core';
import type { AsOf, RequestKind, Venue, VenueInstrument, VenueSession } from '@copydesk/sandbox';
import { answered, InProcessWire, type WireAnswer, type Worked } from './in-process-wire.ts';
import { addressOf, NO_INSTRUMENT, protectionOf, requestOf, secretsOf } from './reference-asking.ts';
import { referenceCapabilities } from './reference-capabilities.ts';
import { type FeedOpening, ReferenceFeed } from './reference-feed.ts';
import { exchangeCode, profileOf, referenceLoginUrl, sessionOf } from './reference-login.ts';
import { candlesOf, quotesOf } from './reference-market.ts';
import { type Asked, changeOutcome, placeOutcome, readError } from './reference-outcomes.ts';
import { fundsRow, holdingRow, listingBatches, orderRow, positionRow, tradeRow } from './reference-rows.ts';
import { REFERENCE_BROKER } from './reference-rules.ts';
import { OpenStreams } from './reference-stream.ts';

/** How the reference broker is made. */
export interface ReferenceBrokerOptions {
  readonly venue: Venue;
  readonly clock: Clock;
  /** Which of the venue's brokers it is. Default `reference`. */
  readonly broker?: string;
  /** What the core calls it. Default: the venue's name of it. */
  readonly brokerId?: BrokerId;
  /** How long a request travels to the venue, and its answer back, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** Default 7 000. */
  readonly writeTimeoutMs?: number;
  /** Default 120 000. */
  readonly absenceAfterMs?: number;
  /** What it claims otherwise than usual; the venue's rules must agree. */
  readonly capabilities?: Partial<BrokerCapabilities>;
}

/** The reference broker, with what a test does to its wire. */
export interface ReferenceBroker extends BrokerPort {
  /** The broker's machine goes away: connections are refused from now on, and streams break. */
  goDown(): void;
  /** Every stream's connection breaks; each reconnects by itself. */
  cutStreams(): void;
}

/** Makes the reference broker over a venue that carries `referenceRules`. */
export function createReferenceBroker(options: ReferenceBrokerOptions): ReferenceBroker {
  return new InMemoryBroker(options);
}

class InMemoryBroker implements ReferenceBroker {
  readonly contractVersion = 1;
  readonly id: BrokerId;
  readonly capabilities: BrokerPort['capabilities'];
  readonly clockSkewMs = undefined;
  readonly #venue: Venue;
  readonly #broker: string;
  readonly #clock: Clock;
  readonly #wire: InProcessWire;
  readonly #streams = new OpenStreams();
  readonly #closing = new AbortController();

  constructor(options: ReferenceBrokerOptions) {
    const { venue, clock, broker = REFERENCE_BROKER, latencyMs = 0 } = options;
    this.id = options.brokerId ?? (broker as BrokerId);
    this.capabilities = { ...referenceCapabilities(options), ...options.capabilities };
    this.#venue = venue;
    this.#broker = broker;
    this.#clock = clock;
    this.#wire = new InProcessWire({ venue, broker, clock, latencyMs });
  }

  loginUrl(request: LoginRequest): string {
    return referenceLoginUrl(request);
  }

  async completeLogin(callback: LoginCallback, signal: AbortSignal): Promise<BrokerSession> {
    if (callback.query['code'] === undefined) throw new TradingError('login-declined');
    const ask = { method: 'POST', path: '/session', kind: 'login', signal } as const;
    const answer = await this.#wire.sendAnonymous(this.#request(ask, undefined), () =>
      answered(exchangeCode(this.#venue, this.#broker, callback)),
    );
    if (answer.kind !== 'answered') throw readError(answer);
    if (answer.value === undefined) throw new TradingError('login-declined');
    const { accessToken } = answer.value;
    return this.adoptToken({ ...callback, accessToken }, signal);
  }

  async adoptToken(
    callback: Omit<LoginCallback, 'query' | 'redirectUrl'> & { readonly accessToken: string },
    signal: AbortSignal,
  ): Promise<BrokerSession> {
    const { living, profile } = await this.#profile(callback.accessToken, signal);
    return sessionOf(callback, this.id, { living, profile });
  }

  async profile(session: BrokerSession, signal: AbortSignal): Promise<BrokerProfile> {
    return (await this.#profile(session.accessToken, signal)).profile;
  }

  async logout(session: BrokerSession, signal: AbortSignal): Promise<void> {
    const ask = { method: 'DELETE', path: '/session', kind: 'other', signal } as const;
    const answer = await this.#wire.send(this.#request(ask, session), (living) =>
      answered(this.#venue.sessions.end(this.#broker, living.accessToken)),
    );
    if (answer.kind !== 'answered' && answer.kind !== 'no-session') throw readError(answer);
  }

  async warmUp(): Promise<void> {}

  listings(signal: AbortSignal): AsyncGenerator<ListingBatch, void, void> {
    return listingBatches(this.#venue, this.#broker, signal);
  }

  async placeOrder(session: BrokerSession, order: PlaceOrder, signal: AbortSignal): Promise<PlaceOutcome> {
    const ask = { method: 'POST', path: '/orders', kind: 'place', signal } as const;
    const answer = await this.#ask<BrokerOrderId>(ask, session, (living) => {
      const instrument = this.#instrumentOf(order.listing);
      if (instrument === undefined) return NO_INSTRUMENT;
      const taken = this.#venue.orders.place(living, {
        ...order,
        instrument,
        tag: order.clientOrderId,
        marketProtection: protectionOf(order),
        apiKey: living.apiKey,
      });
      return taken.kind === 'refused' ? taken : answered(taken.order.orderId as BrokerOrderId);
    });
    return placeOutcome(answer, secretsOf(session));
  }

  async modifyOrder(session: BrokerSession, order: ModifyOrder, signal: AbortSignal): Promise<ChangeOutcome> {
    const ask = { method: 'PUT', path: `/orders/${order.brokerOrderId}`, kind: 'modify', signal } as const;
    const answer = await this.#ask<true>(ask, session, (living) => {
      const { orderType, validity, quantity, price, triggerPrice } = order;
      const marketProtection = protectionOf(order);
      const terms = { orderType, validity, quantity, price, triggerPrice, marketProtection };
      const changed = this.#venue.orders.modify(living, order.brokerOrderId, terms);
      return changed.kind === 'refused' ? changed : answered(true);
    });
    return changeOutcome(answer, secretsOf(session));
  }

  async cancelOrder(session: BrokerSession, order: CancelOrder, signal: AbortSignal): Promise<ChangeOutcome> {
    const ask = { method: 'DELETE', path: `/orders/${order.brokerOrderId}`, kind: 'cancel', signal } as const;
    const answer = await this.#ask<true>(ask, session, (living) => {
      const cancelled = this.#venue.orders.cancel(living, order.brokerOrderId);
      return cancelled.kind === 'refused' ? cancelled : answered(true);
    });
    return changeOutcome(answer, secretsOf(session));
  }

  async convertPosition(
    session: BrokerSession,
    conversion: ConvertPosition,
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    checkConversion(this.capabilities, conversion.from, conversion.to);
    const ask = { method: 'PUT', path: '/positions', kind: 'convert', signal } as const;
    const answer = await this.#ask<true>(ask, session, (living) => {
      const instrument = this.#instrumentOf(conversion.listing);
      if (instrument === undefined) return NO_INSTRUMENT;
      const converted = this.#venue.books.convert(living, { ...conversion, instrument });
      return converted.kind === 'refused' ? converted : answered(true);
    });
    return changeOutcome(answer, secretsOf(session));
  }

  findByClientOrderId(
    session: BrokerSession,
    id: ClientOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    return this.#read({ path: '/orders', kind: 'book', signal }, session, (living, asOf) =>
      this.#venue.orders.tagged(living, id, asOf).map((order) => orderRow(this.#broker, order)),
    );
  }

  orders(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    return this.#read({ path: '/orders', kind: 'book', signal }, session, (living, asOf) =>
      this.#venue.orders.list(living, asOf).map((order) => orderRow(this.#broker, order)),
    );
  }

  orderHistory(
    session: BrokerSession,
    id: BrokerOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    return this.#read({ path: `/orders/${id}`, kind: 'book', signal }, session, (living, asOf) => {
      const order = this.#venue.orders.find(living, id, asOf);
      const rows = this.#venue.orders.history(living, id, asOf) ?? [];
      return order === undefined ? [] : rows.map((row) => orderRow(this.#broker, { ...order, ...row }));
    });
  }

  trades(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerTrade[]> {
    return this.#read({ path: '/trades', kind: 'trades', signal }, session, (living, asOf) =>
      this.#venue.orders.trades(living, undefined, asOf).map((trade) => tradeRow(this.#broker, trade)),
    );
  }

  positions(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerPosition[]> {
    return this.#read({ path: '/positions', kind: 'positions', signal }, session, (living, asOf) =>
      this.#venue.books.positions(living, asOf).map((row) => positionRow(this.#broker, row)),
    );
  }

  holdings(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerHolding[]> {
    return this.#read({ path: '/holdings', kind: 'positions', signal }, session, (living, asOf) =>
      this.#venue.books.holdings(living, asOf).map((row) => holdingRow(this.#broker, row)),
    );
  }

  funds(session: BrokerSession, signal: AbortSignal): Promise<BrokerFunds> {
    return this.#read({ path: '/funds', kind: 'other', signal }, session, (living) =>
      fundsRow(this.#venue.books.funds(living)),
    );
  }

  async authoriseSales(session: BrokerSession): Promise<string> {
    return `reference://broker.example/authorise/${encodeURIComponent(session.clientId)}`;
  }

  async registeredAddresses(
    session: BrokerSession,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    return this.#read(
      { path: '/addresses', kind: 'other', signal },
      session,
      (living) => this.#venue.clients.find(this.#broker, living.client)?.ips,
    );
  }

  requiredMargin(
    session: BrokerSession,
    orders: readonly MarginRequest[],
    signal: AbortSignal,
  ): Promise<Value> {
    const questions = orders.map((order) => {
      const instrument = this.#instrumentOf(order.listing);
      if (instrument === undefined) throw new TradingError('instrument-not-listed');
      return { ...order, instrument };
    });
    return this.#read(
      { path: '/margins', kind: 'other', signal },
      session,
      () => this.#venue.books.basketMargin(questions).total,
    );
  }

  marketFeed(session: BrokerSession, listener: FeedListener, signal: AbortSignal): MarketFeed {
    const capability = this.capabilities.feed;
    if (capability === undefined) throw new TradingError('not-supported', { what: 'live prices' });
    return new ReferenceFeed({
      venue: this.#venue,
      broker: this.#broker,
      clock: this.#clock,
      capability,
      listener,
      open: (until) => this.#openFeed(session, until),
      onCut: (cut) => this.#streams.onCut(cut),
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  quotes(
    session: BrokerSession,
    instruments: readonly ReadInstrument[],
    signal: AbortSignal,
  ): Promise<readonly Tick[]> {
    return this.#read({ path: '/quotes', kind: 'other', signal }, session, () =>
      quotesOf(this.#venue, this.#broker, instruments),
    );
  }

  candles(session: BrokerSession, request: CandleRequest, signal: AbortSignal): Promise<readonly Candle[]> {
    const instrument = this.#instrumentOf(request.instrument.listing);
    return this.#read({ path: '/candles', kind: 'other', signal }, session, () =>
      candlesOf(this.#venue, instrument, request),
    );
  }

  streamFacts(session: BrokerSession, signal: AbortSignal): AsyncIterable<AccountFact> {
    return this.#streams.facts({
      venue: this.#venue,
      wire: this.#wire,
      clock: this.#clock,
      session,
      remoteAddress: addressOf(session),
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  readWebhook(): WebhookReading {
    return { kind: 'refused', reason: 'The reference broker sends no webhooks.' };
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  goDown(): void {
    this.#wire.goDown();
    this.#streams.cutAll();
  }

  cutStreams(): void {
    this.#streams.cutAll();
  }

  async #openFeed(session: BrokerSession, signal: AbortSignal): Promise<FeedOpening> {
    const ask = { method: 'GET', path: '/feed', kind: 'feed', signal } as const;
    const opened = await this.#wire.send(this.#request(ask, session), (living) => answered(living));
    if (opened.kind === 'no-session') return { kind: 'refused', reason: 'the session is over' };
    return opened.kind === 'answered' ? { kind: 'open', session: opened.value } : { kind: 'failed' };
  }

  async #profile(accessToken: string, signal: AbortSignal) {
    const ask = { method: 'GET', path: '/profile', kind: 'other', signal } as const;
    const answer = await this.#wire.send(this.#request(ask, { accessToken }), (living) => {
      const client = this.#venue.clients.find(this.#broker, living.client);
      return client === undefined
        ? ({ kind: 'no-session' } as const)
        : answered({ living, profile: profileOf(client) });
    });
    if (answer.kind !== 'answered') throw readError(answer);
    return answer.value;
  }

  #ask<T>(
    ask: Asked,
    session: BrokerSession,
    work: (living: VenueSession, asOf: AsOf) => Worked<T>,
  ): Promise<WireAnswer<T>> {
    return this.#wire.send(this.#request(ask, session), work);
  }

  async #read<T>(
    ask: { readonly path: string; readonly kind: RequestKind; readonly signal: AbortSignal },
    session: BrokerSession,
    read: (living: VenueSession, asOf: AsOf) => T,
  ): Promise<T> {
    const answer = await this.#ask<T>({ ...ask, method: 'GET' }, session, (living, asOf) =>
      answered(read(living, asOf)),
    );
    if (answer.kind !== 'answered') throw readError(answer);
    return answer.value;
  }

  #request(ask: Asked, session: Pick<BrokerSession, 'accessToken'> | BrokerSession | undefined) {
    const { writeTimeoutMs: timeoutMs } = this.capabilities;
    return requestOf(ask, session, { closing: this.#closing.signal, timeoutMs });
  }

  #instrumentOf(listing: BrokerListing): VenueInstrument | undefined {
    return this.#venue.instruments.byKey(this.#broker, listing.key);
  }
}
