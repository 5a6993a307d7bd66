/** Prices on request as the contract shows them. */
import type { Candles, OptionChain, OptionChainLeg, Quote } from '@copydesk/api-contract';
import type { Candle, ChainRow, ChainShape, DepthLevel, InstrumentId, Price, Tick } from '@copydesk/core';
import { priceToNumber } from '@copydesk/core';
import { priceOrNull, timeOf, timeOrNull } from './wire-values.ts';

/** What is known of prices, by instrument. */
export type Ticks = ReadonlyMap<InstrumentId, Tick>;

/** One quote. */
export function quoteView(tick: Tick): Quote {
  return {
    instrumentId: tick.instrumentId,
    lastPrice: priceToNumber(tick.lastPrice),
    previousClose: priceOrNull(tick.previousClose),
    ...changeOf(tick),
    open: priceOrNull(tick.open),
    high: priceOrNull(tick.high),
    low: priceOrNull(tick.low),
    averagePrice: priceOrNull(tick.averagePrice),
    lastQuantity: tick.lastQuantity ?? null,
    volume: tick.volume ?? null,
    totalBuyQuantity: tick.totalBuyQuantity ?? null,
    totalSellQuantity: tick.totalSellQuantity ?? null,
    openInterest: tick.openInterest ?? null,
    openInterestHigh: tick.openInterestHigh ?? null,
    openInterestLow: tick.openInterestLow ?? null,
    lastTradeAt: timeOrNull(tick.lastTradeAt),
    exchangeAt: timeOrNull(tick.exchangeAt),
    depth:
      tick.depth === undefined
        ? null
        : { buy: tick.depth.buy.map(levelView), sell: tick.depth.sell.map(levelView) },
    greeks: greeksView(tick),
  };
}

/** One candle. */
export function candleView(candle: Candle): Candles['items'][number] {
  return {
    at: timeOf(candle.at),
    open: priceToNumber(candle.open),
    high: priceToNumber(candle.high),
    low: priceToNumber(candle.low),
    close: priceToNumber(candle.close),
    volume: candle.volume,
    openInterest: candle.openInterest ?? null,
  };
}

/** A chain with what is known of its prices. */
export function chainView(
  shape: ChainShape,
  rows: readonly ChainRow[],
  ticks: Ticks,
  more: { readonly atMoney: Price | undefined; readonly unpriced: string | undefined },
): OptionChain {
  const spot = shape.spot;
  const spotTick = spot === undefined ? undefined : ticks.get(spot.id);
  return {
    exchange: shape.exchange,
    underlying: shape.underlying,
    expiry: shape.expiry,
    expiries: [...shape.expiries],
    spot:
      spot === undefined
        ? null
        : {
            instrumentId: spot.id,
            symbol: spot.symbol,
            lastPrice: priceOrNull(spotTick?.lastPrice),
            ...changeOf(spotTick),
          },
    atMoney: priceOrNull(more.atMoney),
    items: rows.map(({ strike, call, put }) => ({
      strike: priceToNumber(strike),
      call: legView(call, ticks),
      put: legView(put, ticks),
    })),
    next: null,
    unpriced: more.unpriced ?? null,
  };
}

function legView(id: InstrumentId | undefined, ticks: Ticks): OptionChainLeg | null {
  if (id === undefined) return null;
  const tick = ticks.get(id);
  const [bid] = tick?.depth?.buy ?? [];
  const [ask] = tick?.depth?.sell ?? [];
  return {
    instrumentId: id,
    lastPrice: priceOrNull(tick?.lastPrice),
    ...changeOf(tick),
    bid: priceOrNull(bid?.price),
    bidQuantity: bid?.quantity ?? null,
    ask: priceOrNull(ask?.price),
    askQuantity: ask?.quantity ?? null,
    volume: tick?.volume ?? null,
    openInterest: tick?.openInterest ?? null,
    greeks: tick === undefined ? null : greeksView(tick),
  };
}

function changeOf(tick: Tick | undefined): Pick<Quote, 'change' | 'changePercent'> {
  const close = tick?.previousClose;
  if (tick === undefined || close === undefined || close === 0) return { change: null, changePercent: null };
  const change = tick.lastPrice - close;
  return { change: change / 10_000, changePercent: (change * 100) / close };
}

function greeksView({ greeks }: Tick): Quote['greeks'] {
  if (greeks === undefined) return null;
  const { delta, theta, gamma, vega, rho, impliedVolatility } = greeks;
  return { delta, theta, gamma, vega, rho: rho ?? null, impliedVolatility: impliedVolatility ?? null };
}

function levelView({ price, quantity, orders }: DepthLevel) {
  return { price: priceToNumber(price), quantity, orders };
}
