/** Which of the broker's request budgets a call spends (forum 15912 and docs "Exceptions", read 2026-11). */
export type RateBucket = 'order-write' | 'quote' | 'historical' | 'other';

/** One call of the REST interface. */
export interface Endpoint {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` stands for a value. */
  readonly path: string;
  readonly bucket: RateBucket;
  /** For the whole call, from queueing to the last byte. */
  readonly timeoutMs: number;
}

const READ_TIMEOUT_MS = 7_000;
const WRITE_TIMEOUT_MS = 10_000;

function read(name: string, method: Endpoint['method'], path: string): Endpoint {
  return { name, method, path, bucket: 'other', timeoutMs: READ_TIMEOUT_MS };
}

function write(name: string, method: Endpoint['method'], path: string): Endpoint {
  return { name, method, path, bucket: 'order-write', timeoutMs: WRITE_TIMEOUT_MS };
}

/** The calls this adapter makes. Source: Kite Connect v3 docs, read 2026-11. */
export const ENDPOINTS = {
  exchangeToken: read('exchange-token', 'POST', '/session/token'),
  logout: read('logout', 'DELETE', '/session/token'),
  profile: read('profile', 'GET', '/user/profile'),
  margins: read('funds', 'GET', '/user/margins'),
  orders: read('orders', 'GET', '/orders'),
  orderHistory: read('order-history', 'GET', '/orders/:orderId'),
  trades: read('trades', 'GET', '/trades'),
  positions: read('positions', 'GET', '/portfolio/positions'),
  holdings: read('holdings', 'GET', '/portfolio/holdings'),
  authoriseHoldings: read('authorise-holdings', 'POST', '/portfolio/holdings/authorise'),
  basketMargin: read('basket-margin', 'POST', '/margins/basket?consider_positions=true&mode=compact'),
  quotes: { ...read('quotes', 'GET', '/quote'), bucket: 'quote' },
  candles: {
    ...read('candles', 'GET', '/instruments/historical/:token/:interval'),
    bucket: 'historical',
    // 60 days of minutes are 22 500 rows.
    timeoutMs: WRITE_TIMEOUT_MS,
  },
  place: write('place', 'POST', '/orders/:variety'),
  modify: write('modify', 'PUT', '/orders/:variety/:orderId'),
  cancel: write('cancel', 'DELETE', '/orders/:variety/:orderId'),
  convert: {
    name: 'convert',
    method: 'PUT',
    path: '/portfolio/positions',
    // Not on the orders endpoint, so it counts with the reads (forum 35150 names the orders endpoint alone).
    bucket: 'other',
    timeoutMs: WRITE_TIMEOUT_MS,
  },
} as const satisfies Record<string, Endpoint>;

/** The path of a call with its values in place, each encoded. */
export function pathOf(endpoint: Endpoint, values: Readonly<Record<string, string>> = {}): string {
  let path = endpoint.path;
  for (const [name, value] of Object.entries(values))
    path = path.replace(`:${name}`, encodeURIComponent(value));
  return path;
}
