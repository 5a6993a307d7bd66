/** Answers as the contract has them, for component tests; each is checked against its schema where it is served. */
import type {
  Account,
  Child,
  ChildOrder,
  ChildPosition,
  Divergence,
  Group,
  Instrument,
  KillSwitch,
  MarketDataMessage,
  Order,
  Position,
  PositionPnl,
  Protection,
} from '@copydesk/api-contract';

export const EXPIRY = '2026-12-01';
export const INSTRUMENT_ID = `NFO:NIFTY:${EXPIRY}:26000:CE`;
const PLACED_AT = '2026-11-23T11:22:07.041+05:30';

export function anInstrument(part: Partial<Instrument> = {}): Instrument {
  return {
    id: INSTRUMENT_ID,
    symbol: 'NIFTY26D0126000CE',
    name: 'NIFTY 26000 CE',
    exchange: 'NSE',
    segment: 'NFO',
    kind: 'OPT',
    underlying: 'NIFTY',
    expiry: EXPIRY,
    strike: 26000,
    optionType: 'CE',
    lotSize: 65,
    tickSize: 0.05,
    freezeQuantity: 1800,
    contractMultiplier: 1,
    isin: null,
    adjustedFrom: null,
    ...part,
  };
}

/** `anAccount('MASTER:k2')`: logged in at the Zerodha sandbox. */
export function anAccount(address: string, part: Partial<Account> = {}): Account {
  return {
    id: `id-${address}`,
    accountId: `id-${address}`,
    address,
    account: address,
    broker: 'zerodha-sandbox',
    brokerName: 'Zerodha sandbox',
    environment: 'sandbox',
    clientId: `SB${address.slice(-2).toUpperCase()}`,
    egress: { kind: 'default' },
    credentialsSet: ['apiKey', 'apiSecret'],
    session: {
      state: 'live',
      issuedAt: '2026-11-23T08:41:00+05:30',
      validUntil: '2026-11-24T06:00:00+05:30',
      endedBecause: null,
      products: ['I', 'D'],
      segments: ['NSE', 'NFO'],
      sellAuthorisation: 'standing',
    },
    stream: 'up',
    settled: true,
    disarmedBecause: null,
    group: { id: 'g1', name: 'Family', role: address.startsWith('MASTER') ? 'master' : 'child' },
    laneDepth: 0,
    ...part,
  };
}

export function aLink(address: string, part: Partial<Child> = {}): Child {
  return {
    accountId: `id-${address}`,
    account: address,
    relationship: 'spouse',
    declaredOn: '2026-04-12',
    state: 'active',
    stoppedBecause: null,
    sizing: { kind: 'multiplier', factor: 1, capLots: null, atLeastOneLot: false },
    filters: { segments: [], products: [], underlyings: [] },
    guards: {
      maxQuantity: null,
      maxValue: null,
      maxOpenPositions: null,
      maxDayLoss: null,
      priceDriftPercent: null,
      window: null,
    },
    entryCapPercent: 3,
    onIncomplete: 'flatten',
    unclosed: [],
    capital: null,
    dayLoss: 0,
    ...part,
  };
}

export function aGroup(part: Partial<Group> = {}): Group {
  return {
    id: 'g1',
    version: 3,
    name: 'Family',
    environment: 'sandbox',
    masterId: 'id-MASTER:k2',
    master: 'MASTER:k2',
    copyWhen: 'onAccepted',
    copyOutsideOrders: true,
    protection: 'follow',
    exitCapPercent: 5,
    masterCapital: null,
    capital: null,
    armed: true,
    children: [
      aLink('CHILD:c1', { sizing: { kind: 'multiplier', factor: 0.5, capLots: null, atLeastOneLot: false } }),
      aLink('CHILD:c2', { sizing: { kind: 'fixed', lots: 1, capLots: null, atLeastOneLot: false } }),
    ],
    ...part,
  };
}

export function aChildOrder(address: string, part: Partial<ChildOrder> = {}): ChildOrder {
  return {
    childId: `o1/${address}`,
    part: 'entry',
    accountId: `id-${address}`,
    account: address,
    orderId: `o1-${address}`,
    status: 'filled',
    reason: null,
    quantity: 130,
    filledQuantity: 130,
    averagePrice: 118.55,
    brokerOrderIds: ['261123000000017'],
    ackMs: 84,
    certainBy: null,
    ...part,
  };
}

export function anOrder(part: Partial<Order> = {}): Order {
  return {
    id: 'o1',
    accountId: 'id-MASTER:k2',
    account: 'MASTER:k2',
    environment: 'sandbox',
    groupId: 'g1',
    parentOrderId: null,
    instrumentId: INSTRUMENT_ID,
    symbolName: 'NIFTY26D0126000CE',
    exchange: 'NSE',
    instrumentType: 'OPT',
    expiry: EXPIRY,
    strike: 26000,
    optionType: 'CE',
    lotSize: 65,
    tickSize: 0.05,
    contractMultiplier: 1,
    side: 'BUY',
    product: 'D',
    orderType: 'LIMIT',
    validity: 'DAY',
    quantity: 260,
    filledQuantity: 260,
    price: 118.4,
    triggerPrice: null,
    averagePrice: 118.4,
    status: 'filled',
    reason: null,
    brokerOrderIds: ['261123000000001'],
    origin: 'desk',
    tag: null,
    placedAt: PLACED_AT,
    updatedAt: PLACED_AT,
    ackMs: 38,
    certainBy: null,
    childOrders: [aChildOrder('CHILD:c1')],
    ...part,
  };
}

