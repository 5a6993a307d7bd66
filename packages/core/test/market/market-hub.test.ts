import { describe, expect, it } from 'vitest';
import { type InstrumentId, instantOf, type MarketCalendar } from '../../src/index.ts';
import { type FakeMarket, fakeMarket, share, tickOf } from './fake-market.ts';

const A = share('A');
const B = share('B');

function wanted(market: FakeMarket, ...ids: InstrumentId[]): void {
  market.hub.want('test', 'sandbox', ids, 'full');
}

describe('who is asked for what', () => {
  it('asks once for what many want, in the largest mode, and for less a while after that is enough', async () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    market.hub.want('one', 'sandbox', [A], 'ltp');
    const reader = market.hub.read('sandbox');
    reader.want([A], 'full');
    market.hub.want('two', 'sandbox', [A], 'quote');
    expect(market.feed(account).said).toEqual(['+NSE:A ltp', '+NSE:A full']);
    reader.close();
    market.hub.want('two', 'sandbox', [], 'quote');
    await market.clock.advance(29_000);
    expect(market.feed(account).asked.get(A)).toBe('full');
    await market.clock.advance(2_000);
    expect(market.feed(account).asked.get(A)).toBe('ltp');
    market.hub.want('one', 'sandbox', [], 'ltp');
    await market.clock.advance(31_000);
    expect(market.feed(account).asked.size).toBe(0);
    expect(market.hub.sizeIn('sandbox')).toEqual({ kept: 0, wanted: 0, owners: 0 });
  });

  it('forgets prices of what was looked at long ago, but nothing that is wanted or was traded', async () => {
    const market = fakeMarket();
    const account = market.logIn('a', { room: 10_000 });
    const reader = market.hub.read('sandbox');
    const looked: InstrumentId[] = [];
    market.hub.want('test', 'sandbox', [share('WANTED')], 'full');
    const feed = market.feed(account);
    feed.up();
    feed.ticks(tickOf(share('WANTED'), 100, market.clock.now()));
    const held = share('1-1');
    market.traded.add(held);
    for (let page = 0; page < 60; page += 1) {
      const ids = Array.from({ length: 50 }, (_, row) => share(`${page}-${row}`));
      looked.push(...ids);
      reader.want([...ids, share('WANTED')], 'full');
      feed.ticks(...ids.map((id) => tickOf(id, 100, market.clock.now())));
      reader.unwant([...ids, share('WANTED')]);
      await market.clock.advance(31_000);
    }
    expect(market.hub.sizeIn('sandbox')).toEqual({ kept: 1, wanted: 1, owners: 1 });
    const known = looked.filter((id) => market.prices.of(account.id, id) !== undefined);
    expect(known.length).toBeLessThanOrEqual(2_001);
    expect(known).toEqual([held, ...looked.slice(-2_000)]);
    expect(market.prices.of(account.id, share('WANTED'))).toBe(100);
  });

  it('asks for nothing anew when a page is left and come back to', async () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    for (let time = 0; time < 5; time += 1) {
      const reader = market.hub.read('sandbox');
      reader.want([A], 'full');
      await market.clock.advance(10_000);
      reader.close();
      await market.clock.advance(10_000);
    }
    expect(market.feed(account).said).toEqual(['+NSE:A full']);
  });

  it('spreads over accounts by what they hold, and never from one environment to the other', () => {
    const market = fakeMarket();
    const one = market.logIn('a@north');
    const two = market.logIn('b@south');
    const live = market.logIn('c@north', { environment: 'live' });
    wanted(market, A, B, share('C'), share('D'));
    expect([market.feed(one).asked.size, market.feed(two).asked.size]).toEqual([2, 2]);
    expect(market.feedOf(live)).toBeUndefined();
  });

  it('gives what does not fit to the next account, and takes it in when there is room', async () => {
    const market = fakeMarket();
    const one = market.logIn('a', { room: 1 });
    wanted(market, A, B);
    expect([...market.feed(one).asked.keys()]).toEqual([A]);
    const two = market.logIn('b');
    expect([...market.feed(two).asked.keys()]).toEqual([B]);
    market.logOut(two);
    wanted(market, B);
    await market.clock.advance(31_000);
    expect([...market.feed(one).asked.keys()]).toEqual([B]);
  });

  it('goes on with all others when a broker knows one instrument by its list and not by its feed', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, share('UNKNOWN'), A);
    wanted(market, share('UNKNOWN'), A, B);
    expect([...market.feed(account).asked.keys()]).toEqual([A, B]);
  });

  it('asks by its new name for what a new list calls otherwise', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    market.tokenOf = (id) => `${id}-new`;
    market.hub.look();
    expect(market.feed(account).said).toEqual(['+NSE:A full', '-NSE:A', '+NSE:A full']);
    market.hub.look();
    expect(market.feed(account).said).toHaveLength(3);
  });
});

