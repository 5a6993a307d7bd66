/** From what the market hub knows of an instrument to what the socket says of it: the brokers' own names, and rupees. */
import type { MarketDataMessage } from '@copydesk/api-contract';
import type { DepthLevel, Environment, Price, Tick, ToldTick } from '@copydesk/core';
import { priceToNumber } from '@copydesk/core';
import { priceOrNull, timeOrNull } from '../http/views/wire-values.ts';

/** `token`: what a broker's feed calls the instrument today; null when no list has it. */
export function marketData(
  told: ToldTick,
  environment: Environment,
  token: number | string | null,
): MarketDataMessage {
  const { tick, standing, previousClose } = told;
  return {
    instrument_id: tick.instrumentId,
    environment,
    tradable: tick.tradable,
    mode: tick.mode,
    instrument_token: token,
    last_price: priceToNumber(tick.lastPrice),
    last_traded_quantity: tick.lastQuantity ?? null,
    average_traded_price: priceOrNull(tick.averagePrice),
    volume_traded: tick.volume ?? null,
    total_buy_quantity: tick.totalBuyQuantity ?? null,
    total_sell_quantity: tick.totalSellQuantity ?? null,
    ohlc: ohlcOf(tick, previousClose),
    change: changeOf(tick.lastPrice, previousClose),
    last_trade_time: timeOrNull(tick.lastTradeAt),
    exchange_timestamp: timeOrNull(tick.exchangeAt),
    oi: tick.openInterest ?? null,
    oi_day_high: tick.openInterestHigh ?? null,
    oi_day_low: tick.openInterestLow ?? null,
    depth:
      tick.depth === undefined
        ? null
        : { buy: tick.depth.buy.map(levelOf), sell: tick.depth.sell.map(levelOf) },
    stale: standing === 'stale',
  };
}

/** `close` is the previous one, as brokers' feeds have it. */
function ohlcOf({ open, high, low }: Tick, close: Price | undefined): MarketDataMessage['ohlc'] {
  if ([open, high, low, close].every((price) => price === undefined)) return null;
  return {
    open: priceOrNull(open),
    high: priceOrNull(high),
    low: priceOrNull(low),
    close: priceOrNull(close),
  };
}

/** Per cent of the previous close. */
function changeOf(price: Price, close: Price | undefined): number | null {
  return close === undefined || close === 0 ? null : ((price - close) * 100) / close;
}

function levelOf({ price, quantity, orders }: DepthLevel) {
  return { quantity, price: priceToNumber(price), orders };
}
