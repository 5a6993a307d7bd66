import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, FeedState, InstrumentId } from '../../src/index.ts';
import { type FakeMarket, fakeMarket, share, tickOf } from './fake-market.ts';

const A = share('A');
const B = share('B');

/** Two accounts of two brokers, both feeds up, and one instrument at the first. */
function twoFeeds(options: Parameters<typeof fakeMarket>[0] = {}) {
  const market = fakeMarket(options);
  const one = market.logIn('a@north');
  const two = market.logIn('b@south');
  market.hub.want('test', 'sandbox', [A, B], 'full');
  for (const account of [one, two]) market.feed(account).up();
  for (const account of [one, two]) tellAll(market, account);
  return { market, one, two };
}

/** The feed tells all that is asked of it. */
function tellAll(market: FakeMarket, account: Account): void {
  const feed = market.feed(account);
  feed.ticks(...[...feed.asked.keys()].map((id) => tickOf(id, 100, market.clock.now())));
}

const standings = (market: FakeMarket, account: Account): unknown[] =>
  [A, B].map((id) => market.hub.priceOf(account.id, id)?.standing);

const DOWN: readonly FeedState[] = [
  { kind: 'silent', sinceMs: 5_000 },
  { kind: 'refused', reason: 'token over' },
  { kind: 'connecting', attempt: 2 },
];

describe('a feed that falls', () => {
  it.each(DOWN)('hands all that it carries to another account at once, and says so once: $kind', (state) => {
    const { market, one, two } = twoFeeds();
    expect(standings(market, one)).toEqual(['live', 'live']);
    market.feed(one).tells(state);
    expect([...market.feed(two).asked.keys()].sort()).toEqual([A, B]);
    expect(market.feed(one).asked.size).toBe(0);
    tellAll(market, two);
    expect(standings(market, one)).toEqual(['live', 'live']);
    market.feed(one).tells(state);
    expect(market.alerts.map(({ code }) => code)).toEqual(['feed-lost']);
  });

  it('keeps what nobody else can carry, for it comes back by itself', () => {
    const { market, one, two } = twoFeeds();
    market.unlisted.add(`south|${A}`);
    market.feed(one).tells({ kind: 'connecting', attempt: 2 });
    expect([...market.feed(one).asked.keys()]).toEqual([A]);
    expect(standings(market, two)).toEqual(['stale', 'live']);
    expect(market.alerts[0]?.text).toContain('1 instrument has no live price');
  });

  it('that never comes up is given up for another one within two seconds', async () => {
    const market = fakeMarket();
    const one = market.logIn('a');
    market.hub.want('test', 'sandbox', [A], 'full');
    const two = market.logIn('b');
    expect(market.feed(one).asked.has(A)).toBe(true);
    await market.clock.advance(2_000);
    expect(market.feed(two).asked.has(A)).toBe(true);
    expect(market.feed(one).asked.has(A)).toBe(false);
  });

  it('gets its own back after it has held for a while, without a moment in which nobody tells', async () => {
    const { market, one, two } = twoFeeds();
    const own = [...market.feed(one).asked.keys()][0] as InstrumentId;
    market.feed(one).tells({ kind: 'connecting', attempt: 2 });
    tellAll(market, two);
    await market.clock.advance(3_000);
    market.feed(one).up();
    await market.clock.advance(29_000);
    expect(market.feed(one).asked.size).toBe(0);
    await market.clock.advance(2_000);
    // Asked beside the other one, which tells until this one has told.
    expect([market.feed(one).asked.has(own), market.feed(two).asked.has(own)]).toEqual([true, true]);
    expect(standings(market, one)).toEqual(['live', 'live']);
    tellAll(market, one);
    expect(market.feed(two).asked.has(own)).toBe(false);
    expect(standings(market, one)).toEqual(['live', 'live']);
    expect(market.alerts.map(({ code }) => code)).toEqual(['feed-lost', 'feed-back']);
  });

  it('that falls again and again takes nothing to and fro, and is told of once', async () => {
    const { market, one, two } = twoFeeds();
    market.feed(one).tells({ kind: 'connecting', attempt: 2 });
    const before = market.feed(two).said.length;
    for (let time = 0; time < 10; time += 1) {
      market.feed(one).up();
      await market.clock.advance(20_000);
      market.feed(one).tells({ kind: 'connecting', attempt: 2 });
      await market.clock.advance(1_000);
    }
    expect(market.feed(two).said).toHaveLength(before);
    expect(market.alerts).toHaveLength(1);
  });
});

