/** Snapshots of prices, for paid apps. Unknown keys are silently missing, as at the broker. */
import { priceToNumber } from '@copydesk/core';
import type { Answer, VenueInstrument } from '@copydesk/sandbox';
import { type ClientRequest, KiteRefusal, type Route } from '../route.ts';
import { kiteTime, namesOf } from '../wire/terms.ts';
import { inputError, missingField, successAnswer } from '../wording.ts';

type Snapshot = (instrument: VenueInstrument, request: ClientRequest) => Record<string, unknown>;

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

/** The venue has no book of other people's orders: volumes and depth are 0. */
const full: Snapshot = (instrument, request) => {
  const { venue } = request.face;
  const quote = venue.market.quote(instrument);
  const level = { price: 0, quantity: 0, orders: 0 };
  const levels = [level, level, level, level, level];
  return {
    ...ohlc(instrument, request),
    timestamp: kiteTime(venue.clock.now()),
    last_trade_time: null,
    last_quantity: 0,
    buy_quantity: 0,
    sell_quantity: 0,
    volume: 0,
    average_price: 0,
    oi: 0,
    oi_day_high: 0,
    oi_day_low: 0,
    net_change: 0,
    lower_circuit_limit: priceToNumber(quote.lowerCircuit),
    upper_circuit_limit: priceToNumber(quote.upperCircuit),
    depth: { buy: levels, sell: levels },
  };
};

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
