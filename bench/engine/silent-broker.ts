/**
 * A transport that does nothing: it notes when an order was handed to it, takes it at once, and keeps the books that the desk
 * reads. Nothing leaves the process.
 */
import type {
  AccountFact,
  AccountId,
  BrokerCapabilities,
  BrokerId,
  BrokerOrder,
  BrokerOrderId,
  BrokerPort,
  BrokerPosition,
  BrokerSession,
  BrokerTrade,
  ChangeOutcome,
  ModifyOrder,
  PlaceOrder,
  PlaceOutcome,
  Quantity,
  SignedQuantity,
  Value,
} from '@copydesk/core';
import { instantOf } from '@copydesk/core';

/** Windows that nothing here reaches, so that the budgets are computed as they always are. */
const UNREACHED = [
  { limit: 1_000_000, windowMs: 1_000 },
  { limit: 10_000_000, windowMs: 60_000 },
];

const CAPABILITIES: BrokerCapabilities = {
  products: ['I', 'D', 'MTF'],
  orderTypes: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
  refusedOrderTypes: [],
  validities: { default: ['DAY', 'IOC'] },
  segments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'],
  tagLength: 20,
  marketProtection: { automatic: true, minPercent: 1, maxPercent: 25, wholePercent: true },
  conversion: undefined,
  feed: undefined,
  marketReads: undefined,
  modificationsPerOrder: 25,
  orderRates: UNREACHED,
  readRates: { per: 'account', windows: [] },
  orderStream: 'always',
  streamShowsPlacement: true,
  absenceAfterMs: 120_000,
  writeTimeoutMs: 10_000,
  pollMs: { withStream: 2_000, withoutStream: 1_000 },
  logout: false,
  marginPreview: false,
  salesAuthorisation: false,
};

/** One account's order as the transport took it. */
export interface TakenOrder {
  readonly accountId: AccountId;
  readonly row: BrokerOrder;
}

/** Rows of one account, in the order in which they came. */
export type Books = Readonly<Record<AccountId, readonly BrokerOrder[]>>;

const ACCEPTED = { kind: 'known', status: 'working' } as const;
const FILLED = { kind: 'known', status: 'filled' } as const;

export class SilentBroker implements BrokerPort {
  readonly contractVersion = 1;
  readonly id: BrokerId;
  readonly capabilities = CAPABILITIES;
  readonly #books = new Map<AccountId, Map<BrokerOrderId, BrokerOrder>>();
  /** What was taken since `expect`. */
  #taken: TakenOrder[] = [];
  #expected = Number.POSITIVE_INFINITY;
  #placed = 0;
  /** When the last expected order was handed over: on the machine's monotonic clock, and in processor time of this thread. */
  lastMs = 0;
  lastCpuMs = 0;

  constructor(id: BrokerId, books: Books = {}) {
    this.id = id;
    for (const [accountId, rows] of Object.entries(books)) {
      this.#books.set(accountId as AccountId, new Map(rows.map((row) => [row.brokerOrderId, row])));
    }
  }

  /** Forgets what was taken; the moment of the order with this number from now on is noted. */
  expect(orders: number): void {
    this.#taken = [];
    this.#expected = orders;
  }

  /** What was taken since `expect`. */
  get taken(): readonly TakenOrder[] {
    return this.#taken;
  }

  /** Every account's rows. */
  get books(): Books {
    return Object.fromEntries([...this.#books].map(([id, rows]) => [id, [...rows.values()]]));
  }

  placeOrder(session: BrokerSession, order: PlaceOrder): Promise<PlaceOutcome> {
    const { accountId } = session;
    this.#placed += 1;
    const brokerOrderId = `${this.id}-${this.#placed}` as BrokerOrderId;
    this.#taken.push({ accountId, row: rowOf(brokerOrderId, order) });
    if (this.#taken.length === this.#expected) {
      this.lastMs = performance.now();
      this.lastCpuMs = threadCpuMs();
    }
    return Promise.resolve({ kind: 'accepted', brokerOrderId });
  }

  /** Fills everything that was taken at its price, in the books; returns what a stream would say of it. */
  fillTaken(): readonly { readonly accountId: AccountId; readonly fact: AccountFact }[] {
    return this.#taken.map(({ accountId, row }) => {
      const filled: BrokerOrder = { ...row, status: FILLED, filledQuantity: row.quantity };
      const book = this.#books.get(accountId);
      if (book === undefined) this.#books.set(accountId, new Map([[row.brokerOrderId, filled]]));
      else book.set(row.brokerOrderId, filled);
      return { accountId, fact: { type: 'order', order: filled } };
    });
  }

  async modifyOrder(_session: BrokerSession, _order: ModifyOrder): Promise<ChangeOutcome> {
    return { kind: 'accepted' };
  }

  async cancelOrder(): Promise<ChangeOutcome> {
    return { kind: 'accepted' };
  }

