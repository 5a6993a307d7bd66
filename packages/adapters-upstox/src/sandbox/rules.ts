/** Upstox's rules for the venue: ids, tokens, limits, and where each refusal shows. Sources stand at the numbers. */
import { type Instant, IST_OFFSET_MS } from '@copydesk/core';
import type { BrokerRules, IdShapes, RandomText, RateBucket } from '@copydesk/sandbox';

const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const CODE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function window(perSecond: number, perMinute: number, perHalfHour: number): RateBucket {
  return {
    per: 'client',
    windows: [
      { limit: perSecond, windowMs: 1_000 },
      { limit: perMinute, windowMs: 60_000 },
      { limit: perHalfHour, windowMs: 1_800_000 },
    ],
  };
}

/** Reads are counted per user and per API (docs "rate-limiting", 2026-09), so each has a bucket of this name. */
export const READ_BUCKETS = [
  'profile',
  'ip',
  'funds',
  'orders',
  'order-details',
  'order-history',
  'trades',
  'order-trades',
  'positions',
  'mtf-positions',
  'holdings',
  'convert',
  'margin',
  'quotes',
  'quotes-full',
  'quotes-ohlc',
  'quotes-greek',
  'quotes-ltp-v2',
  'quotes-ohlc-v2',
  'candles',
  'market',
  'authorize',
] as const;

const IDS: IdShapes = {
  // Fifteen digits: the date and a number of nine (docs "get-order-book", samples).
  orderId: (at, sequence) => `${compactDate(at)}${String(sequence).padStart(9, '0')}`,
  exchangeOrderId: (_at, sequence) => `1300000${String(sequence).padStart(9, '0')}`,
  tradeId: (_at, sequence) => String(50_000_000 + sequence),
  apiKey: (random) => [8, 4, 4, 4, 12].map((length) => random.pick(HEX, length)).join('-'),
  apiSecret: (random) => random.pick(LETTERS, 10),
  requestToken: (random) => random.pick(CODE, 6),
  accessToken: (about) => fakeJwt(about),
};

/** The shape of the broker's JWT (thread 17290) with a signature that no key made. */
function fakeJwt(about: Parameters<IdShapes['accessToken']>[0]): string {
  const part = (claims: unknown): string => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const header = part({ typ: 'JWT', kid: 'sandbox' });
  const claims = part({
    sub: about.client,
    jti: about.random.pick(HEX, 24),
    isMultiClient: false,
    isPlusPlan: false,
    iat: Math.floor(about.issuedAt / 1_000),
    iss: 'udapi-gateway-service',
    exp: Math.floor(about.expiresAt / 1_000),
  });
  return `${header}.${claims}.${signature(about.random)}`;
}

function signature(random: RandomText): string {
  return `sandbox${random.pick(CODE, 36)}`;
}

/** YYMMDD in India. */
function compactDate(at: Instant): string {
  return new Date(at + IST_OFFSET_MS).toISOString().slice(2, 10).replaceAll('-', '');
}

/** The rules of Upstox. */
export const UPSTOX_RULES: BrokerRules = {
  ids: IDS,
  // Docs "get-token", 2026-02.
  sessionEndsAt: { hour: 3, minute: 30 },
  // Whether a second login ends the first is unverified; a token lives until its time here.
  loginEndsFormer: false,
  // The code lives for minutes; how many is unverified.
  requestTokenMs: 300_000,
  rates: {
    // Docs "rate-limiting", 2026-09, algorithms that are not registered.
    order: window(10, 500, 2_000),
    // Docs "rate-limiting", 2026-02; whether these still hold is unverified.
    bulk: window(4, 40, 160),
    // Docs "rate-limiting", 2026-09.
    ...Object.fromEntries(READ_BUCKETS.map((name) => [name, window(50, 500, 2_000)])),
  },
  defaultPlan: 'basic',
  defaultProducts: ['I', 'D', 'MTF'],
  defaultSegments: ['NSE', 'NFO', 'BSE', 'CDS', 'BFO', 'BCD', 'MCX', 'NCO'],
  // UDAPI1119.
  tagLength: 40,
  modificationsPerOrder: undefined,
  // UDAPI1161 (thread 17637, 2026-09-23).
  disabledSegments: ['MCX'],
  // Announcement "market-protection", 2026-03-11; absent or 0 is refused with UDAPI1158 in practice.
  marketProtection: { required: true, minimum: 100, maximum: 2_500 },
  takesValidity: () => true,
  // The exchanges withdrew SL-M for options and on BSE; such an order is refused there, not by the broker's answer.
  takesOrderType: (instrument, orderType) =>
    orderType !== 'SL-M' || (instrument.kind !== 'OPT' && instrument.exchange !== 'BSE'),
  afterMarket: 'by-session',
  sellAuthorisation: 'checked',
  // A 200 means that Upstox took the request: these come later, as the status `rejected` (docs "v3/place-order").
  refusedAt: {
    margin: 'exchange',
    circuit: 'exchange',
    freeze: 'exchange',
    holdings: 'exchange',
    authorisation: 'exchange',
    tick: 'exchange',
    lot: 'exchange',
    trigger: 'exchange',
    'order-type': 'exchange',
  },
};

/** Ten digits, the same for the same order: `order_ref_id` is the broker's own affair. */
export function referenceOf(orderId: string): string {
  return `577${[...orderId].map((digit) => DIGITS[9 - Number(digit)] ?? '0').join('')}`.slice(0, 14);
}
