/** A quote of Kite as a tick. */
import type { DepthLevel, ReadInstrument, Segment, Tick } from '@copydesk/core';
import type { QuoteRow } from '../http/market-schemas.ts';

/** The last byte of a token says what it is of; 9 is an index (docs "Instruments", 2026-11). */
const INDEX_CODE = 9;
/** Shares have no open interest, though the answer says 0. */
const CASH: ReadonlySet<Segment> = new Set(['NSE', 'BSE']);

/** What an answer tells of an instrument. An index has no volume and no book: what the answer says there is 0. */
export function tickFrom({ instrumentId, listing }: ReadInstrument, row: QuoteRow): Tick {
  const tradable = (row.instrument_token & 0xff) !== INDEX_CODE;
  const contract = !CASH.has(listing.segment);
  const ofTrades = <T>(value: T): T | undefined => (tradable ? value : undefined);
  return {
    instrumentId,
    mode: tradable ? 'full' : 'quote',
    tradable,
    lastPrice: row.last_price,
    previousClose: row.ohlc.close,
    open: row.ohlc.open,
    high: row.ohlc.high,
    low: row.ohlc.low,
    lastQuantity: ofTrades(row.last_quantity),
    averagePrice: ofTrades(row.average_price),
    volume: ofTrades(row.volume),
    totalBuyQuantity: ofTrades(row.buy_quantity),
    totalSellQuantity: ofTrades(row.sell_quantity),
    openInterest: contract ? row.oi : undefined,
    openInterestHigh: contract ? row.oi_day_high : undefined,
    openInterestLow: contract ? row.oi_day_low : undefined,
    lastTradeAt: row.last_trade_time,
    exchangeAt: row.timestamp,
    depth:
      tradable && row.depth ? { buy: standing(row.depth.buy), sell: standing(row.depth.sell) } : undefined,
    greeks: undefined,
  };
}

/** Empty levels are written as zeros. */
function standing(levels: readonly DepthLevel[]): readonly DepthLevel[] {
  return levels.filter(({ quantity }) => quantity > 0);
}