  async orders(session: BrokerSession): Promise<readonly BrokerOrder[]> {
    return this.#rows(session.accountId);
  }

  async findByClientOrderId(session: BrokerSession, id: BrokerOrder['clientOrderId']) {
    return this.#rows(session.accountId).filter((row) => row.clientOrderId === id);
  }

  async orderHistory(session: BrokerSession, id: BrokerOrderId) {
    return this.#rows(session.accountId).filter((row) => row.brokerOrderId === id);
  }

  async trades(session: BrokerSession): Promise<readonly BrokerTrade[]> {
    return this.#rows(session.accountId).map((row) => ({
      tradeId: row.brokerOrderId,
      brokerOrderId: row.brokerOrderId,
      listingKey: row.listingKey,
      side: row.side,
      product: row.product,
      quantity: row.quantity,
      price: row.averagePrice ?? FILL_PRICE,
      at: row.placedAt ?? instantOf(Date.now()),
    }));
  }

  async positions(session: BrokerSession): Promise<readonly BrokerPosition[]> {
    const byKey = new Map<string, { row: BrokerOrder; bought: number; sold: number }>();
    for (const row of this.#rows(session.accountId)) {
      const key = `${row.listingKey}|${row.product}`;
      const sums = byKey.get(key) ?? { row, bought: 0, sold: 0 };
      if (row.side === 'BUY') sums.bought += row.filledQuantity;
      else sums.sold += row.filledQuantity;
      byKey.set(key, sums);
    }
    return [...byKey.values()].map(({ row, bought, sold }) => ({
      listingKey: row.listingKey,
      symbol: row.listingKey,
      segment: 'NFO',
      product: row.product,
      quantity: (bought - sold) as SignedQuantity,
      carriedQuantity: 0 as SignedQuantity,
      averagePrice: FILL_PRICE,
      lastPrice: FILL_PRICE,
      previousClose: FILL_PRICE,
      dayBuyQuantity: bought as Quantity,
      dayBuyValue: (BigInt(bought) * BigInt(FILL_PRICE)) as Value,
      daySellQuantity: sold as Quantity,
      daySellValue: (BigInt(sold) * BigInt(FILL_PRICE)) as Value,
    }));
  }

  async convertPosition(): Promise<ChangeOutcome> {
    return { kind: 'accepted' };
  }

  async holdings() {
    return [];
  }

  async funds() {
    const value = 10_000_000_000n as Value;
    return { available: value, used: 0n as Value, opening: value, collateral: undefined };
  }

  async *streamFacts(_session: BrokerSession, signal: AbortSignal): AsyncIterable<AccountFact> {
    yield { type: 'stream-up' };
    if (signal.aborted) return;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async warmUp(): Promise<void> {}
  async logout(): Promise<void> {}
  async close(): Promise<void> {}

  readWebhook(): never {
    throw new Error('No webhook comes here.');
  }
  loginUrl(): never {
    throw new Error('Nobody logs in here.');
  }
  completeLogin(): never {
    throw new Error('Nobody logs in here.');
  }
  adoptToken(): never {
    throw new Error('Nobody logs in here.');
  }
  profile(): never {
    throw new Error('Nobody logs in here.');
  }
  listings(): never {
    throw new Error('There is no list here.');
  }
  authoriseSales(): never {
    throw new Error('No holding is here.');
  }
  async registeredAddresses() {
    return undefined;
  }
  readonly clockSkewMs = undefined;
  requiredMargin(): never {
    throw new Error('No margin is known here.');
  }
  marketFeed(): never {
    throw new Error('No price is known here.');
  }
  quotes(): never {
    throw new Error('No price is known here.');
  }
  candles(): never {
    throw new Error('No price is known here.');
  }

  #rows(accountId: AccountId): readonly BrokerOrder[] {
    return [...(this.#books.get(accountId)?.values() ?? [])];
  }
}

/** At what everything here fills, in 1/10000 rupee. */
export const FILL_PRICE = 1_000_000 as NonNullable<BrokerOrder['averagePrice']>;

/** Processor time of this thread. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function rowOf(brokerOrderId: BrokerOrderId, order: PlaceOrder): BrokerOrder {
  const now = instantOf(Date.now());
  return {
    brokerOrderId,
    clientOrderId: order.clientOrderId,
    listingKey: order.listing.key,
    side: order.side,
    orderType: order.orderType,
    protectedMarket: false,
    product: order.product,
    validity: order.validity,
    quantity: order.quantity,
    filledQuantity: 0 as Quantity,
    price: order.price,
    triggerPrice: order.triggerPrice,
    averagePrice: FILL_PRICE,
    status: ACCEPTED,
    statusText: undefined,
    afterMarket: order.afterMarket,
    placedByOther: false,
    placedAt: now,
    updatedAt: now,
  };
}
