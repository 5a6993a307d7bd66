import { describe, expect, it } from 'vitest';
import { type AccountId, instantOf, LastPrices, type Price } from '../../src/index.ts';
import { childOf, clientOf } from '../bench/bench-moves.ts';
import { anOrderOf, openBench, placeAndSettle, setPrice } from '../bench/desk-bench.ts';

const LIVE = 'acc-live' as AccountId;
const SANDBOX = 'acc-sandbox' as AccountId;

function prices(): LastPrices {
  return new LastPrices({
    environmentOf: (id) => (id === LIVE ? 'live' : id === SANDBOX ? 'sandbox' : undefined),
    orders: { get: () => undefined },
  });
}

describe('the last price of an instrument', () => {
  const share = 'NSE:INE002A01018' as Parameters<LastPrices['of']>[1];
  const at = (price: number, ms: number) => ({ price: price as Price, at: instantOf(ms) });

  it('is the one of the latest moment, however late an older one is told', () => {
    const book = prices();
    book.noteFor(LIVE, share, at(100, 20));
    book.noteFor(LIVE, share, at(90, 10));
    expect(book.of(LIVE, share)).toBe(100);
    book.noteFor(LIVE, share, at(110, 30));
    expect(book.seen(LIVE, share)).toEqual(at(110, 30));
  });

  it('never comes from the sandbox for a live account, nor the other way round', () => {
    const book = prices();
    book.noteFor(SANDBOX, share, at(100, 20));
    expect([book.of(SANDBOX, share), book.of(LIVE, share)]).toEqual([100, undefined]);
  });

  it('is none for an account that is not known, and is not made by a price of nothing', () => {
    const book = prices();
    book.noteFor('acc-gone' as AccountId, share, at(100, 20));
    book.noteFor(LIVE, share, at(0, 20));
    expect([book.of(LIVE, share), book.of('acc-gone' as AccountId, share)]).toEqual([undefined, undefined]);
  });

  it('is learned from fills, for every account of the same environment', async () => {
    const bench = await openBench({ links: [{}] });
    setPrice(bench, 1_234_500 as Price);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const [trade] = bench.venue.orders.trades(clientOf(childOf(bench)));
    expect(trade?.price).toBeDefined();
    expect(bench.desk.prices.of(childOf(bench).id, bench.instrument.id)).toBe(trade?.price);
  });
});
