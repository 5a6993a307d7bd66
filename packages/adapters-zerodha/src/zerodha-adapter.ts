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
  type HoldingToSell,
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
import type { z } from 'zod';
import { adoptKiteToken, completeKiteLogin, type LoginTools } from './auth/login.ts';
import { kiteLoginUrl } from './auth/login-url.ts';
import { capabilitiesFor, KITE_FEED } from './capabilities.ts';
import { KiteFeed } from './feed/kite-feed.ts';
import type { KiteResult } from './http/answer.ts';
import { callerOf, type KiteCall, KiteClient } from './http/client.ts';
import { AccountConnections } from './http/connections.ts';
import { ENDPOINTS, type Endpoint } from './http/endpoints.ts';
import { changeOutcome, conversionOutcome, placeOutcome } from './http/outcome.ts';
import { readData, readError } from './http/read.ts';
import {
  authorisationRequest,
  basketMargin,
  fundsAnswer,
  holdingRows,
  type OrderRow,
  orderRows,
  positionBook,
  profileAnswer,
  tradeRows,
} from './http/schemas.ts';
import { readListings } from './instruments/download.ts';
import { fundsFrom } from './map/funds.ts';
import { holdingsFrom } from './map/holding.ts';
import { carriesTag, orderFrom } from './map/order.ts';
import {
  authorisationForm,
  conversionForm,
  marginOrder,
  modifyForm,
  placeForm,
  varietyOf,
} from './map/order-request.ts';
import { positionFrom } from './map/position.ts';
import { profileFrom } from './map/profile.ts';
import { tradeFrom } from './map/trade.ts';
import { type AskKite, readCandles, readQuotes } from './market-reads.ts';
import { type KiteEndpoints, kiteCredentials, resolveEndpoints, type ZerodhaOptions } from './settings.ts';
import { streamKiteFacts } from './stream/connection.ts';
import type { TickerWay } from './stream/ticker-address.ts';
import { readPostback } from './stream/webhook.ts';

/** How many connections are opened before the first order: one for it, one for a book that is read meanwhile. */
const WARM_CONNECTIONS = 2;

/** The live list had 90 500 rows in August 2026; a list of a fraction of that was cut short. */
const LEAST_LIVE_ROWS = 20_000;

type Extra = Pick<KiteCall, 'path' | 'query' | 'form' | 'json'>;
type Read = Extra & { readonly session: BrokerSession; readonly signal: AbortSignal };

/** Zerodha's Kite Connect v3 behind the core's port. It delegates; rules live in the folders beside it. */
class ZerodhaAdapter implements BrokerPort {
  readonly contractVersion = 1;
  readonly id: BrokerId;
  readonly capabilities: BrokerCapabilities;
  readonly #options: ZerodhaOptions;
  readonly #endpoints: KiteEndpoints;
  readonly #connections: AccountConnections;
  readonly #client: KiteClient;
  readonly #loginTools: LoginTools;
  readonly #closing = new AbortController();

