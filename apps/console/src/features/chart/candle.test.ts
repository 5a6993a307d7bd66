import { describe, expect, it } from 'vitest';
import type { Money } from '../../lib/numbers.ts';
import { CANDLES_MOST, type Candle, grown, joined } from './candle.ts';
import { axisTime, candleWords, momentOf } from './candle-times.ts';

const at = (time: string): number => Date.parse(`2026-11-23T${time}+05:30`);

function aCandle(time: string, close: number, volume = 100): Candle {
  const price = close as Money;
  return { atMs: at(time), open: price, high: price, low: price, close: price, volume };
}

function aPrice(time: string, last: number, part: { stale?: boolean; volume?: number | null } = {}) {
  return {
    last: last as Money,
    stale: false,
    atMs: at('15:29:00'),
    tradedMs: at(time),
    volume: null,
    ...part,
  };
}

describe('the last candle', () => {
  const last = { candle: aCandle('09:20:00', 1_240_000), dayVolume: 5_000 };

  it('grows by trades of its own stretch, with what was traded since', () => {
    const up = grown(last, aPrice('09:24:59', 1_242_500, { volume: 5_130 }), '5m');
    expect(up).toMatchObject({ candle: { open: 1_240_000, high: 1_242_500, close: 1_242_500, volume: 230 } });
    if (up === null || up === 'unread') throw new Error('It must have grown.');
    const down = grown(up, aPrice('09:24:59', 1_239_500, { volume: 5_130 }), '5m');
    expect(down).toMatchObject({
      candle: { high: 1_242_500, low: 1_239_500, close: 1_239_500, volume: 230 },
    });
  });

  it('gives way to another one, counted on from the opening and not from midnight', () => {
    const hour = { candle: aCandle('09:15:00', 1_240_000), dayVolume: null };
    expect(grown(hour, aPrice('11:20:00', 1_250_000), '1h')).toMatchObject({
      candle: { atMs: at('11:15:00'), open: 1_250_000, high: 1_250_000, low: 1_250_000, volume: 0 },
    });
  });

  it('takes no old price, nothing traded before it, and waits for the server on another day', () => {
    expect(grown(last, aPrice('09:21:00', 1, { stale: true }), '5m')).toBeNull();
    expect(grown(last, aPrice('09:19:59', 1), '5m')).toBeNull();
    const morrow = { ...aPrice('09:15:00', 1), tradedMs: at('09:15:00') + 86_400_000 };
    expect(grown(last, morrow, '5m')).toBe('unread');
    expect(grown(last, morrow, '1d')).toBe('unread');
  });
});

describe('candles', () => {
  it('of several stretches stand in order, the later reading is right, and the oldest go', () => {
    const older = [aCandle('09:15:00', 1), aCandle('09:20:00', 2)];
    const newer = [aCandle('09:20:00', 3), aCandle('09:25:00', 4)];
    expect(joined([older, newer]).map(({ close }) => close)).toEqual([1, 3, 4]);
    const many = Array.from({ length: CANDLES_MOST + 10 }, (_, index) => ({
      ...aCandle('09:15:00', index),
      atMs: at('09:15:00') + index * 60_000,
    }));
    expect(joined([many])).toHaveLength(CANDLES_MOST);
    expect(joined([many])[0]?.close).toBe(10);
  });

  it('stand at the time of India on an axis that knows only UTC', () => {
    const opening = at('09:15:00');
    expect(new Date(axisTime(opening) * 1000).toISOString()).toBe('2026-11-23T09:15:00.000Z');
    expect(momentOf(axisTime(opening))).toBe(opening);
    expect(candleWords('5m', opening)).toBe('23 Nov 09:15');
    expect(candleWords('1d', at('00:00:00'))).toBe('23 Nov 2026');
  });
});