describe('a feed that never carried anything', () => {
  const NO_ROOM: FeedState = { kind: 'connecting', attempt: 2, reason: 'too many connections' };

  it('is told of with the reason, once and again when it is final, and is back when it carries after a login', async () => {
    const market = fakeMarket();
    const one = market.logIn('a@north');
    market.hub.want('test', 'sandbox', [A], 'full');
    const two = market.logIn('b@south');
    market.feed(one).tells(NO_ROOM);
    market.feed(two).up();
    market.feed(one).tells({ ...NO_ROOM, attempt: 3 });
    expect(market.alerts.map(({ code }) => code)).toEqual(['feed-not-up']);
    expect(market.alerts[0]?.text).toBe(
      'The live prices of a@north do not come up (too many connections); it is tried again.',
    );
    market.feed(one).tells({ kind: 'refused', reason: 'the plan has no live prices' });
    market.feed(one).tells({ kind: 'refused', reason: 'the plan has no live prices' });
    expect(market.alerts.map(({ code }) => code)).toEqual(['feed-not-up', 'feed-refused']);
    expect(market.alerts[1]?.text).toContain('(the plan has no live prices)');

    market.logOut(one);
    market.logIn('a@north');
    market.logOut(two);
    market.feed(one).up();
    expect(market.alerts).toHaveLength(2);
    tellAll(market, one);
    tellAll(market, one);
    expect(market.alerts.slice(2)).toMatchObject([
      { code: 'feed-back', accountId: one.id, text: 'The live prices of a@north are back: 1 instrument.' },
    ]);
  });

  it('is refused: says how many instruments nobody tells; what was told before a restart is closed', () => {
    const market = fakeMarket();
    const one = market.logIn('a@north');
    const two = market.logIn('b@south');
    const alert = { type: 'alert-raised', code: 'feed-lost', accountId: two.id, text: 'Lost.' } as const;
    market.hub.apply({ event: alert });
    market.unlisted.add(`south|${A}`);
    market.unlisted.add(`north|${B}`);
    market.hub.want('test', 'sandbox', [A, B], 'full');
    market.feed(one).tells({ kind: 'refused', reason: 'the session is over' });
    expect(market.alerts[0]?.text).toBe(
      'The broker refuses live prices to a@north (the session is over): that takes another login or plan. 1 instrument has no live price.',
    );
    market.feed(two).up();
    tellAll(market, two);
    expect(market.alerts.map(({ code }) => code)).toEqual(['feed-refused', 'feed-back']);
  });
});

