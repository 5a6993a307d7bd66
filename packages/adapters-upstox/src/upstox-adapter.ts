import { createFeedPool } from '@copydesk/adapter-transport/feed';
import {
  type AccountFact,
  type BrokerCapabilities,
  type BrokerFunds,
  type BrokerHolding,
  type BrokerId,
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
  type ConvertPosition,
  type Credentials,
  checkConversion,
  type FeedListener,
  instantOf,
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
  type WebhookRequest,
} from '@copydesk/core';
import { adoptUpstoxToken, completeUpstoxLogin, type LoginTools } from './auth/login.ts';
import { upstoxLoginUrl } from './auth/login-url.ts';
import { capabilitiesFor, UPSTOX_FEED } from './capabilities.ts';
import { UpstoxFeed } from './feed/upstox-feed.ts';
import type { UpstoxResult } from './http/answer.ts';
import { callerOf, type UpstoxCall, UpstoxClient } from './http/client.ts';
import { AccountConnections } from './http/connections.ts';
import { ENDPOINTS, type Endpoint } from './http/endpoints.ts';
import { changeOutcome, conversionOutcome, placeOutcome } from './http/outcome.ts';
import { readData, readError, readList } from './http/read.ts';
import {
  type OrderRow,
  orderRows,
  profileData,
  registeredAddresses,
  streamAddress,
  tradeRows,
} from './http/schemas.ts';
import { readListings } from './instruments/download.ts';
import { latestOfEach, orderFrom } from './map/order.ts';
import { conversionBody, modifyBody, placeBody } from './map/order-request.ts';
import { profileFrom } from './map/profile.ts';
import { tradeFrom } from './map/trade.ts';
import { type AskMarket, readCandles, readQuotes } from './market-reads.ts';
import { type AskUpstox, readFunds, readHoldings, readMargin, readPositions } from './portfolio.ts';
import { resolveEndpoints, type UpstoxEndpoints, type UpstoxOptions, upstoxCredentials } from './settings.ts';
import { streamUpstoxFacts } from './stream/connection.ts';
import { wayTo } from './stream/stream-way.ts';
import { readUpstoxWebhook } from './stream/webhook.ts';

/** How many connections are opened to each host before the first order: one for it, one for what comes meanwhile. */
const WARM_CONNECTIONS = 2;

/** The live list had 120 000 to 205 000 rows in 2026; a list of a fraction of that was cut short. */
const LEAST_LIVE_ROWS = 20_000;

const UPDATE_TYPES = 'order,gtt_order,position,holding';

type Extra = Pick<UpstoxCall, 'query' | 'json'>;

/** Upstox's v2 and v3 behind the core's port. It delegates; rules live in the folders beside it. */
class UpstoxAdapter implements BrokerPort {
  readonly contractVersion = 1;
  readonly id: BrokerId;
  readonly capabilities: BrokerCapabilities;
  readonly #options: UpstoxOptions;
  readonly #endpoints: UpstoxEndpoints;
  readonly #connections: AccountConnections;
  readonly #client: UpstoxClient;
  readonly #loginTools: LoginTools;
  readonly #closing = new AbortController();

