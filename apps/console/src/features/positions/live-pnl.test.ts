import { describe, expect, it } from 'vitest';
import type { Money } from '../../lib/numbers.ts';
import type { LivePrice } from '../../live/price-store.ts';
import { aPosition, aPositionPnl } from '../../testing/fixtures.ts';
import { lastWord, livePnl } from './live-pnl.ts';

function aPrice(last: number, part: Partial<LivePrice> = {}): LivePrice {
  return {
    last: last as Money,
    previousClose: null,
    bid: null,
    ask: null,
    openInterest: null,
    volume: null,
    stale: false,
    atMs: 0,
    tradedMs: null,
    heardMs: 10,
    moved: 0,
    ...part,
  };
}

describe('P&L between two words of the server', () => {
  it('follows the last price in integers, long and short', () => {
    const long = aPosition('MASTER:k2');
    expect(livePnl(long, 5, aPrice(1_242_500))).toEqual({ last: 1_242_500, pnl: 15_210_000 });
    const short = aPosition('MASTER:k2', { netQty: -260, pnl: -1495, unrealisedPnL: -1495 });
    expect(livePnl(short, 5, aPrice(1_242_500)).pnl).toBe(-15_210_000);
  });

  it("keeps the server's figure when it came later, and when the price is not of now", () => {
    const position = aPosition('MASTER:k2');
    const told = { last: 1_241_500, pnl: 14_950_000 };
    expect(livePnl(position, 20, aPrice(1_300_000))).toEqual(told);
    expect(livePnl(position, 5, aPrice(1_300_000, { stale: true }))).toEqual(told);
    expect(livePnl(position, 5, undefined)).toEqual(told);
  });

  it('counts since entry where the server had no price yet, and says nothing without an entry', () => {
    const part = { ltp: null, pnl: null, unrealisedPnL: null, realisedPnL: 91 } as const;
    expect(livePnl(aPosition('MASTER:k2', part), 5, aPrice(1_241_500)).pnl).toBe(15_860_000);
    expect(livePnl(aPosition('MASTER:k2', { ...part, avgPrice: null }), 5, aPrice(1_241_500)).pnl).toBeNull();
  });

  it('counts a point of a commodity for what it is worth, or moves nothing where nobody knows it', () => {
    const gold = {
      netQty: 2,
      avgPrice: 100,
      ltp: 101,
      pnl: 200,
      contractMultiplier: 100,
    } as const;
    expect(livePnl(aPosition('MASTER:k2', gold), 5, aPrice(1_020_000)).pnl).toBe(4_000_000);
    const unlisted = aPosition('MASTER:k2', { ...gold, contractMultiplier: null });
    expect(livePnl(unlisted, 5, aPrice(1_020_000))).toEqual({
      last: 1_020_000,
      pnl: 2_000_000,
    });
  });
});

describe('the last word of the server', () => {
  const row = aPosition('MASTER:k2');
  const figures = aPositionPnl('MASTER:k2', { ltp: 125, pnl: 1716, unrealisedPnL: 1716 });

  it('is what came later, of the row and the stream, and what came with the price of now is moved no further', () => {
    const said = lastWord(row, 5, { figures, heardMs: 8 });
    expect(said).toMatchObject({ toldMs: 8, position: { ltp: 125, pnl: 1716, realisedPnL: 0 } });
    expect(livePnl(said.position, said.toldMs, aPrice(1_260_000, { heardMs: 7 })).pnl).toBe(17_160_000);
    expect(livePnl(said.position, said.toldMs, aPrice(1_260_000)).pnl).toBe(19_760_000);
    expect(lastWord(row, 9, { figures, heardMs: 8 })).toEqual({ position: row, toldMs: 9 });
    expect(lastWord(row, 9, undefined).position).toBe(row);
  });

  it('is the row while the stream speaks of another quantity', () => {
    const sold = { ...figures, netQty: 195 };
    expect(lastWord(row, 5, { figures: sold, heardMs: 8 }).position).toBe(row);
  });
});
