/**
 * The options on one underlying and expiry, around the money.
 *
 * Decides: which strikes, and where the money is: the listed strike nearest to the underlying's price. Leaves to others: the
 * prices themselves (`price-reads.ts`, feeds).
 */
import type { Exchange, Instrument, InstrumentId, OptionType } from '../instrument/instrument.ts';
import type { InstrumentResolver } from '../instrument/instrument-resolver.ts';
import { nearest } from '../instrument/nearest.ts';
import type { Price } from '../money/price.ts';

/** Which chain. */
export interface ChainWanted {
  readonly exchange: Exchange;
  /** `NIFTY`, `RELIANCE`. */
  readonly underlying: string;
  /** YYYY-MM-DD; the soonest where it is left out. */
  readonly expiry: string | undefined;
}

/** A chain without its prices. */
export interface ChainShape {
  readonly exchange: Exchange;
  readonly underlying: string;
  readonly expiry: string;
  /** All that are not over, soonest first. */
  readonly expiries: readonly string[];
  /** All strikes of the expiry, ascending. */
  readonly strikes: readonly Price[];
  /** What tells where the money is: the index or share; for commodities and currencies the future of that expiry or the next. */
  readonly spot: Instrument | undefined;
}

/** One strike, with what is listed of it. */
export interface ChainRow {
  readonly strike: Price;
  readonly call: InstrumentId | undefined;
  readonly put: InstrumentId | undefined;
}

/** What is listed. Throws `instrument-not-found` or `instrument-expired`, with the nearest that exist, as `resolve` does. */
export function chainShape(resolver: InstrumentResolver, wanted: ChainWanted): ChainShape {
  const { exchange } = wanted;
  const underlying = wanted.underlying.trim().toUpperCase();
  const expiries = resolver.expiries(exchange, underlying, 'OPT');
  const expiry = wanted.expiry ?? expiries[0];
  if (expiry === undefined || !expiries.includes(expiry)) throw unknownChain(resolver, wanted, underlying);
  const strikes = resolver.strikes(exchange, underlying, expiry);
  return {
    exchange,
    underlying,
    expiry,
    expiries,
    strikes,
    spot: spotOf(resolver, exchange, underlying, expiry),
  };
}

/** The strike at the money: the nearest to the price; the middle one while no price is known. */
export function strikeAtMoney({ strikes }: ChainShape, spotPrice: Price | undefined): Price | undefined {
  if (spotPrice === undefined) return strikes[strikes.length >> 1];
  return nearest(strikes, spotPrice, 1)[0];
}

/** `count` strikes to each side of the money, and the one at it. */
export function rowsAround(
  resolver: InstrumentResolver,
  shape: ChainShape,
  atMoney: Price | undefined,
  count: number,
): readonly ChainRow[] {
  const middle = atMoney === undefined ? -1 : shape.strikes.indexOf(atMoney);
  const shown = shape.strikes.slice(Math.max(0, middle - count), middle + count + 1);
  return shown.map((strike) => ({
    strike,
    call: optionOf(resolver, shape, strike, 'CE'),
    put: optionOf(resolver, shape, strike, 'PE'),
  }));
}

function optionOf(
  resolver: InstrumentResolver,
  { exchange, underlying, expiry }: ChainShape,
  strike: Price,
  optionType: OptionType,
): InstrumentId | undefined {
  const description = {
    baseInstrument: underlying,
    instrumentType: 'OPT',
    exchange,
    expiry,
    strike,
    optionType,
  } as const;
  return attempt(() => resolver.resolve(description))?.id;
}

function spotOf(
  resolver: InstrumentResolver,
  exchange: Exchange,
  underlying: string,
  expiry: string,
): Instrument | undefined {
  const name = { baseInstrument: underlying, exchange, strike: undefined, optionType: undefined };
  const cash = attempt(() => resolver.resolve({ ...name, instrumentType: 'EQ', expiry: undefined }));
  if (cash !== undefined) return cash;
  const futures = resolver.expiries(exchange, underlying, 'FUT');
  const next = futures.find((each) => each >= expiry) ?? futures.at(-1);
  if (next === undefined) return undefined;
  return attempt(() => resolver.resolve({ ...name, instrumentType: 'FUT', expiry: next }));
}

/** The error that names what does exist. */
function unknownChain(resolver: InstrumentResolver, wanted: ChainWanted, underlying: string): unknown {
  try {
    resolver.resolve({
      baseInstrument: underlying,
      instrumentType: 'OPT',
      exchange: wanted.exchange,
      expiry: wanted.expiry,
      strike: undefined,
      optionType: 'CE',
    });
  } catch (error) {
    return error;
  }
  return new Error('An expiry that is not listed was resolved');
}

function attempt(resolve: () => Instrument): Instrument | undefined {
  try {
    return resolve();
  } catch {
    return undefined;
  }
}