describe('a price of now', () => {
  it('is live from the first tick of a feed that is up, and stale again when the feed is not', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    const now = market.clock.now();
    market.feed(account).ticks(tickOf(A, 100, now));
    expect(market.hub.priceOf(account.id, A)).toMatchObject({ price: 100, standing: 'stale' });
    market.feed(account).up();
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
    market.feed(account).tells({ kind: 'silent', sinceMs: 5_000 });
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('stale');
    market.feed(account).up();
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('stale');
    market.feed(account).ticks(tickOf(A, 100, now));
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
    market.feed(account).tells({ kind: 'connecting', attempt: 2 });
    market.feed(account).up();
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('stale');
    market.feed(account).ticks(tickOf(A, 100, now));
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
  });

  it('stays live while its feed makes one connection more, and not when that takes long', async () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    market.feed(account).up();
    market.feed(account).ticks(tickOf(A, 100, market.clock.now()));
    market.feed(account).tells({ kind: 'connecting', attempt: 1 });
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
    await market.clock.advance(2_000);
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('stale');
  });

  it('is the newest by the exchange’s time, in whatever order and however often ticks come', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    const feed = market.feed(account);
    feed.up();
    const now = market.clock.now();
    const told: unknown[] = [];
    market.hub.listen((environment, id) => told.push([environment, id]));
    feed.ticks(
      tickOf(A, 100, now - 1_000),
      tickOf(A, 110, now),
      tickOf(A, 90, now - 500),
      tickOf(A, 110, now),
    );
    expect(market.hub.priceOf(account.id, A)).toMatchObject({ price: 110, at: now });
    expect(told).toHaveLength(2);
    expect(market.prices.seen(account.id, A)).toEqual({ price: 110, at: now });
  });

  it('does not wait for a time that never was: a date far ahead orders nothing', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    market.feed(account).up();
    const now = market.clock.now();
    market.feed(account).ticks(tickOf(A, 100, now + 86_400_000));
    market.feed(account).ticks(tickOf(A, 110, now));
    expect(market.hub.priceOf(account.id, A)?.price).toBe(110);
  });

  it('stays live while its feed is heard from, however long it does not trade', async () => {
    const market = fakeMarket({ calendar: TRADING });
    const account = market.logIn('a');
    wanted(market, A, B);
    market.feed(account).up();
    market.feed(account).ticks(tickOf(A, 100, market.clock.now() - 3_600_000));
    for (let second = 0; second < 120; second += 1) {
      market.feed(account).ticks(tickOf(B, 1_000 + second, market.clock.now()));
      await market.clock.advance(1_000);
    }
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
    expect(market.alerts).toEqual([]);
  });

  it('is stale when all that the feed tells is old by the exchange’s time, though it is up', async () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    market.feed(account).up();
    const tellLate = async (lateMs: number): Promise<void> => {
      for (let time = 0; time < 4; time += 1) {
        market.feed(account).ticks(tickOf(A, 100 + time, market.clock.now() - lateMs));
        await market.clock.advance(500);
      }
    };
    await tellLate(300);
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
    await market.clock.advance(60_000);
    await tellLate(30_000);
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('stale');
    expect(market.hub.feedOf(account.id)?.standing).toBe('late');
    await market.clock.advance(60_000);
    await tellLate(200);
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
  });

  it('is stale when a busy feed tells nothing new any more while the market is open, and not after its close', async () => {
    for (const [calendar, standing] of [
      [TRADING, 'stale'],
      [CLOSING, 'live'],
      [undefined, 'live'],
    ] as const) {
      const market = fakeMarket(calendar === undefined ? {} : { calendar });
      const account = market.logIn('a');
      wanted(market, A);
      market.feed(account).up();
      for (let step = 0; step < 100; step += 1) {
        market.feed(account).ticks(tickOf(A, 100 + step, market.clock.now()));
        await market.clock.advance(250);
      }
      expect(market.hub.priceOf(account.id, A)?.standing).toBe('live');
      await market.clock.advance(15_000);
      expect(market.hub.priceOf(account.id, A)?.standing).toBe(standing);
    }
  });

  it('keeps the day’s previous close when a lesser mode no longer tells it', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    market.feed(account).up();
    const now = market.clock.now();
    market.feed(account).ticks(tickOf(A, 100, now, { previousClose: tickOf(A, 95).lastPrice }));
    market.feed(account).ticks(tickOf(A, 101, now + 1, { mode: 'ltp' }));
    expect(market.hub.priceOf(account.id, A)).toMatchObject({ price: 101, previousClose: 95 });
  });
});

