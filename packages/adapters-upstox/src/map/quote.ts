/** A quote of Upstox as a tick. */
import type { DepthLevel, Greeks, ReadInstrument, Segment, Tick } from '@copydesk/core';
import { type GreekRow, priceBefore, type QuoteRow } from '../http/market-schemas.ts';

/** Shares have no open interest, though the answer says 0. */
const CASH: ReadonlySet<Segment> = new Set(['NSE', 'BSE']);

/** What an answer tells of an instrument. `ohlc.close` is the last price during the session, so the previous close is worked out from the change. */
export function tickFrom(
  { instrumentId, listing }: ReadInstrument,
  row: QuoteRow,
  greeks: GreekRow | undefined,
): Tick {
  const tradable = !isIndexKey(row.instrument_token);
  const contract = !CASH.has(listing.segment);
  return {
    instrumentId,
    mode: tradable ? 'full' : 'quote',
    tradable,
    lastPrice: row.last_price,
    previousClose: priceBefore(row.last_price, row.net_change),
    open: row.ohlc?.open,
    high: row.ohlc?.high,
    low: row.ohlc?.low,
    lastQuantity: undefined,
    averagePrice: row.average_price,
    volume: tradable ? row.volume : undefined,
    totalBuyQuantity: tradable ? row.total_buy_quantity : undefined,
    totalSellQuantity: tradable ? row.total_sell_quantity : undefined,
    openInterest: contract ? row.oi : undefined,
    openInterestHigh: contract ? row.oi_day_high : undefined,
    openInterestLow: contract ? row.oi_day_low : undefined,
    lastTradeAt: row.last_trade_time,
    exchangeAt: row.timestamp,
    depth:
      tradable && row.depth ? { buy: standing(row.depth.buy), sell: standing(row.depth.sell) } : undefined,
    greeks: greeks === undefined ? undefined : greeksFrom(greeks),
  };
}

/** Whether a key names an index: `NSE_INDEX|Nifty 50`. */
export function isIndexKey(key: string): boolean {
  return key.includes('_INDEX|');
}

/** Rho is not told by this call. */
function greeksFrom(row: GreekRow): Greeks | undefined {
  const { delta, theta, gamma, vega, iv } = row;
  if (!isTold(delta) || !isTold(theta) || !isTold(gamma) || !isTold(vega)) return undefined;
  return { delta, theta, gamma, vega, rho: undefined, impliedVolatility: iv ?? undefined };
}

function isTold(figure: number | null | undefined): figure is number {
  return figure !== null && figure !== undefined;
}

/** Empty levels are written as zeros. */
function standing(levels: readonly DepthLevel[]): readonly DepthLevel[] {
  return levels.filter(({ quantity }) => quantity > 0);
}
