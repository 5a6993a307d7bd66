/**
 * Candles, and how the last one grows by live trades.
 *
 * Decides: what a trade does to the last candle. Leaves to the server: which candles there are. What the page grew
 * by itself holds until the same stretch is read again, for ticks are conflated and may miss a high or a low.
 */
import type { Candles } from '@copydesk/api-contract';
import { type Money, money } from '../../lib/numbers.ts';
import type { LivePrice } from '../../live/price-store.ts';
import { beginOf, type Interval } from './candle-times.ts';

/** The chart holds no more; the oldest go. */
export const CANDLES_MOST = 5_000;

/** One candle; prices in 1/10000 rupee. */
export interface Candle {
  readonly atMs: number;
  readonly open: Money;
  readonly high: Money;
  readonly low: Money;
  readonly close: Money;
  readonly volume: number;
}

/** A candle as the contract has it. */
export function candleOf(wire: Candles['items'][number]): Candle {
  return {
    atMs: Date.parse(wire.at),
    open: money(wire.open),
    high: money(wire.high),
    low: money(wire.low),
    close: money(wire.close),
    volume: wire.volume,
  };
}

/** Stretches of candles, each in order, as one; where two tell of the same moment the later stretch is right. */
export function joined(stretches: readonly (readonly Candle[])[]): readonly Candle[] {
  const byBegin = new Map<number, Candle>();
  for (const stretch of stretches) for (const candle of stretch) byBegin.set(candle.atMs, candle);
  return [...byBegin.values()].sort((one, other) => one.atMs - other.atMs).slice(-CANDLES_MOST);
}

/** The last candle, and what the day's volume was when it was looked at. */
export interface Growing {
  readonly candle: Candle;
  readonly dayVolume: number | null;
}

/** The last candle after a price was told; null where that is none of now or older, `unread` where it begins another day. */
export function grown(
  { candle, dayVolume }: Growing,
  price: Pick<LivePrice, 'last' | 'stale' | 'atMs' | 'tradedMs' | 'volume'>,
  interval: Interval,
): Growing | 'unread' | null {
  const tradedMs = price.tradedMs ?? price.atMs;
  if (price.stale || tradedMs < candle.atMs) return null;
  const begin = beginOf(interval, candle.atMs, tradedMs);
  if (begin === null) return 'unread';
  const { last } = price;
  // The first look only says where the day's volume stands.
  const traded = price.volume === null || dayVolume === null ? 0 : Math.max(0, price.volume - dayVolume);
  const volume = price.volume ?? dayVolume;
  if (begin > candle.atMs)
    return {
      candle: { atMs: begin, open: last, high: last, low: last, close: last, volume: traded },
      dayVolume: volume,
    };
  return {
    candle: {
      ...candle,
      high: last > candle.high ? last : candle.high,
      low: last < candle.low ? last : candle.low,
      close: last,
      volume: candle.volume + traded,
    },
    dayVolume: volume,
  };
}
