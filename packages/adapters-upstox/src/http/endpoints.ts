/** Which of the broker's request budgets a call spends (docs "rate-limiting", read 2026-09). */
export type RateBucket = 'order-write' | 'standard';

/** One call of the REST interface. */
export interface Endpoint {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Which of the two hosts answers it. */
  readonly host: 'api' | 'hft';
  readonly path: string;
  readonly bucket: RateBucket;
  /** For the whole call, from queueing to the last byte. */
  readonly timeoutMs: number;
}

const READ_TIMEOUT_MS = 7_000;
const WRITE_TIMEOUT_MS = 10_000;

function read(name: string, method: Endpoint['method'], path: string): Endpoint {
  return { name, method, host: 'api', path, bucket: 'standard', timeoutMs: READ_TIMEOUT_MS };
}

function write(name: string, method: Endpoint['method'], path: string): Endpoint {
  return { name, method, host: 'hft', path, bucket: 'order-write', timeoutMs: WRITE_TIMEOUT_MS };
}

/** The calls this adapter makes. Source: Upstox developer documentation, read 2026-02 to 2026-09. */
export const ENDPOINTS = {
  exchangeToken: read('exchange-token', 'POST', '/v2/login/authorization/token'),
  logout: read('logout', 'DELETE', '/v2/logout'),
  profile: read('profile', 'GET', '/v2/user/profile'),
  addresses: read('addresses', 'GET', '/v2/user/ip'),
  funds: read('funds', 'GET', '/v3/user/get-funds-and-margin'),
  formerFunds: read('former-funds', 'GET', '/v2/user/get-funds-and-margin'),
  orders: read('orders', 'GET', '/v2/order/retrieve-all'),
  orderHistory: read('order-history', 'GET', '/v2/order/history'),
  trades: read('trades', 'GET', '/v2/order/trades/get-trades-for-day'),
  positions: read('positions', 'GET', '/v2/portfolio/short-term-positions'),
  mtfPositions: read('mtf-positions', 'GET', '/v3/portfolio/mtf-positions'),
  holdings: read('holdings', 'GET', '/v2/portfolio/long-term-holdings'),
  margin: read('margin', 'POST', '/v2/charges/margin'),
  authorizeStream: read('authorize-stream', 'GET', '/v2/feed/portfolio-stream-feed/authorize'),
  authorizeFeed: read('authorize-feed', 'GET', '/v3/feed/market-data-feed/authorize'),
  quotes: read('quotes', 'GET', '/v2/market-quote/quotes'),
  greeks: read('option-greeks', 'GET', '/v3/market-quote/option-greek'),
  candles: { ...read('candles', 'GET', '/v3/historical-candle'), timeoutMs: WRITE_TIMEOUT_MS },
  convert: {
    name: 'convert',
    method: 'PUT',
    host: 'api',
    path: '/v2/portfolio/convert-position',
    // Docs "rate-limiting", 2026-09, name place, modify and cancel as what the order limits count.
    bucket: 'standard',
    timeoutMs: WRITE_TIMEOUT_MS,
  },
  place: write('place', 'POST', '/v3/order/place'),
  modify: write('modify', 'PUT', '/v3/order/modify'),
  cancel: write('cancel', 'DELETE', '/v3/order/cancel'),
} as const satisfies Record<string, Endpoint>;

/** The path of a call with its query, each value encoded: an instrument key has a bar in it. */
export function pathOf(endpoint: Endpoint, query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? endpoint.path : `${endpoint.path}?${pairs.join('&')}`;
}