describe('what no feed carries', () => {
  it('is asked for by quotes, within an account’s budget, and what the desk needs goes first', async () => {
    const market = fakeMarket({ quotes: 2 });
    const account = market.logIn('a', { room: 0 });
    market.quote = (id) => tickOf(id, 50, market.clock.now());
    const reader = market.hub.read('sandbox');
    reader.want([share('X'), share('Y'), share('Z')], 'full');
    market.hub.want('positions', 'sandbox', [A], 'full');
    await market.clock.advance(1_500);
    expect(market.quoted).toHaveLength(1);
    expect(market.quoted[0]?.ids[0]).toBe(A);
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('polled');
    await market.clock.advance(60_000);
    expect(market.quoted.length).toBeLessThanOrEqual(16);
    expect(new Set(market.quoted.flatMap(({ ids }) => ids))).toEqual(
      new Set([A, share('X'), share('Y'), share('Z')]),
    );
    market.quote = () => undefined;
    await market.clock.advance(12_000);
    expect(market.hub.priceOf(account.id, A)?.standing).toBe('stale');
  });

  it('is asked for within the broker’s windows together with what people ask for, and gets its turn', async () => {
    const [limit, windowMs] = [6, 10_000];
    const market = fakeMarket({ quotes: 2, quoteRates: [{ limit, windowMs }] });
    const account = market.logIn('a', { room: 0 });
    market.quote = (id) => tickOf(id, 50, market.clock.now());
    market.hub.want('positions', 'sandbox', [A], 'full');
    const { signal } = new AbortController();
    const asker = { userId: account.userId, environment: 'sandbox' } as const;
    let refused = 0;
    for (let second = 0; second < 60; second += 1) {
      for (const name of ['P', 'Q', 'R'])
        market.reads.quotes(asker, [share(`${name}${second}`)], signal).catch(() => (refused += 1));
      await market.clock.advance(1_000);
      if (second > 15) expect(market.hub.priceOf(account.id, A)?.standing).toBe('polled');
    }
    expect(refused).toBeGreaterThan(60);
    const most = market.quoted.map(
      ({ atMs }) => market.quoted.filter((one) => one.atMs >= atMs && one.atMs < atMs + windowMs).length,
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(limit);
    expect(market.quoted.length).toBeGreaterThan(25);
    expect(market.quoted.filter(({ ids }) => ids.includes(A)).length).toBeGreaterThanOrEqual(5);
  });

  it('is not asked for while a feed tells it, and is again when the feed is refused', async () => {
    const market = fakeMarket({ quotes: 10 });
    const account = market.logIn('a');
    market.quote = (id) => tickOf(id, 50, market.clock.now());
    market.hub.want('test', 'sandbox', [A], 'full');
    market.feed(account).up();
    market.feed(account).ticks(tickOf(A, 100, market.clock.now()));
    await market.clock.advance(20_000);
    expect(market.quoted).toEqual([]);
    market.feed(account).tells({ kind: 'refused', reason: 'plan without feed' });
    await market.clock.advance(2_000);
    expect(market.hub.priceOf(account.id, A)).toMatchObject({ price: 50, standing: 'polled' });
    expect(market.hub.feedOf(account.id)).toMatchObject({ standing: 'refused', reason: 'plan without feed' });
  });
});

const IDS = ['P', 'Q', 'R', 'S'].map(share);
const OWNERS = ['w1', 'w2'];

type Step =
  | {
      readonly do: 'want';
      readonly owner: number;
      readonly ids: readonly InstrumentId[];
      readonly mode: 'ltp' | 'full';
    }
  | { readonly do: 'read'; readonly ids: readonly InstrumentId[] }
  | { readonly do: 'unread' }
  | { readonly do: 'feed'; readonly account: number; readonly state: FeedState['kind'] }
  | { readonly do: 'login'; readonly account: number }
  | { readonly do: 'logout'; readonly account: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'tick'; readonly account: number; readonly agoMs: number };

const someIds = fc.subarray(IDS);
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('want' as const),
    owner: fc.nat(1),
    ids: someIds,
    mode: fc.constantFrom('ltp' as const, 'full' as const),
  }),
  fc.record({ do: fc.constant('read' as const), ids: someIds }),
  fc.record({ do: fc.constant('unread' as const) }),
  fc.record({
    do: fc.constant('feed' as const),
    account: fc.nat(2),
    state: fc.constantFrom('connecting' as const, 'up' as const, 'silent' as const, 'refused' as const),
  }),
  fc.record({ do: fc.constant('login' as const), account: fc.nat(2) }),
  fc.record({ do: fc.constant('logout' as const), account: fc.nat(2) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 2_000, 31_000, 70_000) }),
  fc.record({ do: fc.constant('tick' as const), account: fc.nat(2), agoMs: fc.nat(5_000) }),
);

const STATES: Readonly<Record<FeedState['kind'], FeedState>> = {
  connecting: { kind: 'connecting', attempt: 2 },
  up: { kind: 'up' },
  silent: { kind: 'silent', sinceMs: 5_000 },
  refused: { kind: 'refused', reason: 'no' },
};