export function aPosition(address: string, part: Partial<Position> = {}): Position {
  return {
    accountId: `id-${address}`,
    account: address,
    instrumentId: INSTRUMENT_ID,
    netQty: 260,
    symbolName: 'NIFTY26D0126000CE',
    baseInstrument: 'NIFTY',
    instrumentType: 'OPT',
    expiry: EXPIRY,
    strike: 26000,
    optionType: 'CE',
    exchange: 'NSE',
    lotSize: 65,
    tickSize: 0.05,
    contractMultiplier: 1,
    side: 'LONG',
    action: 'BUY',
    product: 'D',
    buyQty: 260,
    buyPrice: 118.4,
    sellQty: 0,
    sellPrice: null,
    avgPrice: 118.4,
    ltp: 124.15,
    pnl: 1495,
    dayPnl: 1495,
    realisedPnL: 0,
    unrealisedPnL: 1495,
    pnlFrom: 'trades',
    sl: null,
    setSl: false,
    target: null,
    setTarget: false,
    trail: null,
    leftBy: null,
    copied: 260,
    expected: null,
    drift: null,
    driftLots: null,
    driftValue: null,
    childPositions: [],
    ...part,
  };
}

/** What {@link aPosition} makes, as the stream tells it. */
export function aPositionPnl(address: string, part: Partial<PositionPnl> = {}): PositionPnl {
  const { accountId, instrumentId, product, netQty, ltp, pnl, dayPnl, realisedPnL, unrealisedPnL } =
    aPosition(address);
  const figures = { ltp, pnl, dayPnl, realisedPnL, unrealisedPnL, stale: false };
  return { accountId, instrumentId, product, netQty, ...figures, ...part };
}

/** c2 holds nothing of the lot that its rule gave: it was sold by hand. */
export function aDivergence(part: Partial<Divergence> = {}): Divergence {
  return {
    id: 'd1',
    groupId: 'g1',
    accountId: 'id-CHILD:c2',
    account: 'CHILD:c2',
    instrumentId: INSTRUMENT_ID,
    symbolName: 'NIFTY26D0126000CE',
    product: 'D',
    expected: 65,
    actual: 0,
    lots: -1,
    value: -8069.75,
    cause: { code: 'unexplained', text: 'No order of the desk explains it.' },
    orderId: null,
    since: '2026-11-23T11:31:02+05:30',
    resolvedAt: null,
    ...part,
  };
}

/** A stop of the master's position, armed and seeing prices. */
export function aProtection(part: Partial<Protection> = {}): Protection {
  return {
    scope: 'position',
    accountId: 'id-MASTER:k2',
    account: 'MASTER:k2',
    groupId: null,
    instrumentId: INSTRUMENT_ID,
    product: 'D',
    sl: 110,
    stop: null,
    target: null,
    trail: null,
    stopNow: 110,
    resting: false,
    restingOrderId: null,
    state: 'watching',
    figure: 124.15,
    standing: 'live',
    silentSince: null,
    triggered: null,
    since: '2026-11-23T11:20:00+05:30',
    ...part,
  };
}

/** No switch is on. */
export function aKillSwitch(part: Partial<KillSwitch> = {}): KillSwitch {
  return { active: [], orders: [], held: 0, unreached: [], ...part };
}

/** A tick of a feed; the previous close was 118.40, the best prices stand 5 paise apart from it. */
export function aTick(
  instrumentId: string,
  lastPrice: number,
  part: Partial<MarketDataMessage> = {},
): MarketDataMessage {
  return {
    instrument_id: instrumentId,
    environment: 'sandbox',
    tradable: true,
    mode: 'full',
    instrument_token: null,
    last_price: lastPrice,
    last_traded_quantity: null,
    average_traded_price: null,
    volume_traded: null,
    total_buy_quantity: null,
    total_sell_quantity: null,
    ohlc: { open: null, high: null, low: null, close: 118.4 },
    change: null,
    last_trade_time: null,
    exchange_timestamp: null,
    oi: null,
    oi_day_high: null,
    oi_day_low: null,
    depth: {
      buy: [{ quantity: 65, price: lastPrice - 0.05, orders: 1 }],
      sell: [{ quantity: 65, price: lastPrice + 0.05, orders: 1 }],
    },
    stale: false,
    ...part,
  };
}

/** What a child holds, all of it copied, as it stands under its master's position. */
export function aChildPosition(
  address: string,
  netQty: number,
  part: Partial<ChildPosition> = {},
): ChildPosition {
  const { childPositions: _none, ...position } = aPosition(address, { netQty, copied: netQty });
  return { ...position, ...part };
}
