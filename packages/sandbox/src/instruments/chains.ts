/** Which contracts exist on a day: expiries and strikes, without names and tokens. */
import {
  addDays,
  lastDayOf,
  monthlyExpiries,
  monthsFrom,
  tradingDayUpTo,
  weeklyExpiries,
} from './trading-days.ts';
import { ALWAYS_LISTED, type IndexContracts, type IndexData, type LotsData } from './underlying-data.ts';

/** One expiry of an underlying. Strikes in rupees, ascending. */
export interface ChainExpiry {
  readonly expiry: string;
  readonly hasFuture: boolean;
  readonly strikes: readonly number[];
}

/** The expiries of an index, ascending. `depth` widens the strikes. */
export function indexChain(
  index: IndexData,
  contracts: IndexContracts,
  date: string,
  depth: number,
): readonly ChainExpiry[] {
  const weekly = weeklyExpiries(date, contracts.weekday, contracts.weeks);
  const monthly = monthlyExpiries(date, contracts.weekday, contracts.months);
  const expiries = [...new Set([...weekly, ...monthly])].sort();
  const strikes = strikesAround(index.price, contracts.step, contracts.strikes * depth);
  const always =
    index.symbol === ALWAYS_LISTED.symbol && !strikes.includes(ALWAYS_LISTED.strike)
      ? [ALWAYS_LISTED.strike, ...strikes].sort((one, other) => one - other)
      : strikes;
  return expiries.map((expiry) => ({ expiry, hasFuture: monthly.includes(expiry), strikes: always }));
}

/** Futures of three months and options of two on a share, on the last Tuesday. */
export function shareChain(
  share: { readonly price: number; readonly step: number },
  date: string,
  depth: number,
): readonly ChainExpiry[] {
  const strikes = strikesAround(share.price, share.step, STRIKES_OF_SHARES * depth);
  return monthlyExpiries(date, TUESDAY, 3).map((expiry, at) => ({
    expiry,
    hasFuture: true,
    strikes: at < 2 ? strikes : [],
  }));
}

/** A future and its options, which on MCX expire some days earlier. */
export interface LotsChain {
  readonly future: string;
  readonly options: ChainExpiry | undefined;
}

/** Futures of a commodity or currency, each with the options on it. */
export function lotsChain(data: LotsData, date: string, depth: number): readonly LotsChain[] {
  const { expiry, options } = data;
  return monthsFrom(date, 16)
    .filter((month) => expiry.months.length === 0 || expiry.months.includes(Number(month.slice(5))))
    .map((month) => dayOf(month, expiry.day))
    .filter((future) => future >= date)
    .slice(0, data.months)
    .map((future, at) => {
      const optionExpiry = options && tradingDayUpTo(addDays(future, -options.daysBefore));
      if (options === undefined || optionExpiry === undefined || optionExpiry < date || at > 1) {
        return { future, options: undefined };
      }
      const strikes = strikesAround(data.price, options.step, options.strikes * depth);
      return { future, options: { expiry: optionExpiry, hasFuture: false, strikes } };
    });
}

const TUESDAY = 2;
/** To each side of the price. */
const STRIKES_OF_SHARES = 7;

function dayOf(month: string, day: number): string {
  const last = lastDayOf(month);
  const wanted = `${month}-${String(day).padStart(2, '0')}`;
  return tradingDayUpTo(wanted > last ? last : wanted);
}

/** So many strikes to each side of the one nearest to the price, none at 0 or below. */
function strikesAround(price: number, step: number, each: number): readonly number[] {
  // Steps have at most two decimals: whole paise keep strikes exact.
  const stepPaise = Math.round(step * 100);
  const middle = Math.round((price * 100) / stepPaise);
  const strikes: number[] = [];
  for (let at = middle - each; at <= middle + each; at += 1) {
    if (at > 0) strikes.push((at * stepPaise) / 100);
  }
  return strikes;
}