describe('whatever happens', () => {
  it('what is wanted is asked of a feed that can carry it, what is not is let go of, and a reader ends with the newest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (script) => {
        const market = fakeMarket();
        const names = ['a@north', 'b@south', 'c@south'];
        const accounts: (Account | undefined)[] = names.map((name) => market.logIn(name, { room: 3 }));
        const wants = new Map<string, readonly InstrumentId[]>();
        const reader = market.hub.read('sandbox');
        const newest = new Map<InstrumentId, number>();
        const taken = new Map<InstrumentId, number>();
        const take = (): void => {
          for (const { tick } of reader.take(2)) taken.set(tick.instrumentId, tick.exchangeAt ?? 0);
        };
        let serial = 0;
        const feedAt = (index: number) => {
          const account = accounts[index];
          return account === undefined ? undefined : market.feedOf(account);
        };
        for (const step of script) {
          serial += 1;
          if (step.do === 'want') {
            wants.set(OWNERS[step.owner] as string, step.ids);
            market.hub.want(OWNERS[step.owner] as string, 'sandbox', step.ids, step.mode);
          } else if (step.do === 'read') reader.want(step.ids, 'full');
          else if (step.do === 'unread') reader.unwant([...reader.wanted]);
          else if (step.do === 'feed') feedAt(step.account)?.tells(STATES[step.state]);
          else if (step.do === 'login')
            accounts[step.account] ??= market.logIn(names[step.account] as string, { room: 3 });
          else if (step.do === 'logout') {
            const account = accounts[step.account];
            if (account !== undefined) market.logOut(account);
            accounts[step.account] = undefined;
          } else if (step.do === 'wait') await market.clock.advance(step.ms);
          else if (step.do === 'tick') {
            const feed = feedAt(step.account);
            const at = market.clock.now() - step.agoMs;
            for (const id of feed?.asked.keys() ?? []) feed?.ticks(tickOf(id, 100 + serial, at));
            take();
          }
          expectCarried(market, accounts, new Set([...[...wants.values()].flat(), ...reader.wanted]));
        }
        // All that waits is taken: the last of each is what the hub knows, and never an older one.
        while (reader.waiting > 0) take();
        for (const id of reader.wanted) {
          const told = market.hub.tickIn('sandbox', id);
          if (told !== undefined) newest.set(id, told.tick.exchangeAt ?? 0);
        }
        for (const [id, at] of newest) expect(taken.get(id)).toBe(at);
        reader.close();
        for (const owner of OWNERS) market.hub.want(owner, 'sandbox', [], 'ltp');
        await market.clock.advance(31_000);
        expect(market.hub.sizeIn('sandbox')).toEqual({ kept: 0, wanted: 0, owners: 0 });
        for (const index of accounts.keys()) expect(feedAt(index)?.asked.size ?? 0).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

/** Every wanted instrument is asked of a feed, of one that is not down where there is one with room. */
function expectCarried(
  market: FakeMarket,
  accounts: readonly (Account | undefined)[],
  wanted: ReadonlySet<InstrumentId>,
): void {
  const feeds = accounts.flatMap((account) => {
    const feed = account === undefined ? undefined : market.feedOf(account);
    return feed === undefined ? [] : [feed];
  });
  const serving = accounts.filter(
    (account) => account !== undefined && market.hub.feedOf(account.id)?.standing !== 'refused',
  );
  for (const id of wanted) {
    const carriers = feeds.filter((feed) => feed.asked.has(id) && feed.state.kind !== 'refused');
    const room = serving.some((account) => {
      const feed = account === undefined ? undefined : market.feedOf(account);
      return feed === undefined || feed.asked.size < feed.room;
    });
    if (carriers.length === 0) expect(room).toBe(false);
    const isUp = carriers.some((feed) => feed.state.kind === 'up');
    const better = feeds.some((feed) => feed.state.kind === 'up' && feed.asked.size < feed.room);
    // Only a first connection that is not overdue is waited for instead.
    if (!isUp && carriers.length > 0 && better)
      expect(carriers[0]?.state).toEqual({ kind: 'connecting', attempt: 1 });
  }
}
