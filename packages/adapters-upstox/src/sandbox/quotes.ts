/** Snapshots of prices. Answers are keyed by segment and symbol, not by what was asked; unknown keys are silently absent. */
import { IST_OFFSET_MS, instantOf, type Price, priceToNumber } from '@copydesk/core';
import type { Answer, VenueCandle, VenueFigures, VenueInstrument, VenueLevel } from '@copydesk/sandbox';
import type { Route, SessionCall } from './call.ts';
import { badRequest, success } from './errors.ts';
import { compactSymbol, keyOf, SEGMENT_NAME_OF } from './words.ts';

type Shown = (instrument: VenueInstrument, call: SessionCall) => Record<string, unknown> | undefined;

const LEVELS = 5;
const EMPTY_LEVEL = { quantity: 0, price: 0, orders: 0 };
const DAY_MS = 86_400_000;

/** How many keys a call takes, and what it says to more (docs "error-codes", 2026-02). */
const FULL = { most: 500, code: 'UDAPI100042' } as const;
const SHORT = { most: 500, code: 'UDAPI100043' } as const;
const GREEKS = { most: 50, code: 'UDAPI100076' } as const;

/** The routes of quotes. */
export const QUOTE_ROUTES: readonly Route[] = [
  quoteRoute('/v2/market-quote/quotes', 'quotes-full', (call) => answer(call, FULL, full)),
  quoteRoute('/v2/market-quote/ltp', 'quotes-ltp-v2', (call) => answer(call, SHORT, formerLtp)),
  quoteRoute('/v2/market-quote/ohlc', 'quotes-ohlc-v2', (call) => answer(call, SHORT, formerOhlc)),
  quoteRoute('/v3/market-quote/ltp', 'quotes', (call) => answer(call, SHORT, ltp)),
  quoteRoute('/v3/market-quote/ohlc', 'quotes-ohlc', ohlcV3),
  quoteRoute('/v3/market-quote/option-greek', 'quotes-greek', (call) => answer(call, GREEKS, greek)),
];

function quoteRoute(path: string, bucket: string, run: (call: SessionCall) => Answer): Route {
  return { method: 'GET', path, kind: 'other', bucket, access: 'session', run };
}

function answer(
  call: SessionCall,
  limit: { readonly most: number; readonly code: string },
  shown: Shown,
): Answer {
  const asked = call.query.get('instrument_key') ?? call.query.get('symbol') ?? '';
  const keys = asked.split(',').filter((key) => key !== '');
  if (keys.length === 0) return badRequest('UDAPI1009', 'The instrument_key is required', 'instrument_key');
  if (keys.length > limit.most) {
    return badRequest(
      limit.code,
      `A maximum of ${limit.most} instrument keys can be requested`,
      'instrument_key',
    );
  }
  const { venue, broker } = call.face;
  const data: Record<string, unknown> = {};
  for (const key of keys) {
    const instrument = venue.instruments.byKey(broker, key);
    const row = instrument === undefined ? undefined : shown(instrument, call);
    if (instrument !== undefined && row !== undefined) data[answerKey(instrument)] = row;
  }
  return success(data);
}

function full(instrument: VenueInstrument, { face }: SessionCall): Record<string, unknown> {
  const figures = face.venue.market.figures(instrument, LEVELS);
  const index = instrument.kind === 'INDEX';
  const { openInterest, lastTradeAt } = figures;
  return {
    ohlc: ohlcOf(figures),
    depth: index ? { buy: [], sell: [] } : depthOf(figures),
    timestamp: isoTime(figures.exchangeAt),
    instrument_token: keyOf(instrument),
    symbol: index ? 'NA' : compactSymbol(instrument),
    last_price: priceToNumber(figures.lastPrice),
    volume: index ? null : figures.volume,
    average_price: index ? null : priceToNumber(figures.averagePrice),
    oi: index ? null : (openInterest?.now ?? 0),
    net_change: (figures.lastPrice - figures.previousClose) / 10_000,
    total_buy_quantity: index ? null : figures.totalBuyQuantity,
    total_sell_quantity: index ? null : figures.totalSellQuantity,
    lower_circuit_limit: index ? null : priceToNumber(figures.lowerCircuit),
    upper_circuit_limit: index ? null : priceToNumber(figures.upperCircuit),
    last_trade_time: String(lastTradeAt ?? (index ? figures.exchangeAt : 0)),
    oi_day_high: index ? null : (openInterest?.high ?? 0),
    oi_day_low: index ? null : (openInterest?.low ?? 0),
  };
}

