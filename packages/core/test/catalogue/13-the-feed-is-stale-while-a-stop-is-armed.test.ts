/** Failure catalogue 13: the feed falls silent while a stop is armed. */
import { describe, expect, it } from 'vitest';
import { type BrokerSession, type FeedCapability, type FeedListener, TradingError } from '../../src/index.ts';
import { collectAlerts, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, openBench, placeAndSettle, setPrice } from '../bench/desk-bench.ts';
import { FakeFeed, tickOf } from '../market/fake-market.ts';
import { rs } from '../protection/told-prices.ts';

const FEED: FeedCapability = {
  connections: 1,
  instrumentsPerConnection: { ltp: 100, quote: 100, full: 100 },
  heartbeatMs: 2_000,
  depthLevels: 5,
  greeks: false,
};

interface Fed {
  readonly bench: DeskBench;
  /** The feeds of both accounts, each with what it was asked for. */
  readonly feeds: readonly FakeFeed[];
}

/** A master with two lots bought at ₹200, a stop at ₹190, and a feed at each of two brokers, which answer quotes only where told. */
async function armed(canAsk = false): Promise<Fed> {
  const capabilities = {
    feed: FEED,
    marketReads: { quotesPerRequest: 100, quoteRates: [], candleRates: [], candleIntervals: [] },
  };
  const differs = { north: { capabilities }, south: { capabilities } };
  const bench = await openBench({ links: [{}], differs });
  const feeds: FakeFeed[] = [];
  for (const broker of bench.brokers.values())
    Object.assign(broker, {
      marketFeed: (_session: BrokerSession, listener: FeedListener) => {
        const feed = new FakeFeed(listener, 100);
        feeds.push(feed);
        return feed;
      },
      ...(canAsk ? {} : { quotes: () => Promise.reject(new TradingError('broker-unreachable')) }),
    });
  setPrice(bench, rs(200));
  await placeAndSettle(bench, anOrderOf(bench, 2));
  for (const feed of feeds) feed.up();
  const carrier = carrierOf({ bench, feeds });
  priceBy(bench, carrier, 200);
  await bench.clock.advance(500);
  await bench.clock.drive(bench.desk.protections.set(ANN, scopeOf(bench), { stop: rs(190) }));
  return { bench, feeds };
}

const scopeOf = (bench: DeskBench) =>
  ({
    kind: 'position',
    accountId: bench.master.id,
    instrumentId: bench.instrument.id,
    product: 'D',
  }) as const;
const stateOf = (bench: DeskBench) => bench.desk.protections.view(scopeOf(bench))?.state;

/** The feed that carries the instrument now. */
function carrierOf({ bench, feeds }: Fed, besides?: FakeFeed): FakeFeed {
  const found = feeds.find((feed) => feed !== besides && feed.asked.has(bench.instrument.id));
  if (found === undefined) throw new Error('No feed carries it.');
  return found;
}

/** The venue trades there, and the feed says so. */
function priceBy(bench: DeskBench, feed: FakeFeed, rupees: number): void {
  setPrice(bench, rs(rupees));
  feed.ticks(tickOf(bench.instrument.id, rs(rupees), bench.clock.now()));
}

describe('a stop whose feed falls silent', () => {
  it('does not fire on old prices, warns, and fires on the first price of the second feed', async () => {
    const fed = await armed();
    const { bench } = fed;
    const held = 2 * bench.instrument.lotSize;
    const alerts = collectAlerts(bench);
    expect(stateOf(bench)).toBe('watching');

    const first = carrierOf(fed);
    first.tells({ kind: 'connecting', attempt: 2 });
    // The market falls below the stop, and nobody tells.
    setPrice(bench, rs(185));
    await bench.clock.advance(9_000);
    expect([stateOf(bench), venueNets(bench)]).toEqual(['blind', [held, held]]);
    expect(alerts).toContain('protection-blind');
    // A book shows the price: it may be of any age, and is not acted on.
    bench.desk.prices.note('sandbox', bench.instrument.id, { price: rs(185), at: bench.clock.now() });
    await bench.clock.advance(2_000);
    expect([stateOf(bench), venueNets(bench)]).toEqual(['blind', [held, held]]);

    const second = carrierOf(fed, first);
    priceBy(bench, second, 184);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(bench.desk.protections.list(ANN)).toEqual([]);
  });

  it('falls back to a quote where no second feed tells, and fires on that', async () => {
    const fed = await armed(true);
    const { bench } = fed;
    for (const feed of fed.feeds) feed.tells({ kind: 'connecting', attempt: 2 });
    setPrice(bench, rs(185));
    await bench.clock.advance(15_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('watches on when the second feed shows a price that has not reached it', async () => {
    const fed = await armed();
    const { bench } = fed;
    const first = carrierOf(fed);
    first.tells({ kind: 'connecting', attempt: 2 });
    await bench.clock.advance(9_000);
    const second = carrierOf(fed, first);
    priceBy(bench, second, 195);
    await bench.clock.advance(2_000);
    expect([stateOf(bench), venueNets(bench)[0]]).toEqual(['watching', 2 * bench.instrument.lotSize]);
  });
});
