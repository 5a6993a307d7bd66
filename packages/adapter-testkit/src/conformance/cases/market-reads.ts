/** Quotes and candles on request: exact, complete, and what is not known left out. */
import {
  type BrokerCapabilities,
  type CandleRequest,
  type InstrumentId,
  instantOf,
  type Price,
  type ReadInstrument,
} from '@copydesk/core';
import { expect } from 'vitest';
import { type BrokerBench, NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { expectTradingError } from '../expecting.ts';
import type { Shelved } from '../shelf.ts';
import { unknownListing } from './orders.ts';

const DAY_MS = 86_400_000;
const cases = casesOf('market reads');

/** A case of the reads; an adapter without them lists them all. */
function marketRead(id: string, title: string, run: BrokerCase['run']): BrokerCase {
  const claimed = (capabilities: BrokerCapabilities) => capabilities.marketReads !== undefined;
  return cases(id, title, run, { counts: claimed });
}

export const marketReadCases: readonly BrokerCase[] = [
  marketRead('BC-1401', 'I8: quotes tell the day of each instrument, exact to the unit', async (bench) => {
    const trader = await bench.trader();
    const shelved = [bench.shelf.option(), bench.shelf.future(), bench.shelf.share()];

    const ticks = await bench.adapter.quotes(trader.session, shelved.map(asked), NEVER);

    expect(ticks).toHaveLength(shelved.length);
    for (const { instrument } of shelved) {
      const figures = bench.venue.market.figures(instrument);
      const tick = ticks.find(({ instrumentId }) => instrumentId === instrument.id);
      expect(tick).toMatchObject({
        mode: 'full',
        tradable: true,
        lastPrice: figures.lastPrice,
        previousClose: figures.previousClose,
        open: figures.open,
        high: figures.high,
        low: figures.low,
        volume: figures.volume,
        totalBuyQuantity: figures.totalBuyQuantity,
        totalSellQuantity: figures.totalSellQuantity,
        depth: figures.depth,
      });
      expect(tick?.openInterest).toBe(figures.openInterest?.now);
      expect(tick?.openInterestHigh).toBe(figures.openInterest?.high);
      expect(secondsOf(tick?.exchangeAt)).toBe(secondsOf(figures.exchangeAt));
    }
  }),

  marketRead('BC-1402', 'an index is told without volume, open interest and depth', async (bench) => {
    const trader = await bench.trader();
    const index = bench.shelf.index();

    const [tick] = await bench.adapter.quotes(trader.session, [asked(index)], NEVER);

    expect(tick).toMatchObject({
      mode: 'quote',
      tradable: false,
      lastPrice: bench.venue.market.lastPrice(index.instrument),
      volume: undefined,
      openInterest: undefined,
      depth: undefined,
    });
  }),

  marketRead('BC-1403', 'an instrument that the broker does not know is left out', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const nobody = {
      instrumentId: 'NFO:NOBODY:2030-01-01:FUT' as InstrumentId,
      listing: unknownListing(option),
    };

    const ticks = await bench.adapter.quotes(trader.session, [nobody, asked(option)], NEVER);

    expect(ticks.map(({ instrumentId }) => instrumentId)).toEqual([option.instrument.id]);
    expect(await bench.adapter.quotes(trader.session, [], NEVER)).toEqual([]);
  }),

  marketRead('BC-1404', 'more instruments than one request takes are asked for in several', async (bench) => {
    const most = bench.adapter.capabilities.marketReads?.quotesPerRequest ?? 0;
    // Requests of one moment meet the broker's own limit: the case is for adapters that may ask twice in a second.
    const rates = bench.adapter.capabilities.marketReads?.quoteRates ?? [];
    if (rates.some(({ limit, windowMs }) => limit < 2 && windowMs >= 1_000)) return;
    const trader = await bench.trader();
    const many = bench.shelf.listedAtVenue.slice(0, most + 1).flatMap((item) => shelvedAs(bench, item));

    const ticks = await bench.adapter.quotes(trader.session, many, NEVER);

    expect(ticks.map(({ instrumentId }) => instrumentId)).toEqual(many.map((item) => item.instrumentId));
  }),

  marketRead('BC-1405', 'candles come oldest first, each once, and end at the last price', async (bench) => {
    const trader = await bench.trader();
    const share = bench.shelf.share();
    const now = bench.venue.clock.now();
    const request = candleRequest(share, '5m', now - 3 * DAY_MS, now + 1);

    const candles = await bench.adapter.candles(trader.session, request, NEVER);

    const minutes = 5;
    const expected = bench.venue.market.candles(share.instrument, { ...request, minutes });
    expect(candles.length).toBeGreaterThan(20);
    expect(candles.map(figuresOf)).toEqual(expected.map(figuresOf));
    expect(candles.at(-1)?.close).toBe(bench.venue.market.lastPrice(share.instrument));
  }),

  marketRead('BC-1406', 'a span beyond one request is told as a whole', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const now = bench.venue.clock.now();
    const request = candleRequest(option, '1m', now - 70 * DAY_MS, now - 2 * DAY_MS);

    const candles = await bench.adapter.candles(trader.session, request, NEVER);

    const expected = bench.venue.market.candles(option.instrument, { ...request, minutes: 1 });
    expect(candles.map(({ at }) => at)).toEqual(expected.map(({ at }) => at));
    expect(candles.some((candle) => (candle.openInterest ?? 0) > 0)).toBe(true);
  }),

  marketRead('BC-1407', 'candles outside the span are left out, days included', async (bench) => {
    const trader = await bench.trader();
    const share = bench.shelf.share();
    const now = bench.venue.clock.now();
    const request = candleRequest(share, '1d', now - 30 * DAY_MS, now - 10 * DAY_MS);

    const candles = await bench.adapter.candles(trader.session, request, NEVER);

    expect(candles.length).toBeGreaterThan(10);
    for (const { at, high, low, open, close } of candles) {
      expect(at).toBeGreaterThanOrEqual(request.from);
      expect(at).toBeLessThan(request.to);
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
    }
  }),

  marketRead('BC-1408', 'a dead session is told as one', async (bench) => {
    const trader = await bench.trader();
    const share = bench.shelf.share();
    const now = bench.venue.clock.now();
    bench.venue.sessions.expire(trader.client);

    await expectTradingError(bench.adapter.quotes(trader.session, [asked(share)], NEVER), 'session-expired');
    const request = candleRequest(share, '1d', now - 30 * DAY_MS, now);
    await expectTradingError(bench.adapter.candles(trader.session, request, NEVER), 'session-expired');
  }),
];

function asked({ instrument, listing }: Shelved): ReadInstrument {
  return { instrumentId: instrument.id, listing };
}

function shelvedAs(bench: BrokerBench, instrument: Shelved['instrument']): readonly ReadInstrument[] {
  const row = bench.shelf.rowOf(instrument);
  return row === undefined ? [] : [{ instrumentId: instrument.id, listing: row }];
}

function candleRequest(
  shelved: Shelved,
  interval: CandleRequest['interval'],
  from: number,
  to: number,
): CandleRequest {
  return { instrument: asked(shelved), interval, from: instantOf(from), to: instantOf(to) };
}

function figuresOf(candle: {
  readonly at: number;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: number;
}): readonly number[] {
  const { at, open, high, low, close, volume } = candle;
  return [at, open, high, low, close, volume];
}

/** Brokers write times of quotes to the second, or finer. */
function secondsOf(at: number | undefined): number | undefined {
  return at === undefined ? undefined : Math.floor(at / 1_000);
}