/** `close` is the latest, as the broker's samples have it (docs "get-full-market-quote", 2026-02). */
function ohlcOf(figures: VenueFigures): Record<string, number> {
  const { open, high, low, lastPrice: close } = figures;
  return rupeesOf({ open, high, low, close });
}

function depthOf({ depth }: VenueFigures): Record<string, unknown> {
  const side = (levels: readonly VenueLevel[]) =>
    Array.from({ length: LEVELS }, (_, place) => {
      const level = levels[place];
      if (level === undefined) return EMPTY_LEVEL;
      return { quantity: level.quantity, price: priceToNumber(level.price), orders: level.orders };
    });
  return { buy: side(depth?.buy ?? []), sell: side(depth?.sell ?? []) };
}

function ltp(instrument: VenueInstrument, { face }: SessionCall): Record<string, unknown> {
  const figures = face.venue.market.figures(instrument, 0);
  return {
    last_price: priceToNumber(figures.lastPrice),
    instrument_token: keyOf(instrument),
    ltq: figures.lastQuantity,
    volume: figures.volume,
    cp: priceToNumber(figures.previousClose),
  };
}

function formerLtp(instrument: VenueInstrument, { face }: SessionCall): Record<string, unknown> {
  return {
    last_price: priceToNumber(face.venue.market.lastPrice(instrument)),
    instrument_token: keyOf(instrument),
  };
}

function formerOhlc(instrument: VenueInstrument, call: SessionCall): Record<string, unknown> {
  return { ohlc: ohlcOf(call.face.venue.market.figures(instrument, 0)), ...formerLtp(instrument, call) };
}

/** Of options alone; others are left out. */
function greek(instrument: VenueInstrument, call: SessionCall): Record<string, unknown> | undefined {
  const { greeks, openInterest } = call.face.venue.market.figures(instrument, 0);
  if (greeks === undefined) return undefined;
  const { delta, gamma, theta, vega, impliedVolatility: iv } = greeks;
  return { ...ltp(instrument, call), iv, vega, gamma, theta, delta, oi: openInterest?.now ?? 0 };
}

const OHLC_MINUTES: Readonly<Record<string, number | 'day'>> = { '1d': 'day', I1: 1, I30: 30 };

function ohlcV3(call: SessionCall): Answer {
  const minutes = OHLC_MINUTES[call.query.get('interval') ?? ''];
  if (minutes === undefined) return badRequest('UDAPI1028', 'The interval is invalid', 'interval');
  return answer(call, SHORT, (instrument, { face }) => {
    const { market, clock } = face.venue;
    const last = {
      last_price: priceToNumber(market.lastPrice(instrument)),
      instrument_token: keyOf(instrument),
    };
    if (minutes === 'day') {
      const figures = market.figures(instrument, 0);
      const live = { ...ohlcOf(figures), volume: figures.volume, ts: midnightBefore(figures.exchangeAt) };
      return { ...last, prev_ohlc: null, live_ohlc: live };
    }
    const to = instantOf(clock.now() + 1);
    const candles = market.candles(instrument, { minutes, from: instantOf(to - 5 * DAY_MS), to });
    const [previous, live] = candles.slice(-2);
    return { ...last, prev_ohlc: candleOf(previous), live_ohlc: candleOf(live) };
  });
}

function candleOf(candle: VenueCandle | undefined): Record<string, unknown> | null {
  if (candle === undefined) return null;
  const { open, high, low, close, volume, at } = candle;
  return { ...rupeesOf({ open, high, low, close }), volume, ts: at };
}

function rupeesOf(prices: Readonly<Record<string, Price>>): Record<string, number> {
  return Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, priceToNumber(price)]));
}

/** `NSE_FO:NIFTY26NOVFUT`, `NSE_INDEX:Nifty 50`. */
function answerKey(instrument: VenueInstrument): string {
  if (instrument.kind === 'INDEX') return keyOf(instrument).replace('|', ':');
  return `${SEGMENT_NAME_OF[instrument.segment]}:${compactSymbol(instrument)}`;
}

function isoTime(at: number): string {
  return `${new Date(at + IST_OFFSET_MS).toISOString().slice(0, -1)}+05:30`;
}

function midnightBefore(at: number): number {
  return at - ((at + IST_OFFSET_MS) % DAY_MS);
}
