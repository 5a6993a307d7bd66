/**
 * A list of the day for the reference broker: small, complete in kinds, with live expiries for any date.
 *
 * Real lot sizes and ticks, so that what is tried here is what will be traded. Listed by canonical id.
 */
import {
  type InstrumentId,
  istDate,
  instantOf,
  type OptionType,
  type Price,
  priceOfUnits,
  PRICE_SCALE,
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
  const monthly = lastTuesdayFrom(date);
  const nifty = index('NIFTY', 'NIFTY 50', 26_000, '26000');
  const bankNifty = index('BANKNIFTY', 'NIFTY BANK', 58_000, '26009');
  const reliance = share('NSE', 'RELIANCE', 'INE002A01018', 1_500, '2885');
  const infosys = share('NSE', 'INFY', 'INE009A01021', 1_480, '1594');
  const gold = {
    ...derivative('MCX', 'GOLD', monthly, '466583', { lot: 1, tick: 10_000, freeze: 10, close: 120_000 }),
    underlyingClass: 'commodity' as const,
    contractMultiplier: 100,
  };
  const dollar = {
    ...derivative('CDS', 'USDINR', monthly, '1612', { lot: 1, tick: 25, freeze: 10_000, close: 89 }),
    underlyingClass: 'currency' as const,
    contractMultiplier: 1_000,
  };
  return [
    nifty,
    bankNifty,
    reliance,
    infosys,
    share('BSE', 'RELIANCE', 'INE002A01018', 1_500, '500325'),
    derivative(
      'NFO',
      'NIFTY',
      monthly,
      '51714',
      { lot: 75, tick: 1_000, freeze: 1_800, close: 26_050 },
      nifty.id,
    ),
    ...options('NIFTY', monthly, 26_000, { lot: 75, tick: 500, freeze: 1_800 }, nifty.id, 60_000),
    ...options('BANKNIFTY', monthly, 58_000, { lot: 35, tick: 500, freeze: 600 }, bankNifty.id, 61_000),
    gold,
    dollar,
  ];
}

interface Terms {
  readonly lot: number;
  /** In 1/10000 rupee. */
  readonly tick: number;
  readonly freeze: number;
}

function index(symbol: string, name: string, level: number, exchangeToken: string): VenueInstrument {
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

function share(
  segment: 'NSE' | 'BSE',
  symbol: string,
  isin: string,
  close: number,
  exchangeToken: string,
): VenueInstrument {
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

function derivative(
  segment: Segment,
  underlying: string,
  expiry: string,
  exchangeToken: string,
  terms: Terms & { readonly close: number },
  underlyingId?: InstrumentId,
): VenueInstrument {
  return {
    ...base(`${segment}:${underlying}:${expiry}:FUT`, segment, underlying, exchangeToken),
    exchange: segment === 'MCX' ? 'MCX' : 'NSE',
    kind: 'FUT',
    underlyingClass: 'index',
    underlyingId,
    expiry,
    name: underlying,
    lotSize: terms.lot,
    tickSize: priceOfUnits(terms.tick),
    freezeQuantity: terms.freeze,
    previousClose: rupees(terms.close),
  };
}

/** Calls and puts at five strikes around the level. */
function options(
  underlying: string,
  expiry: string,
  level: number,
  terms: Terms,
  underlyingId: InstrumentId,
  firstToken: number,
): readonly VenueInstrument[] {
  return [-200, -100, 0, 100, 200].flatMap((distance, row) =>
    (['CE', 'PE'] as const).map((optionType: OptionType, column) => {
      const strike = level + distance;
      const inTheMoney = Math.max(0, optionType === 'CE' ? -distance : distance);
      return {
        ...derivative('NFO', underlying, expiry, String(firstToken + row * 2 + column), {
          ...terms,
          close: 0,
        }),
        id: `NFO:${underlying}:${expiry}:${strike}:${optionType}` as InstrumentId,
        kind: 'OPT' as const,
        underlyingId,
        strike: rupees(strike),
        optionType,
        previousClose: rupees(inTheMoney + 200),
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
