/**
 * A list of the day for the reference broker: small, complete in kinds, with live expiries for any date.
 *
 * Real lot sizes and ticks, so that what is tried here is what will be traded. Listed by canonical id.
 */
import {
  type InstrumentId,
  instantOf,
  istDate,
  type OptionType,
  PRICE_SCALE,
  type Price,
  priceOfUnits,
  type Segment,
} from '@copydesk/core';
import type { VenueInstrument } from '@copydesk/sandbox';
import { REFERENCE_BROKER } from './reference-rules.ts';

const DAY_MS = 86_400_000;
const TUESDAY = 2;

/** The instruments of a day (YYYY-MM-DD), the same for the same day, as each of the named brokers lists them. */
export function referenceInstruments(
  date: string,
  brokers: readonly string[] = [REFERENCE_BROKER],
): readonly VenueInstrument[] {
  const names = (id: string): VenueInstrument['listings'] =>
    Object.fromEntries(brokers.map((broker) => [broker, { key: id, feedToken: id, symbol: id }]));
  return unlisted(date).map((instrument) => ({ ...instrument, listings: names(instrument.id) }));
}

function unlisted(date: string): readonly VenueInstrument[] {
  const expiry = lastTuesdayFrom(date);
  const nifty = index({ symbol: 'NIFTY', name: 'NIFTY 50', level: 26_000, exchangeToken: '26000' });
  const bankNifty = index({ symbol: 'BANKNIFTY', name: 'NIFTY BANK', level: 58_000, exchangeToken: '26009' });
  const reliance = { symbol: 'RELIANCE', isin: 'INE002A01018', close: 1_500 };
  const niftyFuture = future({
    segment: 'NFO',
    underlying: 'NIFTY',
    expiry,
    exchangeToken: '51714',
    terms: { lot: 75, tick: 1_000, freeze: 1_800 },
    close: 26_050,
  });
  const gold = future({
    segment: 'MCX',
    underlying: 'GOLD',
    expiry,
    exchangeToken: '466583',
    terms: { lot: 1, tick: 10_000, freeze: 10 },
    close: 120_000,
  });
  const dollar = future({
    segment: 'CDS',
    underlying: 'USDINR',
    expiry,
    exchangeToken: '1612',
    terms: { lot: 1, tick: 25, freeze: 10_000 },
    close: 89,
  });
  return [
    nifty,
    bankNifty,
    share({ ...reliance, segment: 'NSE', exchangeToken: '2885' }),
    share({ segment: 'NSE', symbol: 'INFY', isin: 'INE009A01021', close: 1_480, exchangeToken: '1594' }),
    share({ ...reliance, segment: 'BSE', exchangeToken: '500325' }),
    { ...niftyFuture, underlyingId: nifty.id },
    ...options({
      on: nifty,
      level: 26_000,
      terms: { lot: 75, tick: 500, freeze: 1_800 },
      expiry,
      token: 60_000,
    }),
    ...options({
      on: bankNifty,
      level: 58_000,
      terms: { lot: 35, tick: 500, freeze: 600 },
      expiry,
      token: 61_000,
    }),
    { ...gold, underlyingClass: 'commodity', contractMultiplier: 100 },
    { ...dollar, underlyingClass: 'currency', contractMultiplier: 1_000 },
  ];
}

interface Terms {
  readonly lot: number;
  /** In 1/10000 rupee. */
  readonly tick: number;
  readonly freeze: number;
}

function index(given: {
  readonly symbol: string;
  readonly name: string;
  readonly level: number;
  readonly exchangeToken: string;
}): VenueInstrument {
  const { symbol, name, level, exchangeToken } = given;
  return {
    ...base(`NSE:INDEX:${symbol}`, 'NSE', symbol, exchangeToken),
    kind: 'INDEX',
    underlyingClass: 'index',
    name,
    lotSize: 0,
    tickSize: priceOfUnits(0),
    freezeQuantity: undefined,
    previousClose: rupees(level),
  };
}

function share(given: {
  readonly segment: 'NSE' | 'BSE';
  readonly symbol: string;
  readonly isin: string;
  readonly close: number;
  readonly exchangeToken: string;
}): VenueInstrument {
  const { segment, symbol, isin, close, exchangeToken } = given;
  return {
    ...base(`${segment}:${isin}`, segment, symbol, exchangeToken),
    exchange: segment,
    kind: 'EQ',
    underlyingClass: 'equity',
    isin,
    series: segment === 'NSE' ? 'EQ' : 'A',
    name: `${symbol} LTD`,
    lotSize: 1,
    tickSize: priceOfUnits(1_000),
    freezeQuantity: 100_000,
    previousClose: rupees(close),
  };
}

function future(given: {
  readonly segment: Segment;
  readonly underlying: string;
  readonly expiry: string;
  readonly exchangeToken: string;
  readonly terms: Terms;
  readonly close: number;
}): VenueInstrument {
  const { segment, underlying, expiry, exchangeToken, terms, close } = given;
  return {
    ...base(`${segment}:${underlying}:${expiry}:FUT`, segment, underlying, exchangeToken),
    exchange: segment === 'MCX' ? 'MCX' : 'NSE',
    kind: 'FUT',
    underlyingClass: 'index',
    expiry,
    name: underlying,
    lotSize: terms.lot,
    tickSize: priceOfUnits(terms.tick),
    freezeQuantity: terms.freeze,
    previousClose: rupees(close),
  };
}

/** Calls and puts at five strikes around the level. */
function options(given: {
  readonly on: VenueInstrument;
  readonly level: number;
  readonly terms: Terms;
  readonly expiry: string;
  readonly token: number;
}): readonly VenueInstrument[] {
  const { on, level, terms, expiry, token } = given;
  const { underlying } = on;
  return [-200, -100, 0, 100, 200].flatMap((distance, row) =>
    (['CE', 'PE'] as const).map((optionType: OptionType, column): VenueInstrument => {
      const strike = level + distance;
      const inTheMoney = Math.max(0, optionType === 'CE' ? -distance : distance);
      const exchangeToken = String(token + row * 2 + column);
      return {
        ...future({ segment: 'NFO', underlying, expiry, exchangeToken, terms, close: inTheMoney + 200 }),
        id: `NFO:${underlying}:${expiry}:${strike}:${optionType}` as InstrumentId,
        kind: 'OPT',
        underlyingId: on.id,
        strike: rupees(strike),
        optionType,
      };
    }),
  );
}

function base(id: string, segment: Segment, underlying: string, exchangeToken: string) {
  return {
    id: id as InstrumentId,
    listings: {},
    exchange: 'NSE' as VenueInstrument['exchange'],
    segment,
    exchangeToken,
    underlying,
    underlyingId: undefined,
    expiry: undefined,
    weekly: false,
    strike: undefined,
    optionType: undefined,
    isin: undefined,
    series: undefined,
    contractMultiplier: 1,
  };
}

function rupees(whole: number): Price {
  return priceOfUnits(whole * PRICE_SCALE);
}

/** The last Tuesday of the month of `date`, or of the next month when it has passed. */
function lastTuesdayFrom(date: string): string {
  const from = Date.parse(`${date}T00:00:00Z`);
  for (const monthsOn of [0, 1]) {
    const at = new Date(from);
    let day = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + monthsOn + 1, 0);
    while (new Date(day).getUTCDay() !== TUESDAY) day -= DAY_MS;
    if (day >= from) return istDate(instantOf(day));
  }
  throw new Error(`No expiry from ${date}`);
}