  constructor(options: UpstoxOptions) {
    this.id = options.brokerId;
    this.capabilities = capabilitiesFor(options);
    this.#options = options;
    this.#endpoints = resolveEndpoints(options.endpoints);
    this.#connections = new AccountConnections({
      perAccount: options.connectionsPerAccount ?? 16,
      ipFamily: options.ipFamily ?? 4,
    });
    this.#client = new UpstoxClient({
      endpoints: this.#endpoints,
      clock: options.clock,
      connections: this.#connections,
    });
    this.#loginTools = { client: this.#client, clock: options.clock, brokerId: options.brokerId };
  }

  loginUrl({ credentials, redirectUrl, state }: LoginRequest): string {
    const { apiKey } = upstoxCredentials(credentials);
    return upstoxLoginUrl(this.#endpoints.login, { apiKey, redirectUrl, state });
  }

  completeLogin(callback: LoginCallback, signal: AbortSignal): Promise<BrokerSession> {
    return completeUpstoxLogin(this.#loginTools, callback, signal);
  }

  adoptToken(login: Parameters<BrokerPort['adoptToken']>[0], signal: AbortSignal): Promise<BrokerSession> {
    return adoptUpstoxToken(this.#loginTools, login, signal);
  }

  async profile(session: BrokerSession, signal: AbortSignal): Promise<BrokerProfile> {
    const result = await this.#call(ENDPOINTS.profile, session, signal);
    return profileFrom(readData(ENDPOINTS.profile.name, result, profileData));
  }

  async logout(session: BrokerSession, signal: AbortSignal): Promise<void> {
    try {
      const result = await this.#call(ENDPOINTS.logout, session, signal);
      if (result.kind === 'success') return;
      const error = readError(ENDPOINTS.logout.name, result);
      if (error.code !== 'session-expired') throw error;
    } finally {
      this.#connections.leave(session.accountId);
    }
  }

  /** No call begins it: the page asks for the depository's PIN. */
  async authoriseSales(session: BrokerSession): Promise<string> {
    return this.#endpoints.holdings.replace(':clientId', encodeURIComponent(session.clientId));
  }

  get clockSkewMs(): number | undefined {
    return this.#client.skew.ms;
  }

  async registeredAddresses(session: BrokerSession, signal: AbortSignal): Promise<readonly string[]> {
    const result = await this.#call(ENDPOINTS.addresses, session, signal);
    const found = readData(ENDPOINTS.addresses.name, result, registeredAddresses);
    return [found.primary_ip, found.secondary_ip].filter((address) => address !== undefined);
  }

  async warmUp(session: BrokerSession, signal: AbortSignal): Promise<void> {
    // The order host answers anything but an order with an error; what counts is the connection that stays open.
    const hosts =
      this.#endpoints.api === this.#endpoints.hft ? (['hft'] as const) : (['hft', 'api'] as const);
    const opened = hosts.flatMap((host) =>
      Array.from({ length: WARM_CONNECTIONS }, () =>
        this.#call({ ...ENDPOINTS.profile, host }, session, signal),
      ),
    );
    await Promise.all(opened);
  }

  listings(signal: AbortSignal): AsyncIterable<ListingBatch> {
    return readListings({
      root: this.#endpoints.assets,
      clock: this.#options.clock,
      signal: this.#until(signal),
      minimumRows: this.#options.environment === 'live' ? LEAST_LIVE_ROWS : 1,
    });
  }

  async placeOrder(session: BrokerSession, order: PlaceOrder, signal: AbortSignal): Promise<PlaceOutcome> {
    return placeOutcome(await this.#call(ENDPOINTS.place, session, signal, { json: placeBody(order) }));
  }

  async modifyOrder(session: BrokerSession, order: ModifyOrder, signal: AbortSignal): Promise<ChangeOutcome> {
    const json = modifyBody(order);
    return changeOutcome('modify', await this.#call(ENDPOINTS.modify, session, signal, { json }));
  }

  async cancelOrder(session: BrokerSession, order: CancelOrder, signal: AbortSignal): Promise<ChangeOutcome> {
    const query = { order_id: order.brokerOrderId };
    return changeOutcome('cancel', await this.#call(ENDPOINTS.cancel, session, signal, { query }));
  }

  async convertPosition(
    session: BrokerSession,
    conversion: ConvertPosition,
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    checkConversion(this.capabilities, conversion.from, conversion.to);
    const json = conversionBody(conversion);
    return conversionOutcome(await this.#call(ENDPOINTS.convert, session, signal, { json }));
  }

  /** By the history, which the broker keeps by tag; when it knows nothing, by the book, which may know more. */
  async findByClientOrderId(
    session: BrokerSession,
    id: ClientOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    const result = await this.#call(ENDPOINTS.orderHistory, session, signal, { query: { tag: id } });
    const unknown = result.kind === 'error' && result.codes.includes('UDAPI100010');
    const rows = unknown ? [] : readList(ENDPOINTS.orderHistory.name, result, orderRows);
    const tagged = latestOfEach(rows.filter((row) => row.tag === id));
    if (tagged.length > 0) return this.#ordersOf(session, tagged);
    return (await this.orders(session, signal)).filter((order) => order.clientOrderId === id);
  }

  async orders(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    const result = await this.#call(ENDPOINTS.orders, session, signal);
    return this.#ordersOf(session, readList(ENDPOINTS.orders.name, result, orderRows));
  }

  async orderHistory(
    session: BrokerSession,
    id: BrokerOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    const result = await this.#call(ENDPOINTS.orderHistory, session, signal, { query: { order_id: id } });
    return this.#ordersOf(session, readList(ENDPOINTS.orderHistory.name, result, orderRows));
  }

  async trades(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerTrade[]> {
    const result = await this.#call(ENDPOINTS.trades, session, signal);
    return readList(ENDPOINTS.trades.name, result, tradeRows).map(tradeFrom);
  }

  positions(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerPosition[]> {
    return readPositions(this.#asking(session, signal), session.products);
  }

  holdings(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerHolding[]> {
    return readHoldings(this.#asking(session, signal));
  }

  funds(session: BrokerSession, signal: AbortSignal): Promise<BrokerFunds> {
    return readFunds(this.#asking(session, signal));
  }

  requiredMargin(
    session: BrokerSession,
    orders: readonly MarginRequest[],
    signal: AbortSignal,
  ): Promise<Value> {
    return readMargin(this.#asking(session, signal), orders);
  }

  marketFeed(session: BrokerSession, listener: FeedListener, signal: AbortSignal): MarketFeed {
    const { clock, log, random = Math.random, ipFamily = 4 } = this.#options;
    const driver = new UpstoxFeed({
      clock,
      log,
      authorize: (until) => this.#authorize(ENDPOINTS.authorizeFeed, session, until),
      wayTo: (url) => wayTo(url, session.egress, { clock, ipFamily }),
    });
    const ends = this.#until(signal);
    return createFeedPool({ driver, capability: UPSTOX_FEED, listener, clock, random, log, signal: ends });
  }

  quotes(
    session: BrokerSession,
    instruments: readonly ReadInstrument[],
    signal: AbortSignal,
  ): Promise<readonly Tick[]> {
    return readQuotes(this.#askingMarket(session, signal), instruments);
  }

  /** Today by the broker's clock: its candles are those of another call. */
  candles(session: BrokerSession, request: CandleRequest, signal: AbortSignal): Promise<readonly Candle[]> {
    const now = instantOf(this.#options.clock.now() + (this.clockSkewMs ?? 0));
    return readCandles(this.#askingMarket(session, signal), request, now);
  }

  streamFacts(session: BrokerSession, signal: AbortSignal): AsyncIterable<AccountFact> {
    const settings = {
      clock: this.#options.clock,
      random: this.#options.random ?? Math.random,
      ipFamily: this.#options.ipFamily ?? 4,
      authorize: (of: BrokerSession, until: AbortSignal) =>
        this.#authorize(ENDPOINTS.authorizeStream, of, until, { update_types: UPDATE_TYPES }),
    };
    return streamUpstoxFacts(settings, session, this.#until(signal));
  }

  readWebhook(
    request: WebhookRequest,
    credentialsOf: (clientId: string) => Credentials | undefined,
  ): WebhookReading {
    return readUpstoxWebhook(request, credentialsOf, this.#options.clock.now());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connections.close();
  }

  #call(
    endpoint: Endpoint,
    session: BrokerSession,
    signal: AbortSignal,
    extra: Extra = {},
  ): Promise<UpstoxResult> {
    return this.#client.call({ endpoint, caller: callerOf(session), signal, ...extra });
  }

  #askingMarket(session: BrokerSession, signal: AbortSignal): AskMarket {
    return (endpoint, query) => this.#call(endpoint, session, signal, query === undefined ? {} : { query });
  }

  #asking(session: BrokerSession, signal: AbortSignal): AskUpstox {
    return (endpoint, json) => this.#call(endpoint, session, signal, json === undefined ? {} : { json });
  }

  /** The address carries a code that opens one connection for whoever has it: it must not go over the open net. */
  async #authorize(
    endpoint: Endpoint,
    session: BrokerSession,
    signal: AbortSignal,
    query: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const result = await this.#call(endpoint, session, signal, { query });
    const address = readData(endpoint.name, result, streamAddress);
    if (this.#endpoints.api.startsWith('https:') && !address.startsWith('wss:')) {
      throw new TradingError('broker-answer-unreadable', {
        call: endpoint.name,
        path: '/data/authorized_redirect_uri',
        problem: 'not an encrypted address',
      });
    }
    return address;
  }

  #ordersOf(session: BrokerSession, rows: readonly OrderRow[]): readonly BrokerOrder[] {
    return rows.map((row) => orderFrom(row, session.clientId));
  }

  #until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#closing.signal]);
  }
}

/** A connection to Upstox for any number of accounts. Throws for endpoints that it does not know. */
export function createUpstoxAdapter(options: UpstoxOptions): BrokerPort {
  return new UpstoxAdapter(options);
}
