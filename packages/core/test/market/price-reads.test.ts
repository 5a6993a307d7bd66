import { VirtualClock } from '@copydesk/adapter-testkit';
import {
  type Account,
  type AccountId,
  type BrokerId,
  type BrokerListing,
  type BrokerPort,
  type BrokerSession,
  type Candle,
  type Greeks,
  type Instrument,
  type InstrumentId,
  instantOf,
  type LiveTicks,
  type MarketReadCapability,
  type Price,
  PriceReads,
  type Tick,
  TradingError,
  type UserId,
} from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { ReadBudget } from '../../src/market/read-budget.ts';

const USER = 'user-1' as UserId;
const SHARE = 'NSE:INE002A01018' as InstrumentId;
const OPTION = 'NFO:NIFTY:2026-11-24:26000:CE' as InstrumentId;
const NEVER = new AbortController().signal;
const asker = { userId: USER, environment: 'live' } as const;

const READS: MarketReadCapability = {
  quotesPerRequest: 2,
  quoteRates: [],
  candleRates: [],
  candleIntervals: ['1m', '1d'],
};

function tick(instrumentId: InstrumentId, lastPrice: number, more: Partial<Tick> = {}): Tick {
  return { instrumentId, mode: 'full', tradable: true, lastPrice: lastPrice as Price, ...more } as Tick;
}

interface Asked {
  readonly broker: string;
  readonly what: string;
}

/** A desk's worth of brokers that answer at once; `answers` says how. */
function aMarket(
  answers: Readonly<Record<string, (ids: readonly InstrumentId[]) => readonly Tick[] | TradingError>>,
  reads: Partial<Record<string, Partial<MarketReadCapability>>> = {},
  answered: Promise<void> = Promise.resolve(),
) {
  const clock = new VirtualClock();
  const asked: Asked[] = [];
  const accounts = Object.keys(answers).map(
    (broker) =>
      ({
        id: `account-${broker}` as AccountId,
        brokerId: broker as BrokerId,
        environment: 'live',
        userId: USER,
      }) as Account,
  );
  const loggedIn = new Set(accounts.map(({ id }) => id));
  const brokers = new Map(
    accounts.map(({ brokerId }) => {
      const answer = answers[brokerId] ?? (() => []);
      const port = {
        id: brokerId,
        capabilities: { marketReads: { ...READS, ...reads[brokerId] }, feed: { greeks: brokerId === 'two' } },
        quotes: async (_session: unknown, instruments: readonly { instrumentId: InstrumentId }[]) => {
          const ids = instruments.map(({ instrumentId }) => instrumentId);
          asked.push({ broker: brokerId, what: ids.join() });
          await answered;
          const given = answer(ids);
          if (given instanceof TradingError) throw given;
          return given;
        },
        candles: async (_session: unknown, request: { interval: string }): Promise<readonly Candle[]> => {
          asked.push({ broker: brokerId, what: request.interval });
          const given = answer([]);
          if (given instanceof TradingError) throw given;
          return [];
        },
      };
      return [brokerId, port as unknown as BrokerPort] as const;
    }),
  );
  const unlisted = new Set<string>();
  const lookup = {
    byId: (id: InstrumentId) => ({ kind: id === OPTION ? 'OPT' : 'EQ' }) as unknown as Instrument,
    byListingKey: () => undefined,
    listingFor: (id: InstrumentId, broker: BrokerId) =>
      unlisted.has(`${broker} ${id}`) ? undefined : ({ key: id } as unknown as BrokerListing),
  };
  const prices = new PriceReads({
    clock,
    accounts: {
      listFor: (user) => (user === USER ? accounts : []),
      sessionOf: (id) => (loggedIn.has(id) ? ({ accountId: id } as BrokerSession) : undefined),
    },
    brokers,
    instruments: { live: lookup, sandbox: lookup },
    budget: new ReadBudget(clock, brokers),
  });
  return { prices, clock, asked, loggedIn, unlisted };
}

const all = (ids: readonly InstrumentId[]) => ids.map((id) => tick(id, 100));

const GREEKS: Greeks = {
  delta: 0.5,
  theta: -9,
  gamma: 0.001,
  vega: 12,
  rho: undefined,
  impliedVolatility: 0.13,
};
const allWithGreeks = (ids: readonly InstrumentId[]) => ids.map((id) => tick(id, 101, { greeks: GREEKS }));

describe('greeks of an option', () => {
  it('stand beside the price of a feed that tells none, read every five seconds from a broker that has them', async () => {
    const { prices, clock, asked } = aMarket({ one: all, two: allWithGreeks });
    prices.preferLive({ tickIn: (_environment, id) => ({ tick: tick(id, 99), standing: 'live' }) });
    const read = async () => (await prices.quotes(asker, [SHARE, OPTION], NEVER)).get(OPTION);
    expect(await read()).toMatchObject({ lastPrice: 99, greeks: GREEKS });
    clock.advanceBy(4_900);
    expect(await read()).toMatchObject({ lastPrice: 99, greeks: GREEKS });
    expect(asked).toEqual([{ broker: 'two', what: OPTION }]);
    clock.advanceBy(200);
    await read();
    expect(asked).toHaveLength(2);
  });

  it('keep prices waiting for half a second at most, and are there for whoever asks next', async () => {
    const slow = Promise.withResolvers<void>();
    const { prices, clock } = aMarket({ one: all, two: allWithGreeks }, {}, slow.promise);
    prices.preferLive({ tickIn: (_environment, id) => ({ tick: tick(id, 99), standing: 'live' }) });
    const read = prices.quotes(asker, [OPTION], NEVER);
    await clock.advance(500);
    expect((await read).get(OPTION)).toMatchObject({ lastPrice: 99 });
    expect((await read).get(OPTION)?.greeks).toBeUndefined();
    slow.resolve();
    await clock.advance(0);
    expect((await prices.quotes(asker, [OPTION], NEVER)).get(OPTION)).toMatchObject({ greeks: GREEKS });
  });

  it('are left out where no broker has them or it refuses, and the prices stay', async () => {
    for (const two of [() => new TradingError('broker-refused'), all]) {
      const { prices } = aMarket({ one: all, two });
      prices.preferLive({ tickIn: (_environment, id) => ({ tick: tick(id, 99), standing: 'live' }) });
      const found = await prices.quotes(asker, [OPTION], NEVER);
      expect([found.get(OPTION)?.lastPrice, found.get(OPTION)?.greeks]).toEqual([99, undefined]);
    }
  });
});

