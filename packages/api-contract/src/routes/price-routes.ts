/** Prices on request. */
import * as groups from '../groups.ts';
import * as prices from '../prices.ts';
import type { Route } from './route.ts';

/** What can be wrong when a broker of the caller is asked for prices. */
const PRICE_PROBLEMS = [
  'instruments-not-loaded',
  'instrument-not-found',
  'no-session',
  'session-expired',
  'broker-unreachable',
  'broker-answer-unreadable',
  'broker-refused',
  'rate-limited',
] as const;

export const PRICE_ROUTES = {
  quotes: {
    method: 'GET',
    path: '/api/quotes',
    summary: 'The present prices of instruments, as many as are known',
    about: 'prices',
    access: 'user',
    query: prices.quotesQuery,
    answer: { status: 200, body: prices.quotes },
    problems: PRICE_PROBLEMS,
  },
  candles: {
    method: 'GET',
    path: '/api/instruments/:id/candles',
    summary: 'History for a chart, oldest first',
    about: 'prices',
    access: 'user',
    params: groups.idParams,
    query: prices.candlesQuery,
    answer: { status: 200, body: prices.candles },
    problems: [...PRICE_PROBLEMS, 'instrument-not-listed', 'not-supported'],
  },
  optionChain: {
    method: 'GET',
    path: '/api/option-chain',
    summary: 'The options of an expiry around the money, with live figures',
    about: 'prices',
    access: 'user',
    query: prices.optionChainQuery,
    answer: { status: 200, body: prices.optionChain },
    problems: ['instruments-not-loaded', 'instrument-not-found', 'instrument-expired'],
  },
} as const satisfies Readonly<Record<string, Route>>;
