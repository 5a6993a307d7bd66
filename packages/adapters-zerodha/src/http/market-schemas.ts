/** The shapes of Kite's quotes and candles. Source: Kite Connect v3 docs "Market quotes" and "Historical data", the broker's mocks of March 2026. */
import { z } from 'zod';
import { wirePrice, wirePriceOrNone, wireTimeOrNone } from '../map/wire-values.ts';

/** A count that may be missing: volumes of a day go beyond what an order's quantity holds. */
const countOrNone = z
  .int()
  .min(0)
  .nullish()
  .transform((count) => count ?? undefined);
const level = z.object({ price: wirePrice, quantity: z.int().min(0), orders: z.int().min(0) });

/** One instrument of `/quote`. */
export const quoteRow = z.object({
  instrument_token: z.int().min(0),
  timestamp: wireTimeOrNone,
  last_trade_time: wireTimeOrNone,
  last_price: wirePrice,
  last_quantity: countOrNone,
  buy_quantity: countOrNone,
  sell_quantity: countOrNone,
  volume: countOrNone,
  average_price: wirePriceOrNone,
  oi: countOrNone,
  oi_day_high: countOrNone,
  oi_day_low: countOrNone,
  ohlc: z.object({
    open: wirePriceOrNone,
    high: wirePriceOrNone,
    low: wirePriceOrNone,
    close: wirePriceOrNone,
  }),
  depth: z.object({ buy: z.array(level), sell: z.array(level) }).nullish(),
});
export type QuoteRow = z.infer<typeof quoteRow>;

/** Quotes by the key that was asked for; unknown ones are missing. */
export const quoteRows = z.record(z.string(), quoteRow);

/** `[time, open, high, low, close, volume]`, and open interest where it was asked for. */
const candleRow = z
  .tuple([z.string(), wirePrice, wirePrice, wirePrice, wirePrice, z.int().min(0)])
  .rest(z.int().min(0));
export type CandleRow = z.infer<typeof candleRow>;
export const candleRows = z.object({ candles: z.array(candleRow) });
