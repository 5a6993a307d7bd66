import { type FedInstrument, type FeedMode, instantOf, type Tick } from '@copydesk/core';
import type { VenueFigures } from '@copydesk/sandbox';

/** Levels of depth that the reference broker shows. */
export const REFERENCE_LEVELS = 5;

/** The venue's figures as a tick: exact, and of each mode what that mode tells. */
export function tickOf(
  { instrumentId, tradable }: Pick<FedInstrument, 'instrumentId' | 'tradable'>,
  mode: FeedMode,
  figures: VenueFigures,
): Tick {
  const quote = mode !== 'ltp' ? figures : undefined;
  const traded = tradable ? quote : undefined;
  const full = mode === 'full' ? figures : undefined;
  const volume = traded?.volume;
  return {
    instrumentId,
    mode,
    tradable,
    lastPrice: figures.lastPrice,
    previousClose: quote?.previousClose,
    open: quote?.open,
    high: quote?.high,
    low: quote?.low,
    lastQuantity: traded?.lastQuantity,
    averagePrice: traded === undefined || volume === 0 ? undefined : traded.averagePrice,
    volume,
    totalBuyQuantity: traded?.totalBuyQuantity,
    totalSellQuantity: traded?.totalSellQuantity,
    openInterest: full?.openInterest?.now,
    openInterestHigh: full?.openInterest?.high,
    openInterestLow: full?.openInterest?.low,
    lastTradeAt: full?.lastTradeAt,
    // Brokers tell whole seconds at best; so does this one.
    exchangeAt: full === undefined ? undefined : instantOf(Math.floor(full.exchangeAt / 1_000) * 1_000),
    depth: full?.depth,
    greeks: full?.greeks,
  };
}
