import {
  type ChainShape,
  chainShape,
  type Desk,
  type Environment,
  type InstrumentId,
  instantOf,
  type Price,
  rowsAround,
  strikeAtMoney,
  type Tick,
  TradingError,
  type UserId,
} from '@copydesk/core';
import type { BrokerRegistry } from '../../brokers/broker-registry.ts';
import type { Instruments } from '../../instruments/instruments.ts';
import { ok } from '../answer.ts';
import type { Handlers } from '../route-table.ts';
import { candleView, chainView, quoteView, type Ticks } from '../views/price-views.ts';
import { environmentOf } from './instrument-routes.ts';

/** What a broker may take for an answer; a long span is asked for in parts. */
const QUOTES_WITHIN_MS = 10_000;
const CANDLES_WITHIN_MS = 30_000;
const DAY_MS = 86_400_000;
/** How far back a chart begins when nobody says. */
const USUAL_DAYS = { minutes: 5, day: 366 } as const;

interface Asker {
  readonly userId: UserId;
  readonly environment: Environment;
}

/** Quotes, candles and option chains, from whichever account of the caller can be asked. */
export function priceRoutes(
  desk: Desk,
  brokers: BrokerRegistry,
  instruments: Instruments,
): Pick<Handlers, 'quotes' | 'candles' | 'optionChain'> {
  const chosen = (userId: UserId, asked: Environment | undefined) => {
    const environment = asked ?? environmentOf(desk, brokers, userId);
    void instruments[environment].loader.start();
    return { asker: { userId, environment }, ...instruments[environment] };
  };
  const quotesOf = (asker: Asker, ids: readonly InstrumentId[]): Promise<Ticks> =>
    desk.priceReads.quotes(asker, ids, AbortSignal.timeout(QUOTES_WITHIN_MS));
  return {
    quotes: async ({ caller, query }) => {
      const { asker, resolver } = chosen(caller.user.id, query.environment);
      const ids = query.ids.map((id) => resolver.byId(id).id);
      const ticks = await quotesOf(asker, ids);
      const known = ids.flatMap((id) => ticks.get(id) ?? []);
      return ok({ items: known.map(quoteView), next: null });
    },
    candles: async ({ caller, params, query }) => {
      const { asker, resolver } = chosen(caller.user.id, query.environment);
      const { id } = resolver.byId(params.id);
      const { interval } = query;
      const to = query.to ?? desk.times.nowIn(asker.environment) + 1;
      const usual = USUAL_DAYS[interval === '1d' ? 'day' : 'minutes'] * DAY_MS;
      const wanted = {
        instrumentId: id,
        interval,
        from: instantOf(query.from ?? to - usual),
        to: instantOf(to),
      };
      const found = await desk.priceReads.candles(asker, wanted, AbortSignal.timeout(CANDLES_WITHIN_MS));
      return ok({ instrumentId: id, interval, items: found.map(candleView), next: null });
    },
    optionChain: async ({ caller, query }) => {
      const { asker, resolver } = chosen(caller.user.id, query.environment);
      const shape = chainShape(resolver, {
        exchange: query.exchange ?? 'NSE',
        underlying: query.underlying,
        expiry: query.expiry,
      });
      const read = readerOf((ids) => quotesOf(asker, ids));
      const spotPrice = await spotPriceOf(shape, read);
      const atMoney = strikeAtMoney(shape, spotPrice);
      const rows = rowsAround(resolver, shape, atMoney, query.strikes);
      await read.add(rows.flatMap(({ call, put }) => [call, put].filter((id) => id !== undefined)));
      return ok(chainView(shape, rows, read.ticks, { atMoney, unpriced: read.unpriced }));
    },
  };
}

/** Collects ticks; what cannot be read leaves a chain without figures, not without strikes. */
function readerOf(quotesOf: (ids: readonly InstrumentId[]) => Promise<Ticks>) {
  const ticks = new Map<InstrumentId, Tick>();
  const reader = {
    ticks,
    unpriced: undefined as string | undefined,
    async add(ids: readonly InstrumentId[]): Promise<void> {
      if (reader.unpriced !== undefined || ids.length === 0) return;
      try {
        for (const [id, tick] of await quotesOf(ids)) ticks.set(id, tick);
      } catch (error) {
        if (!TradingError.is(error)) throw error;
        reader.unpriced = error.code;
      }
    },
  };
  return reader;
}

async function spotPriceOf(
  { spot }: ChainShape,
  read: ReturnType<typeof readerOf>,
): Promise<Price | undefined> {
  if (spot === undefined) return undefined;
  await read.add([spot.id]);
  return read.ticks.get(spot.id)?.lastPrice;
}
