/** The ticks of a decoded `FeedResponse`, worked out plainly from what the official decoder says: the second opinion on ours. */
import { type FedInstrument, type Price, priceFromNumber, type Tick } from '@copydesk/core';
import type { FeedMessage } from './feed-schema.ts';

/** What our decoder should say of the message. */
export function expectedTicks(
  message: FeedMessage,
  instruments: ReadonlyMap<string, FedInstrument>,
): readonly Tick[] {
  const sentAt = time(message.currentTs);
  return Object.entries<FeedMessage>(message.feeds).flatMap(([key, feed]) => {
    const instrument = instruments.get(key);
    const tick = instrument === undefined ? undefined : tickOf(feed, instrument, key);
    return tick === undefined ? [] : [{ ...tick, exchangeAt: sentAt } as Tick];
  });
}

function tickOf(feed: FeedMessage, instrument: FedInstrument, key: string): Partial<Tick> | undefined {
  const { instrumentId, tradable } = instrument;
  const market = feed.fullFeed?.marketFF;
  const index = feed.fullFeed?.indexFF;
  const first = feed.firstLevelWithGreeks;
  const body = market ?? index ?? first ?? { ltpc: feed.ltpc };
  const { ltpc } = body;
  const lastPrice = price(ltpc?.ltp ?? 0);
  if (lastPrice === undefined) return undefined;
  const deep = market ?? first;
  const day = body.marketOHLC?.ohlc.find((candle: FeedMessage) => candle.interval === '1d');
  const interest = /^[A-Z]+_(?:FO|COM)\|/.test(key);
  const levels = market?.marketLevel?.bidAskQuote ?? (first?.firstDepth ? [first.firstDepth] : []);
  const side = (quantity: string, at: string) =>
    levels
      .map((level: FeedMessage) => ({
        price: price(level[at]),
        quantity: Number(level[quantity]),
        orders: 0,
      }))
      .filter(
        (level: { price: Price | undefined; quantity: number }) =>
          level.price !== undefined && level.quantity > 0,
      );
  return {
    instrumentId,
    mode: feed.ltpc ? 'ltp' : 'full',
    tradable,
    lastPrice,
    previousClose: price(ltpc.cp),
    open: price(day?.open ?? 0),
    high: price(day?.high ?? 0),
    low: price(day?.low ?? 0),
    lastQuantity: tradable ? Number(ltpc.ltq) : undefined,
    averagePrice: price(market?.atp ?? 0),
    volume: deep && Number(deep.vtt),
    totalBuyQuantity: market?.tbq,
    totalSellQuantity: market?.tsq,
    openInterest: deep && interest ? deep.oi : undefined,
    openInterestHigh: undefined,
    openInterestLow: undefined,
    lastTradeAt: time(ltpc.ltt),
    depth: deep && { buy: side('bidQ', 'bidP'), sell: side('askQ', 'askP') },
    greeks: deep && greeksOf(deep),
  } as Partial<Tick>;
}

function greeksOf({ optionGreeks, iv }: FeedMessage): Tick['greeks'] {
  const { delta = 0, theta = 0, gamma = 0, vega = 0, rho = 0 } = optionGreeks ?? {};
  if (![delta, theta, gamma, vega, rho, iv].some((value) => value !== 0)) return undefined;
  return { delta, theta, gamma, vega, rho, impliedVolatility: iv === 0 ? undefined : iv };
}

function price(rupees: number): Price | undefined {
  return rupees === 0 ? undefined : priceFromNumber(rupees);
}

function time(epochMs: string): number | undefined {
  return epochMs === '0' ? undefined : Number(epochMs);
}
