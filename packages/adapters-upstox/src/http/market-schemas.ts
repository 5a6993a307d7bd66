/** The shapes of Upstox's quotes and candles. Source: developer documentation and its samples, read 2026-02; a recording of 2024-05. */
import { type Instant, instantOf, type Price } from '@copydesk/core';
import { z } from 'zod';
import { valueFromRupees, wirePrice, wirePriceOrNone } from '../map/wire-values.ts';

/** A count that may be missing: an index has none, and volumes of a day go beyond what an order's quantity holds. */
const countOrNone = z
  .number()
  .min(0)
  .nullish()
  .transform((count) => count ?? undefined);
const fraction = z.number().nullish();
const level = z.object({ price: wirePrice, quantity: z.int().min(0), orders: z.int().min(0) });

/** A difference of prices in 1/10000 rupee; undefined where there is none. */
const changeOrNone = z
  .number()
  .nullish()
  .transform((rupees): number | undefined => {
    const value = rupees === null || rupees === undefined ? undefined : valueFromRupees(rupees);
    return value === undefined ? undefined : Number(value);
  });

/** `2024-05-18T09:31:54.649+05:30`. */
const isoTime = z.string().transform((text, context): Instant => {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return instantOf(at);
  context.addIssue({ code: 'custom', message: 'not a time with its zone' });
  return z.NEVER;
});

/** Milliseconds as text; 0 and "" are none. */
const epochOrNone = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((text): Instant | undefined => {
    const at = Number(text ?? 0);
    return Number.isSafeInteger(at) && at > 0 ? instantOf(at) : undefined;
  });

/** One instrument of the full quote. */
export const quoteRow = z.object({
  instrument_token: z.string().min(1),
  timestamp: isoTime,
  last_price: wirePrice,
  last_trade_time: epochOrNone,
  volume: countOrNone,
  average_price: wirePriceOrNone,
  oi: countOrNone,
  oi_day_high: countOrNone,
  oi_day_low: countOrNone,
  net_change: changeOrNone,
  total_buy_quantity: countOrNone,
  total_sell_quantity: countOrNone,
  ohlc: z.object({ open: wirePriceOrNone, high: wirePriceOrNone, low: wirePriceOrNone }).nullish(),
  depth: z.object({ buy: z.array(level), sell: z.array(level) }).nullish(),
});
export type QuoteRow = z.infer<typeof quoteRow>;

/** Quotes by a key of the broker's own; the instrument is told inside. */
export const quoteRows = z.record(z.string(), quoteRow);

/** Greeks of an option; volatility is a fraction here, unlike in the option chain. */
export const greekRow = z.object({
  instrument_token: z.string().min(1),
  delta: fraction,
  theta: fraction,
  gamma: fraction,
  vega: fraction,
  iv: fraction,
  cp: wirePriceOrNone,
});
export type GreekRow = z.infer<typeof greekRow>;
export const greekRows = z.record(z.string(), greekRow);

/** `[time, open, high, low, close, volume, open interest]`. */
const candleRow = z
  .tuple([isoTime, wirePrice, wirePrice, wirePrice, wirePrice, z.number().min(0)])
  .rest(z.number().min(0));
export type CandleRow = z.infer<typeof candleRow>;
export const candleRows = z.object({ candles: z.array(candleRow) });

/** What a price was before it changed by so much. */
export function priceBefore(price: Price, change: number | undefined): Price | undefined {
  if (change === undefined || change >= price) return undefined;
  return (price - change) as Price;
}
