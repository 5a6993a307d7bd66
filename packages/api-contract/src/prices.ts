/** Prices on request: quotes, candles, option chains. */
import * as z from 'zod/mini';
import {
  date,
  dateInput,
  type InputFault,
  limit,
  listOf,
  maybe,
  rupees,
  text,
  timestamp,
} from './primitives.ts';
import { environment, exchange } from './words.ts';

/** Instruments of one request for quotes. */
const MOST_QUOTES = 200;
const DAY_MS = 86_400_000;

export const candleInterval = z.enum(['1m', '3m', '5m', '10m', '15m', '30m', '1h', '1d']);

/** Ids with commas between them. */
const ids = z.pipe(
  z.string(),
  z.transform((value, context): string[] => {
    const found = [...new Set(value.split(',').map((id) => id.trim()))].filter((id) => id !== '');
    const code: InputFault | undefined =
      found.length === 0 ? 'required' : found.length > MOST_QUOTES ? 'too-large' : undefined;
    if (code === undefined) return found;
    const message = `Needs 1 to ${MOST_QUOTES} instrument ids with commas between them.`;
    context.issues.push({ code: 'custom', message, input: value, params: { code } });
    return z.NEVER;
  }),
);

/** A moment: ISO 8601 with an offset, or a date, which is its midnight in India. In milliseconds since 1970. */
const momentInput = z.pipe(
  z.string(),
  z.transform((value, context): number => {
    const isDate = z.safeParse(dateInput, value).success;
    const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(value);
    const at = Date.parse(isDate ? `${value}T00:00:00+05:30` : value);
    if ((isDate || isMoment) && !Number.isNaN(at)) return at;
    const params = { code: 'not-a-date' as InputFault };
    const message = 'Needs a moment as ISO 8601 with offset, or a date as YYYY-MM-DD.';
    context.issues.push({ code: 'custom', message, input: value, params });
    return z.NEVER;
  }),
);

export const quotesQuery = z.object({ ids, environment: maybe(environment) });

const level = z.object({
  price: rupees,
  quantity: z.number(),
  /** 0 where the broker does not tell. */
  orders: z.number(),
});
const depth = z.object({ buy: z.array(level), sell: z.array(level) });
const greeks = z.object({
  delta: z.number(),
  theta: z.number(),
  gamma: z.number(),
  vega: z.number(),
  rho: z.nullable(z.number()),
  /** A fraction of 1. */
  impliedVolatility: z.nullable(z.number()),
});

/** The present price of one instrument. What its broker does not tell is null. */
export const quote = z.object({
  instrumentId: z.string(),
  lastPrice: rupees,
  previousClose: z.nullable(rupees),
  change: z.nullable(rupees),
  changePercent: z.nullable(z.number()),
  open: z.nullable(rupees),
  high: z.nullable(rupees),
  low: z.nullable(rupees),
  averagePrice: z.nullable(rupees),
  lastQuantity: z.nullable(z.number()),
  volume: z.nullable(z.number()),
  totalBuyQuantity: z.nullable(z.number()),
  totalSellQuantity: z.nullable(z.number()),
  openInterest: z.nullable(z.number()),
  openInterestHigh: z.nullable(z.number()),
  openInterestLow: z.nullable(z.number()),
  lastTradeAt: z.nullable(timestamp),
  /** The exchange's time of these figures. */
  exchangeAt: z.nullable(timestamp),
  depth: z.nullable(depth),
  greeks: z.nullable(greeks),
});
/** Instruments of which nobody knows a price are left out. */
export const quotes = listOf(quote);

/** How far back one request may reach, by interval. */
const LONGEST_DAYS: Readonly<Record<z.output<typeof candleInterval>, number>> = {
  '1m': 31,
  '3m': 92,
  '5m': 92,
  '10m': 183,
  '15m': 183,
  '30m': 366,
  '1h': 732,
  '1d': 3_660,
};

export const candlesQuery = z
  .object({
    interval: candleInterval,
    /** Without it: five days before `to`; a year for days. */
    from: maybe(momentInput),
    /** Exclusive. Without it: now. */
    to: maybe(momentInput),
    environment: maybe(environment),
  })
  .check(
    z.refine(({ from, to }) => from === undefined || to === undefined || from < to, {
      error: 'Needs a `from` before `to`.',
      path: ['from'],
      params: { code: 'too-large' },
    }),
    z.refine(({ interval, from, to }) => (to ?? Date.now()) - (from ?? 0) <= longest(interval, from), {
      error: 'Reaches further than one request of this interval may.',
      path: ['from'],
      params: { code: 'too-small' },
    }),
  );

function longest(interval: z.output<typeof candleInterval>, from: number | undefined): number {
  return from === undefined ? Number.MAX_SAFE_INTEGER : LONGEST_DAYS[interval] * DAY_MS;
}

const candle = z.object({
  /** When it begins. */
  at: timestamp,
  open: rupees,
  high: rupees,
  low: rupees,
  close: rupees,
  volume: z.number(),
  openInterest: z.nullable(z.number()),
});
/** Oldest first; the last one may still be growing. */
export const candles = z.object({
  instrumentId: z.string(),
  interval: candleInterval,
  items: z.array(candle),
  next: z.nullable(z.string()),
});

export const optionChainQuery = z.object({
  underlying: text(40),
  /** NSE unless told. */
  exchange: maybe(exchange),
  /** The soonest unless told. */
  expiry: maybe(dateInput),
  /** Strikes to each side of the money. */
  strikes: limit(50, 10),
  environment: maybe(environment),
});

/** One option of a chain: what is listed, and its figures where they are known. */
const chainLeg = z.object({
  instrumentId: z.string(),
  lastPrice: z.nullable(rupees),
  change: z.nullable(rupees),
  changePercent: z.nullable(z.number()),
  bid: z.nullable(rupees),
  bidQuantity: z.nullable(z.number()),
  ask: z.nullable(rupees),
  askQuantity: z.nullable(z.number()),
  volume: z.nullable(z.number()),
  openInterest: z.nullable(z.number()),
  greeks: z.nullable(greeks),
});

export const optionChain = z.object({
  exchange,
  underlying: z.string(),
  expiry: date,
  /** All that are not over, soonest first. */
  expiries: z.array(date),
  /** What tells where the money is: the index or share, for commodities and currencies a future. */
  spot: z.nullable(
    z.object({
      instrumentId: z.string(),
      symbol: z.string(),
      lastPrice: z.nullable(rupees),
      change: z.nullable(rupees),
      changePercent: z.nullable(z.number()),
    }),
  ),
  /** The listed strike nearest to the spot; the middle one while its price is not known. */
  atMoney: z.nullable(rupees),
  items: z.array(z.object({ strike: rupees, call: z.nullable(chainLeg), put: z.nullable(chainLeg) })),
  next: z.nullable(z.string()),
  /** The code of why there are no prices (`no-session`, `rate-limited` …); null when there are. */
  unpriced: z.nullable(z.string()),
});

export type Quote = z.output<typeof quote>;
export type Candles = z.output<typeof candles>;
export type OptionChain = z.output<typeof optionChain>;
export type OptionChainLeg = z.output<typeof chainLeg>;
