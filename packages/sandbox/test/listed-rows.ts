/** Ten instruments and the rules of two invented brokers. Loaded by processes of the tests too, so it imports nothing of a test runner. */
import { type InstrumentId, type Price, priceOfUnits } from '@copydesk/core';
import type { BrokerRules, VenueInstrument } from '@copydesk/sandbox';

/** Rupees as a price. */
export const rupees = (amount: number): Price => priceOfUnits(Math.round(amount * 10_000));

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Rules of an invented broker that refuses margin, circuit and shares at the exchange, everything else at the gate. */
export const RULES: BrokerRules = {
  ids: {
    orderId: (_at, sequence) => `O${sequence}`,
    exchangeOrderId: (_at, sequence) => `X${sequence}`,
    tradeId: (_at, sequence) => `T${sequence}`,
    apiKey: (random) => `key-${random.pick(LETTERS, 8)}`,
    apiSecret: (random) => `secret-${random.pick(LETTERS, 8)}`,
    requestToken: (random) => `rt-${random.pick(LETTERS, 12)}`,
    accessToken: ({ random }) => `at-${random.pick(LETTERS, 16)}`,
  },
  sessionEndsAt: { hour: 6, minute: 0 },
  loginEndsFormer: true,
  requestTokenMs: 180_000,
  rates: {
    orders: {
      per: 'client',
      windows: [
        { limit: 10, windowMs: 1_000 },
        { limit: 400, windowMs: 60_000 },
      ],
    },
    reads: { per: 'app', windows: [{ limit: 10, windowMs: 1_000 }] },
  },
  defaultPlan: 'full',
  defaultProducts: ['I', 'D', 'MTF'],
  defaultSegments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'MCX'],
  tagLength: 20,
  modificationsPerOrder: 25,
  disabledSegments: [],
  marketProtection: { required: true, minimum: 1, maximum: 10_000 },
  takesValidity: (instrument, validity) => validity === 'DAY' || instrument.segment !== 'MCX',
  takesOrderType: (instrument, orderType) => orderType !== 'SL-M' || instrument.kind !== 'OPT',
  afterMarket: 'by-request',
  sellAuthorisation: 'checked',
  refusedAt: { margin: 'exchange', circuit: 'exchange', holdings: 'exchange', trigger: 'exchange' },
};

/** The same with the other choices: everything inferred from the session, MCX off. */
export const OTHER_RULES: BrokerRules = {
  ...RULES,
  sessionEndsAt: { hour: 3, minute: 30 },
  loginEndsFormer: false,
  afterMarket: 'by-session',
  disabledSegments: ['MCX'],
  modificationsPerOrder: undefined,
  ids: { ...RULES.ids, orderId: (_at, sequence) => `U${sequence}` },
};

function row(
  given: Omit<Partial<VenueInstrument>, 'id'> & { readonly id: string; readonly exchangeToken: string },
): VenueInstrument {
  const { id, exchangeToken } = given;
  return {
    exchange: 'NSE',
    segment: 'NSE',
    kind: 'EQ',
    underlying: 'RELIANCE',
    underlyingClass: 'equity',
    underlyingId: undefined,
    expiry: undefined,
    weekly: false,
    strike: undefined,
    optionType: undefined,
    isin: undefined,
    series: undefined,
    name: id,
    lotSize: 1,
    tickSize: rupees(0.05),
    freezeQuantity: undefined,
    contractMultiplier: 1,
    previousClose: undefined,
    listings: { kite: { key: `K:${id}`, feedToken: exchangeToken, symbol: id } },
    ...given,
    id: id as InstrumentId,
  };
}

const BANKNIFTY = 'NSE:INDEX:BANKNIFTY' as InstrumentId;
const RELIANCE = 'NSE:INE002A01018' as InstrumentId;

/** The rows of a day; `expiry` of the derivatives is 2026-11-24 unless given. */
export function rows(expiry = '2026-11-24'): readonly VenueInstrument[] {
  const option = {
    exchange: 'NSE',
    segment: 'NFO',
    kind: 'OPT',
    underlying: 'BANKNIFTY',
    underlyingClass: 'index',
    underlyingId: BANKNIFTY,
    expiry,
    lotSize: 35,
    freezeQuantity: 600,
  } as const;
  return [
    row({
      id: BANKNIFTY,
      exchangeToken: '9',
      kind: 'INDEX',
      underlying: 'BANKNIFTY',
      underlyingClass: 'index',
      lotSize: 0,
      tickSize: 0 as Price,
      previousClose: rupees(43_200),
    }),
    row({
      ...option,
      id: `NFO:BANKNIFTY:${expiry}:43000:CE`,
      exchangeToken: '101',
      strike: rupees(43_000),
      optionType: 'CE',
    }),
    row({
      ...option,
      id: `NFO:BANKNIFTY:${expiry}:43000:PE`,
      exchangeToken: '102',
      strike: rupees(43_000),
      optionType: 'PE',
    }),
    row({
      ...option,
      id: `NFO:BANKNIFTY:${expiry}:44000:CE`,
      exchangeToken: '103',
      strike: rupees(44_000),
      optionType: 'CE',
    }),
    row({
      id: `NFO:BANKNIFTY:${expiry}:FUT`,
      exchangeToken: '104',
      segment: 'NFO',
      kind: 'FUT',
      underlying: 'BANKNIFTY',
      underlyingClass: 'index',
      underlyingId: BANKNIFTY,
      expiry,
      lotSize: 35,
      freezeQuantity: 600,
      tickSize: rupees(0.2),
    }),
    row({
      id: RELIANCE,
      exchangeToken: '2885',
      isin: 'INE002A01018',
      series: 'EQ',
      name: 'RELIANCE INDUSTRIES',
      previousClose: rupees(1_500),
    }),
    row({
      id: 'BSE:INE002A01018',
      exchangeToken: '500325',
      exchange: 'BSE',
      segment: 'BSE',
      isin: 'INE002A01018',
      series: 'A',
      previousClose: rupees(1_500),
    }),
    row({
      id: 'NSE:INE009A01021',
      exchangeToken: '1594',
      underlying: 'INFY',
      isin: 'INE009A01021',
      series: 'EQ',
      name: 'INFOSYS',
      previousClose: rupees(1_800),
    }),
    row({
      id: `CDS:USDINR:${expiry}:FUT`,
      exchangeToken: '1612',
      segment: 'CDS',
      kind: 'FUT',
      underlying: 'USDINR',
      underlyingClass: 'currency',
      expiry,
      tickSize: rupees(0.0025),
      contractMultiplier: 1_000,
      previousClose: rupees(84.2),
    }),
    row({
      id: `MCX:GOLDM:${expiry}:FUT`,
      exchangeToken: '466583',
      exchange: 'MCX',
      segment: 'MCX',
      kind: 'FUT',
      underlying: 'GOLDM',
      underlyingClass: 'commodity',
      expiry,
      tickSize: rupees(1),
      contractMultiplier: 10,
      previousClose: rupees(120_000),
    }),
  ];
}

/** Ids of the rows. */
export const CE = 'NFO:BANKNIFTY:2026-11-24:43000:CE';
export const FUTURE = 'NFO:BANKNIFTY:2026-11-24:FUT';
export const SHARE = RELIANCE;
export const INDEX = BANKNIFTY;