describe('quotes', () => {
  it('are asked for once by all who ask within a second, and again after it', async () => {
    const { prices, clock, asked } = aMarket({ one: all });
    await Promise.all([prices.quotes(asker, [SHARE], NEVER), prices.quotes(asker, [SHARE, SHARE], NEVER)]);
    clock.advanceBy(1_000);
    expect((await prices.quotes(asker, [SHARE], NEVER)).get(SHARE)?.lastPrice).toBe(100);
    expect(asked).toHaveLength(1);
    clock.advanceBy(1);
    await prices.quotes(asker, [SHARE], NEVER);
    expect(asked).toHaveLength(2);
  });

  it('come from the other broker where one refuses, does not list it or does not know it', async () => {
    const refusing = aMarket({ one: () => new TradingError('broker-refused'), two: all });
    expect((await refusing.prices.quotes(asker, [SHARE], NEVER)).size).toBe(1);
    expect(refusing.asked.map(({ broker }) => broker)).toEqual(['one', 'two']);

    const partly = aMarket({ one: (ids) => all(ids.filter((id) => id === SHARE)), two: all });
    partly.unlisted.add(`two ${SHARE}`);
    expect([...(await partly.prices.quotes(asker, [SHARE, OPTION], NEVER)).keys()]).toEqual([SHARE, OPTION]);
    expect(partly.asked).toEqual([
      { broker: 'one', what: `${SHARE},${OPTION}` },
      { broker: 'two', what: OPTION },
    ]);
  });

  it('are refused with the reason of the last, and without a session as that', async () => {
    const { prices, loggedIn } = aMarket({
      one: () => new TradingError('broker-unreachable'),
      two: () => new TradingError('rate-limited'),
    });
    await expect(prices.quotes(asker, [SHARE], NEVER)).rejects.toMatchObject({ code: 'rate-limited' });
    loggedIn.clear();
    await expect(prices.quotes(asker, [SHARE], NEVER)).rejects.toMatchObject({ code: 'no-session' });
    const elsewhere = { ...asker, environment: 'sandbox' } as const;
    await expect(prices.quotes(elsewhere, [SHARE], NEVER)).rejects.toMatchObject({ code: 'no-session' });
  });

  it('are asked for in parts, at the pace of the broker, and go to another when that is too slow', async () => {
    const slow = { quoteRates: [{ limit: 1, windowMs: 10_000 }] };
    const { prices, asked } = aMarket({ one: all, two: all }, { one: slow, two: slow });
    const ids = [SHARE, OPTION, 'NSE:INDEX:NIFTY' as InstrumentId];
    expect((await prices.quotes(asker, ids, NEVER)).size).toBe(3);
    expect(asked.map(({ broker, what }) => [broker, what.split(',').length])).toEqual([
      ['one', 2],
      ['two', 1],
    ]);
  });

  it('of a live feed go before what would be asked, stale or lesser ones do not', async () => {
    const { prices, asked } = aMarket({ one: all });
    const told = { tick: tick(SHARE, 777), standing: 'live' } as const;
    const live: LiveTicks = {
      tickIn: (_environment, id) =>
        id === SHARE ? told : { tick: tick(id, 1, { mode: 'ltp' }), standing: 'live' },
    };
    prices.preferLive(live);
    const found = await prices.quotes(asker, [SHARE, OPTION], NEVER);
    expect(found.get(SHARE)?.lastPrice).toBe(777);
    expect(asked).toEqual([{ broker: 'one', what: OPTION }]);
    prices.preferLive({ tickIn: () => ({ ...told, standing: 'stale' }) });
    expect((await prices.quotes(asker, [SHARE], NEVER)).get(SHARE)?.lastPrice).toBe(100);
  });
});

describe('candles', () => {
  const wanted = { instrumentId: SHARE, interval: '1m', from: instantOf(0), to: instantOf(60_000) } as const;

  it('come from the first broker that has the interval and answers', async () => {
    const { prices, asked } = aMarket(
      { one: all, two: () => new TradingError('broker-unreachable'), three: all },
      { one: { candleIntervals: ['1d'] } },
    );
    await Promise.all([prices.candles(asker, wanted, NEVER), prices.candles(asker, wanted, NEVER)]);
    expect(asked.map(({ broker }) => broker)).toEqual(['two', 'three']);
  });

  it('are not supported where no broker has the interval, not listed where none lists it', async () => {
    const { prices, unlisted } = aMarket({ one: all });
    const hours = { ...wanted, interval: '1h' } as const;
    await expect(prices.candles(asker, hours, NEVER)).rejects.toMatchObject({ code: 'not-supported' });
    unlisted.add(`one ${SHARE}`);
    await expect(prices.candles(asker, wanted, NEVER)).rejects.toMatchObject({
      code: 'instrument-not-listed',
    });
  });
});
