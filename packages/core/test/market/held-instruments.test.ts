import { describe, expect, it } from 'vitest';
import type { BrokerSession, FeedCapability, FeedListener, Price } from '../../src/index.ts';
import { childOf } from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  setPrice,
} from '../bench/desk-bench.ts';
import { FakeFeed, tickOf } from './fake-market.ts';

const FEED: FeedCapability = {
  connections: 1,
  instrumentsPerConnection: { ltp: 100, quote: 100, full: 100 },
  heartbeatMs: 2_000,
  depthLevels: 5,
  greeks: false,
};

/** A desk over reference brokers whose feeds the test plays. */
async function benchWithFeeds(): Promise<{ bench: DeskBench; feeds: FakeFeed[] }> {
  const capabilities = { feed: FEED };
  const bench = await openBench({
    links: [{}],
    differs: { north: { capabilities }, south: { capabilities } },
  });
  const feeds: FakeFeed[] = [];
  for (const broker of bench.brokers.values())
    Object.assign(broker, {
      marketFeed: (_session: BrokerSession, listener: FeedListener) => {
        const feed = new FakeFeed(listener, 100);
        feeds.push(feed);
        return feed;
      },
    });
  return { bench, feeds };
}

const asked = (feeds: readonly FakeFeed[]): readonly string[] =>
  feeds.flatMap((feed) => [...feed.asked.keys()]);

describe('what the desk needs prices of by itself', () => {
  it('is what works or is held, once for all accounts, and no longer when it is closed', async () => {
    const { bench, feeds } = await benchWithFeeds();
    expect(asked(feeds)).toEqual([]);
    setPrice(bench, 1_000_000 as Price);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(asked(feeds).filter((id) => id === bench.instrument.id)).toHaveLength(1);
    const [feed] = feeds.filter((one) => one.asked.has(bench.instrument.id));
    feed?.up();
    feed?.ticks(tickOf(bench.instrument.id, 1_234_000, bench.clock.now()));
    expect(bench.desk.market.priceOf(childOf(bench).id, bench.instrument.id)).toMatchObject({
      price: 1_234_000,
      standing: 'live',
    });
    expect(bench.desk.prices.of(bench.master.id, bench.instrument.id)).toBe(1_234_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL' }));
    await bench.clock.advance(31_000);
    expect(asked(feeds)).toEqual([]);
    await bench.desk.close();
  });

  it('is wanted again after the account logs in anew, by its new session', async () => {
    const { bench, feeds } = await benchWithFeeds();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const before = feeds.length;
    for (const account of [bench.master, ...bench.children])
      await bench.desk.accounts.endSession(account.id, 'for the test');
    expect(bench.desk.market.feedOf(bench.master.id)).toBeUndefined();
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(1_000);
    expect(feeds.length).toBe(before + 1);
    expect(feeds.at(-1)?.asked.has(bench.instrument.id)).toBe(true);
    await bench.desk.close();
  });
});