  constructor(options: ZerodhaOptions) {
    this.id = options.brokerId;
    this.capabilities = capabilitiesFor(options);
    this.#options = options;
    this.#endpoints = resolveEndpoints(options.endpoints);
    this.#connections = new AccountConnections({
      perAccount: options.connectionsPerAccount ?? 16,
      ipFamily: options.ipFamily ?? 4,
    });
    this.#client = new KiteClient({
      root: this.#endpoints.rest,
      clock: options.clock,
      connections: this.#connections,
    });
    this.#loginTools = { client: this.#client, clock: options.clock, brokerId: options.brokerId };
  }

  loginUrl(request: LoginRequest): string {
    return kiteLoginUrl(this.#endpoints.login, kiteCredentials(request.credentials).apiKey, request.state);
  }

  completeLogin(callback: LoginCallback, signal: AbortSignal): Promise<BrokerSession> {
    return completeKiteLogin(this.#loginTools, callback, signal);
  }

  adoptToken(login: Parameters<BrokerPort['adoptToken']>[0], signal: AbortSignal): Promise<BrokerSession> {
    return adoptKiteToken(this.#loginTools, login, signal);
  }

  async profile(session: BrokerSession, signal: AbortSignal): Promise<BrokerProfile> {
    return profileFrom(await this.#read(ENDPOINTS.profile, profileAnswer, { session, signal }));
  }

  async logout(session: BrokerSession, signal: AbortSignal): Promise<void> {
    const { apiKey } = kiteCredentials(session.credentials);
    const query = { api_key: apiKey, access_token: session.accessToken };
    try {
      const result = await this.#call(ENDPOINTS.logout, session, signal, { query });
      if (result.kind === 'success') return;
      const error = readError(ENDPOINTS.logout.name, result);
      if (error.code !== 'session-expired') throw error;
    } finally {
      this.#connections.leave(session.accountId);
    }
  }

  async warmUp(session: BrokerSession, signal: AbortSignal): Promise<void> {
    const opened = Array.from({ length: WARM_CONNECTIONS }, () =>
      this.#call(ENDPOINTS.profile, session, signal),
    );
    await Promise.all(opened);
  }

  listings(signal: AbortSignal): AsyncIterable<ListingBatch> {
    return readListings({
      root: this.#endpoints.instruments,
      clock: this.#options.clock,
      signal: this.#until(signal),
      minimumRows: this.#options.environment === 'live' ? LEAST_LIVE_ROWS : 1,
    });
  }

  async placeOrder(session: BrokerSession, order: PlaceOrder, signal: AbortSignal): Promise<PlaceOutcome> {
    const extra = { path: { variety: varietyOf(order) }, form: placeForm(order) };
    return placeOutcome(await this.#call(ENDPOINTS.place, session, signal, extra));
  }

  async modifyOrder(session: BrokerSession, order: ModifyOrder, signal: AbortSignal): Promise<ChangeOutcome> {
    const path = { variety: varietyOf(order), orderId: order.brokerOrderId };
    const result = await this.#call(ENDPOINTS.modify, session, signal, { path, form: modifyForm(order) });
    return changeOutcome('modify', result);
  }

  async cancelOrder(session: BrokerSession, order: CancelOrder, signal: AbortSignal): Promise<ChangeOutcome> {
    const path = { variety: varietyOf(order), orderId: order.brokerOrderId };
    return changeOutcome('cancel', await this.#call(ENDPOINTS.cancel, session, signal, { path }));
  }

  async convertPosition(
    session: BrokerSession,
    conversion: ConvertPosition,
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    checkConversion(this.capabilities, conversion.from, conversion.to);
    const form = conversionForm(conversion);
    return conversionOutcome(await this.#call(ENDPOINTS.convert, session, signal, { form }));
  }

  async findByClientOrderId(
    session: BrokerSession,
    id: ClientOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    const rows = await this.#read(ENDPOINTS.orders, orderRows, { session, signal });
    return this.#ordersOf(
      session,
      rows.filter((row) => carriesTag(row, id)),
    );
  }

  async orders(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    return this.#ordersOf(session, await this.#read(ENDPOINTS.orders, orderRows, { session, signal }));
  }

  async orderHistory(
    session: BrokerSession,
    id: BrokerOrderId,
    signal: AbortSignal,
  ): Promise<readonly BrokerOrder[]> {
    const extra = { path: { orderId: id } };
    return this.#ordersOf(
      session,
      await this.#read(ENDPOINTS.orderHistory, orderRows, { session, signal, ...extra }),
    );
  }

  async trades(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerTrade[]> {
    return (await this.#read(ENDPOINTS.trades, tradeRows, { session, signal })).map(tradeFrom);
  }

  async positions(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerPosition[]> {
    return (await this.#read(ENDPOINTS.positions, positionBook, { session, signal })).net.map(positionFrom);
  }

  async holdings(session: BrokerSession, signal: AbortSignal): Promise<readonly BrokerHolding[]> {
    return (await this.#read(ENDPOINTS.holdings, holdingRows, { session, signal })).flatMap(holdingsFrom);
  }

  async funds(session: BrokerSession, signal: AbortSignal): Promise<BrokerFunds> {
    return fundsFrom(await this.#read(ENDPOINTS.margins, fundsAnswer, { session, signal }));
  }

  async authoriseSales(
    session: BrokerSession,
    holdings: readonly HoldingToSell[],
    signal: AbortSignal,
  ): Promise<string> {
    const extra = { form: authorisationForm(holdings) };
    const asked = await this.#read(ENDPOINTS.authoriseHoldings, authorisationRequest, {
      session,
      signal,
      ...extra,
    });
    const { apiKey } = kiteCredentials(session.credentials);
    const [key, id] = [apiKey, asked.request_id].map(encodeURIComponent);
    return `${this.#endpoints.authorise}/${key}/${id}`;
  }

  get clockSkewMs(): number | undefined {
    return this.#client.skew.ms;
  }

  /** The list stands in the developer console, which no call reads (docs, 2026-11). */
  async registeredAddresses(): Promise<undefined> {
    return undefined;
  }

  async requiredMargin(
    session: BrokerSession,
    orders: readonly MarginRequest[],
    signal: AbortSignal,
  ): Promise<Value> {
    const extra = { json: orders.map(marginOrder) };
    return (await this.#read(ENDPOINTS.basketMargin, basketMargin, { session, signal, ...extra })).final
      .total;
  }

  marketFeed(session: BrokerSession, listener: FeedListener, signal: AbortSignal): MarketFeed {
    const { clock, log, random = Math.random } = this.#options;
    const driver = new KiteFeed({
      ...this.#tickerWay,
      session,
      sessionLives: (until) => this.#sessionLives(session, until),
    });
    const ends = this.#until(signal);
    return createFeedPool({ driver, capability: KITE_FEED, listener, clock, random, log, signal: ends });
  }

  quotes(
    session: BrokerSession,
    instruments: readonly ReadInstrument[],
    signal: AbortSignal,
  ): Promise<readonly Tick[]> {
    return readQuotes(this.#asking(session, signal), instruments);
  }

  candles(session: BrokerSession, request: CandleRequest, signal: AbortSignal): Promise<readonly Candle[]> {
    return readCandles(this.#asking(session, signal), request, this.#options.clock, signal);
  }

  streamFacts(session: BrokerSession, signal: AbortSignal): AsyncIterable<AccountFact> {
    const settings = {
      ...this.#tickerWay,
      random: this.#options.random ?? Math.random,
      sessionLives: (of: BrokerSession, until: AbortSignal) => this.#sessionLives(of, until),
    };
    return streamKiteFacts(settings, session, this.#until(signal));
  }

  readWebhook(
    request: WebhookRequest,
    credentialsOf: (clientId: string) => Credentials | undefined,
  ): WebhookReading {
    return readPostback(request, credentialsOf);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connections.close();
  }

  get #tickerWay(): TickerWay {
    return {
      endpoint: this.#endpoints.stream,
      clock: this.#options.clock,
      ipFamily: this.#options.ipFamily ?? 4,
    };
  }

  #call(
    endpoint: Endpoint,
    session: BrokerSession,
    signal: AbortSignal,
    extra: Extra = {},
  ): Promise<KiteResult> {
    return this.#client.call({ endpoint, caller: callerOf(session), signal, ...extra });
  }

  #asking(session: BrokerSession, signal: AbortSignal): AskKite {
    return (endpoint, extra) => this.#call(endpoint, session, signal, extra);
  }

  async #read<T extends z.ZodType>(
    endpoint: Endpoint,
    schema: T,
    { session, signal, ...extra }: Read,
  ): Promise<z.infer<T>> {
    return readData(endpoint.name, await this.#call(endpoint, session, signal, extra), schema);
  }

  #ordersOf(session: BrokerSession, rows: readonly OrderRow[]): readonly BrokerOrder[] {
    return rows.map((row) => orderFrom(row, session.clientId));
  }

  /** Whether the broker accepts the session; undefined when it cannot be asked. */
  async #sessionLives(session: BrokerSession, signal: AbortSignal): Promise<boolean | undefined> {
    try {
      await this.profile(session, signal);
      return true;
    } catch (error) {
      if (!TradingError.is(error)) throw error;
      return error.code === 'session-expired' ? false : undefined;
    }
  }

  #until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#closing.signal]);
  }
}

/** A connection to Zerodha for any number of accounts. Throws for endpoints that it does not know. */
export function createZerodhaAdapter(options: ZerodhaOptions): BrokerPort {
  return new ZerodhaAdapter(options);
}
