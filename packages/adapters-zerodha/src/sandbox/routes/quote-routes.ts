/** Snapshots of prices, for paid apps. Unknown keys are silently missing, as at the broker. */
import { priceToNumber } from '@copydesk/core';
import type { Answer, VenueFigures, VenueInstrument, VenueLevel } from '@copydesk/sandbox';
import { type ClientRequest, KiteRefusal, type Route } from '../route.ts';
import { kiteTime, namesOf } from '../wire/terms.ts';
import { inputError, missingField, successAnswer } from '../wording.ts';

type Snapshot = (instrument: VenueInstrument, request: ClientRequest) => Record<string, unknown>;

/** Levels of depth; those that stand empty are zeros (the broker's mock of March 2026). */
const LEVELS = 5;
const EMPTY_LEVEL = { price: 0, quantity: 0, orders: 0 };

const ltp: Snapshot = (instrument, { face }) => ({
  instrument_token: namesOf(instrument, face.broker).token,
  last_price: priceToNumber(face.venue.market.lastPrice(instrument)),
});

const ohlc: Snapshot = (instrument, request) => {
  const quote = request.face.venue.market.quote(instrument);
  return {
    ...ltp(instrument, request),
    ohlc: {
      open: priceToNumber(quote.open),
      high: priceToNumber(quote.high),
      low: priceToNumber(quote.low),
      close: priceToNumber(quote.previousClose),
    },
  };
};

const full: Snapshot = (instrument, request) => {
  const { venue } = request.face;
  const figures = venue.market.figures(instrument, LEVELS);
  const { lastTradeAt, openInterest, lastPrice, previousClose } = figures;
  return {
    ...ohlc(instrument, request),
    timestamp: kiteTime(figures.exchangeAt),
    last_trade_time: lastTradeAt === undefined ? null : kiteTime(lastTradeAt),
    last_quantity: figures.lastQuantity,
    buy_quantity: figures.totalBuyQuantity,
    sell_quantity: figures.totalSellQuantity,
    volume: figures.volume,
    average_price: figures.volume === 0 ? 0 : priceToNumber(figures.averagePrice),
    oi: openInterest?.now ?? 0,
    oi_day_high: openInterest?.high ?? 0,
    oi_day_low: openInterest?.low ?? 0,
    net_change: (lastPrice - previousClose) / 10_000,
    lower_circuit_limit: priceToNumber(figures.lowerCircuit),
    upper_circuit_limit: priceToNumber(figures.upperCircuit),
    depth: depthJson(figures),
  };
};

function depthJson({ depth }: VenueFigures): Record<string, unknown> {
  const side = (levels: readonly VenueLevel[]) =>
    Array.from({ length: LEVELS }, (_, place) => {
      const level = levels[place];
      return level === undefined ? EMPTY_LEVEL : { ...level, price: priceToNumber(level.price) };
    });
  return { buy: side(depth?.buy ?? []), sell: side(depth?.sell ?? []) };
}

function snapshots(most: number, shown: Snapshot): (request: ClientRequest) => Answer {
  return (request) => {
    const { face, query } = request;
    const keys = query.getAll('i');
    if (keys.length === 0) throw new KiteRefusal(missingField('i'));
    if (keys.length > most)
      throw new KiteRefusal(inputError(`At most ${most} instruments can be asked for.`));
    const data: Record<string, unknown> = {};
    for (const key of keys) {
      const instrument = face.venue.instruments.byKey(face.broker, key);
      if (instrument !== undefined) data[key] = shown(instrument, request);
    }
    return successAnswer(data);
  };
}

const route = { method: 'GET', kind: 'other', bucket: 'quote', access: 'client', paid: true } as const;

export const quoteRoutes: readonly Route[] = [
  { ...route, path: '/quote', run: snapshots(500, full) },
  { ...route, path: '/quote/ohlc', run: snapshots(1_000, ohlc) },
  { ...route, path: '/quote/ltp', run: snapshots(1_000, ltp) },
];