describe('the last price beside live ones', () => {
  it('is the feed’s while it is live: a book’s is older than it looks', () => {
    const market = fakeMarket();
    const account = market.logIn('a');
    wanted(market, A);
    market.feed(account).up();
    const now = market.clock.now();
    market.feed(account).ticks(tickOf(A, 100, now - 5_000));
    market.prices.noteFor(account.id, A, { price: tickOf(A, 80).lastPrice, at: now });
    expect(market.prices.of(account.id, A)).toBe(100);
    market.feed(account).tells({ kind: 'silent', sinceMs: 5_000 });
    market.prices.noteFor(account.id, A, { price: tickOf(A, 80).lastPrice, at: now });
    expect(market.hub.priceOf(account.id, A)).toMatchObject({ price: 80, standing: 'stale' });
  });

  it('of the day before is kept when the first price of a day comes, also where no time is told before the opening', () => {
    // 08:00 in India, an hour and a quarter before the opening.
    const startsAt = instantOf(Date.UTC(2026, 10, 24, 2, 30));
    const market = fakeMarket({ calendar: BEFORE_OPENING, startsAt });
    const account = market.logIn('a');
    wanted(market, A, B);
    market.feed(account).up();
    market.feed(account).ticks(tickOf(A, 100), tickOf(B, 200, startsAt - 86_400_000));
    expect(market.prices.seenBefore(account.id, A, '2026-11-24')?.price).toBe(100);
    expect(market.prices.seenBefore(account.id, B, '2026-11-24')?.price).toBe(200);
    market.feed(account).ticks(tickOf(B, 210, startsAt));
    expect(market.prices.seenBefore(account.id, B, '2026-11-24')?.price).toBe(200);
  });
});

const OPEN = instantOf(0);

const TRADING: MarketCalendar = {
  momentOf: () => ({ ...NO_TIMES, open: true, opensAt: OPEN }),
};

/** Open for the first half minute of the bench's clock. */
const CLOSING: MarketCalendar = {
  momentOf: (_segment, at) => ({
    ...NO_TIMES,
    open: at < Date.UTC(2026, 10, 23, 4, 30, 26),
    opensAt: OPEN,
  }),
};

const BEFORE_OPENING: MarketCalendar = {
  momentOf: (_segment, at) => ({
    ...NO_TIMES,
    open: false,
    opensAt: instantOf(at + 4_500_000),
    nextOpensAt: instantOf(at + 4_500_000),
  }),
};

const NO_TIMES = {
  opensAt: undefined,
  closesAt: undefined,
  cutOffAt: undefined,
  deskClosesAt: undefined,
  nextOpensAt: undefined,
} as const;
