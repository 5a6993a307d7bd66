/** Live prices: what the venue knows arrives exactly, disorder does no harm, a lost or silent feed comes back by itself. */
import type { BrokerCapabilities, FeedMode, Tick } from '@copydesk/core';
import { priceOfUnits } from '@copydesk/core';
import { expect } from 'vitest';
import type { BrokerBench, Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { type FeedReader, fedOf } from '../feed-reader.ts';
import type { Shelved } from '../shelf.ts';

const cases = casesOf('live prices');
const claimed = (capabilities: BrokerCapabilities): boolean => capabilities.feed !== undefined;

/** A case of the feed; an adapter without one lists them all. */
function feed(id: string, title: string, run: BrokerCase['run']): BrokerCase {
  return cases(id, title, run, { counts: claimed });
}

export const livePriceCases: readonly BrokerCase[] = [
  cases('BC-1300', 'an adapter without a feed says so', async (bench) => {
    if (claimed(bench.adapter.capabilities)) return;
    const trader = await bench.trader();
    expect(() => bench.watch(trader)).toThrow(expect.objectContaining({ code: 'not-supported' }) as Error);
  }),

  feed('BC-1301', 'knocks at no door before something is asked for', async (bench) => {
    const trader = await bench.trader();
    const before = bench.requests(trader).length;
    const reader = bench.watch(trader);
    await bench.clock.advance(5_000);

    expect(reader.feed.state).toEqual({ kind: 'connecting', attempt: 0 });
    expect(reader.states).toEqual([]);
    expect(bench.requests(trader)).toHaveLength(before);
  }),

  feed('BC-1302', 'I8: tells the exact price of what it is asked for, and when it moves', async (bench) => {
    const option = bench.shelf.option();
    const reader = await watching(bench, [option], 'ltp');

    const first = await reader.seen(() => true, 'a first price');
    expect(first).toMatchObject({
      tradable: true,
      lastPrice: bench.venue.market.lastPrice(option.instrument),
    });

    const price = move(bench, option, 3);
    await reader.seen((tick) => tick.lastPrice === price, 'the new price');
    expect(new Set(reader.ticks.map(({ instrumentId }) => instrumentId)).size).toBe(1);
    expect(reader.feed.state).toEqual({ kind: 'up' });
    expect(reader.kinds).toEqual(['connecting', 'up']);
  }),

  feed('BC-1303', "I8: tells the day's prices and quantities of a quote exactly", async (bench) => {
    const option = bench.shelf.option();
    move(bench, option, 2);
    const reader = await watching(bench, [option], 'quote');

    const tick = await reader.seen(({ mode }) => mode !== 'ltp', 'a quote');
    const figures = bench.venue.market.figures(option.instrument);
    expect(tick).toMatchObject({
      lastPrice: figures.lastPrice,
      open: figures.open,
      high: figures.high,
      low: figures.low,
      previousClose: figures.previousClose,
      volume: figures.volume,
      lastQuantity: figures.lastQuantity,
      totalBuyQuantity: figures.totalBuyQuantity,
      totalSellQuantity: figures.totalSellQuantity,
    });
  }),

  feed('BC-1304', 'I8: tells depth and open interest of a full packet exactly', async (bench) => {
    const option = bench.shelf.option();
    const reader = await watching(bench, [option], 'full');

    const tick = await reader.seen(({ mode }) => mode === 'full', 'a full packet');
    const levels = bench.adapter.capabilities.feed?.depthLevels ?? 0;
    const figures = bench.venue.market.figures(option.instrument, levels);
    const plain = (side: readonly { readonly price: number; readonly quantity: number }[] = []) =>
      side.map(({ price, quantity }) => ({ price, quantity }));
    expect(plain(tick.depth?.buy)).toEqual(plain(figures.depth?.buy));
    expect(plain(tick.depth?.sell)).toEqual(plain(figures.depth?.sell));
    expect(tick.openInterest).toBe(figures.openInterest?.now);
    const late = bench.venue.clock.now() - (tick.exchangeAt ?? 0);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(60_000);
    expect(tick.greeks !== undefined).toBe(bench.adapter.capabilities.feed?.greeks);
  }),

  feed('BC-1305', 'tells an index, in which nothing is traded', async (bench) => {
    const index = bench.shelf.index();
    const reader = await watching(bench, [index], 'full');

    const tick = await reader.seen(() => true, 'a price');
    const { lastPrice } = bench.venue.market.figures(index.instrument);
    expect(tick).toMatchObject({ tradable: false, lastPrice });
    expect([tick.depth, tick.volume, tick.openInterest]).toEqual([undefined, undefined, undefined]);
  }),

  feed('BC-1306', 'changes the mode of an instrument that it tells', async (bench) => {
    const option = bench.shelf.option();
    const reader = await watching(bench, [option], 'ltp');
    await reader.seen(() => true, 'a first price');

    expect(reader.feed.subscribe([fedOf(option)], 'full')).toEqual([]);
    await reader.seen(({ depth }) => depth !== undefined, 'its depth');
  }),

  feed('BC-1307', 'tells nothing more of what was given up', async (bench) => {
    const [option, other] = [bench.shelf.option(), bench.shelf.otherOption()];
    const reader = await watching(bench, [option, other], 'ltp');
    await reader.seen(({ instrumentId }) => instrumentId === fedOf(other).instrumentId, 'both prices');

    reader.feed.unsubscribe([fedOf(option).instrumentId]);
    const before = reader.of(option).length;
    move(bench, option, 5);
    const price = move(bench, other, 5);
    await reader.seen((tick) => tick.lastPrice === price, 'the price of the other');
    expect(reader.of(option)).toHaveLength(before);
  }),

  feed('BC-1310', 'doubled frames do no harm', async (bench) => {
    const { reader, option, trader } = await anOption(bench);
    bench.fault(trader, 'feed', 'duplicate');
    const price = move(bench, option, 4);
    await bench.eventually(
      () => reader.ticks.filter((tick) => tick.lastPrice === price).length === 2,
      'the price twice',
    );
    expect(reader.feed.state).toEqual({ kind: 'up' });
  }),

  feed('BC-1311', 'lost frames do no harm: the next one is right', async (bench) => {
    const { reader, option, trader } = await anOption(bench);
    bench.fault(trader, 'feed', 'drop');
    const lost = move(bench, option, 4);
    await bench.rest();
    bench.venue.gate.clearFaults();
    const price = move(bench, option, 2);
    await reader.seen((tick) => tick.lastPrice === price, 'the next price');
    expect(reader.ticks.some((tick) => tick.lastPrice === lost)).toBe(false);
  }),

  feed('BC-1312', 'late frames are told when they come', async (bench) => {
    const { reader, option, trader } = await anOption(bench);
    bench.fault(trader, 'feed', 'delay', { ms: 2_000, times: 1 });
    const price = move(bench, option, 4);
    await bench.eventually(
      () => reader.ticks.some((tick) => tick.lastPrice === price),
      'the late price',
      4_000,
    );
    expect(reader.feed.state).toEqual({ kind: 'up' });
  }),

  feed('BC-1320', 'a feed that falls silent says so, and comes back with everything', async (bench) => {
    const { reader, option, trader } = await anOption(bench);
    const before = reader.states.length;
    bench.fault(trader, 'feed', 'silence', { ms: 3_600_000, times: 1 });
    move(bench, option, 2);
    await reader.became('silent', before);
    const told = reader.ticks.length;
    await reader.became('up', before);
    await reader.seen(() => true, 'a price again', told);
    const price = move(bench, option, 6);
    await reader.seen((tick) => tick.lastPrice === price, 'the new price');
    expect(reader.kinds.slice(before).indexOf('silent')).toBe(0);
  }),

  feed('BC-1321', 'a connection that breaks is told, and comes back with everything', async (bench) => {
    const [option, other] = [bench.shelf.option(), bench.shelf.otherOption()];
    const reader = await watching(bench, [option], 'full');
    reader.feed.subscribe([fedOf(other)], 'ltp');
    await reader.seen(({ instrumentId }) => instrumentId === fedOf(other).instrumentId, 'both prices');

    const [states, told] = [reader.states.length, reader.ticks.length];
    bench.cutStreams();
    await reader.became('connecting', states);
    await reader.became('up', states);
    await reader.seen(({ depth }) => depth !== undefined, 'the depth of the one', told);
    await reader.seen(({ instrumentId }) => instrumentId === fedOf(other).instrumentId, 'the other', told);
  }),

  feed('BC-1322', 'a session that is over is refused, and not knocked at for ever', async (bench) => {
    const trader = await bench.trader();
    bench.venue.sessions.expire(trader.client);
    const reader = bench.watch(trader);
    reader.feed.subscribe([fedOf(bench.shelf.option())], 'ltp');
    await reader.became('refused');
    const before = bench.requests(trader).length;
    await bench.clock.advance(600_000);
    expect(bench.requests(trader)).toHaveLength(before);
    expect(reader.feed.subscribe([fedOf(bench.shelf.otherOption())], 'ltp')).toHaveLength(1);
    expect(reader.ticks).toEqual([]);
  }),

  feed('BC-1323', 'tells nothing after its end', async (bench) => {
    const stop = new AbortController();
    const option = bench.shelf.option();
    const reader = await watching(bench, [option], 'ltp', stop.signal);
    await reader.seen(() => true, 'a first price');
    const [ticks, states] = [reader.ticks.length, reader.states.length];
    stop.abort();
    move(bench, option, 7);
    await bench.clock.advance(10_000);
    expect([reader.ticks.length, reader.states.length]).toEqual([ticks, states]);
    expect(reader.feed.subscribe([fedOf(option)], 'full')).toEqual([fedOf(option).instrumentId]);
  }),

  feed('BC-1324', 'a listener that throws ends nothing', async (bench) => {
    const { reader, option } = await anOption(bench);
    reader.failure = new Error('a bug of the listener');
    const first = move(bench, option, 4);
    await reader.seen((tick) => tick.lastPrice === first, 'the price');
    const price = move(bench, option, 2);
    await reader.seen((tick) => tick.lastPrice === price, 'the next price');
    expect(reader.feed.state).toEqual({ kind: 'up' });
  }),
];

/** A feed that was asked for instruments, of which all found a place. */
async function watching(
  bench: BrokerBench,
  all: readonly Shelved[],
  mode: FeedMode,
  signal?: AbortSignal,
): Promise<FeedReader> {
  const reader = bench.watch(await bench.trader(), signal);
  expect(reader.feed.subscribe(all.map(fedOf), mode)).toEqual([]);
  return reader;
}

/** A feed that has told an option's price. */
async function anOption(
  bench: BrokerBench,
): Promise<{ readonly reader: FeedReader; readonly option: Shelved; readonly trader: Trader }> {
  const trader = await bench.trader();
  const option = bench.shelf.option();
  const reader = bench.watch(trader);
  reader.feed.subscribe([fedOf(option)], 'ltp');
  await reader.seen(() => true, 'a first price');
  return { reader, option, trader };
}

/** Moves the market by so many ticks, and says where to. */
function move(bench: BrokerBench, { instrument }: Shelved, ticks: number): Tick['lastPrice'] {
  const { market } = bench.venue;
  const price = priceOfUnits(market.lastPrice(instrument) + ticks * instrument.tickSize);
  market.setPrice(instrument, price);
  return price;
}
