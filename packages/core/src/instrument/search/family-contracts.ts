/** The contracts of one underlying that fit what was typed, in the order in which a trader wants them. */
import { PRICE_SCALE } from '../../money/price.ts';
import type { ChainIndex, Family } from '../table/chain-index.ts';
import { type InstrumentTable, KIND } from '../table/instrument-table.ts';
import type { DateHint } from './search-query.ts';

/** An underlying's contracts, and where they stand. */
export interface Chain {
  readonly table: InstrumentTable;
  readonly chains: ChainIndex;
  readonly family: Family;
}

/** What is wanted of an underlying's contracts. */
export interface ContractWish {
  readonly kind: 'FUT' | 'OPT' | 'CE' | 'PE' | undefined;
  /** Beginning of a strike as typed. */
  readonly strike: string | undefined;
  readonly date: DateHint | undefined;
}

/**
 * Rows of a family, at most `limit`. With a strike: that strike in every expiry, the nearest expiry first, and then
 * longer strikes that begin like it. Without: per expiry the future, then options from the middle of the chain outwards.
 */
export function* familyContracts(
  chain: Chain,
  wish: ContractWish,
  today: number,
  limit: number,
): Generator<number, void> {
  const expiries = expiriesFor(chain, wish, today);
  let left = limit;
  if (wish.strike !== undefined && wish.kind !== 'FUT') {
    for (const exact of [true, false]) {
      for (const date of expiries) {
        for (const row of strikesOf(chain, date, { ...wish, strike: wish.strike }, exact)) {
          if (left === 0) return;
          left -= 1;
          yield row;
        }
      }
    }
    return;
  }
  if (wish.strike !== undefined) return;
  for (const date of expiries) {
    for (const row of aroundTheMiddle(chain, date, wish)) {
      if (left === 0) return;
      left -= 1;
      yield row;
    }
  }
}

/** Expiries that fit the date hint, soonest first. A day or year that no expiry has is taken for a slip and left out of account. */
function expiriesFor({ chains, family }: Chain, wish: ContractWish, today: number): readonly number[] {
  const kind = wish.kind === 'FUT' ? 'FUT' : wish.kind === undefined ? undefined : 'OPT';
  const all = chains.expiries(family, kind).filter((date) => date >= today);
  const { date } = wish;
  if (date === undefined) return all;
  const inMonth = all.filter((each) => Math.floor(each / 100) % 100 === date.month);
  const inYear = inMonth.filter((each) => date.year === undefined || Math.floor(each / 10_000) === date.year);
  const months = inYear.length > 0 ? inYear : inMonth;
  const onDay = months.filter((each) => date.day === undefined || each % 100 === date.day);
  if (onDay.length > 0) return onDay;
  // "nifty26dec26000ce" has the year where a person would write the day.
  const asYear = months.filter(
    (each) => date.day !== undefined && Math.floor(each / 10_000) % 100 === date.day,
  );
  return asYear.length > 0 ? asYear : months;
}

function* strikesOf(
  { table, chains, family }: Chain,
  date: number,
  wish: ContractWish & { readonly strike: string },
  exact: boolean,
): Generator<number, void> {
  const wanted = Number(wish.strike) * PRICE_SCALE;
  const longer = exact ? undefined : strikesBeginning(wish.strike);
  const start = chains.startOfExpiry(family, date);
  const end = chains.startOfExpiry(family, date + 1);
  for (let place = start; place < end; place += 1) {
    const row = chains.at(place);
    const strike = table.strike[row] as number;
    if (longer === undefined ? strike !== wanted : strike === wanted || !longer(strike)) continue;
    const kind = table.kind[row] as number;
    if (kind !== KIND.FUT && fits(kind, wish.kind)) yield row;
  }
}

/** Tells strikes whose decimal text begins like this, in numbers: a chain has thousands, and each keystroke looks at them. */
function strikesBeginning(text: string): (strike: number) => boolean {
  const first = Number(text) * PRICE_SCALE;
  if (text.includes('.') || first === 0) return (strike) => String(strike / PRICE_SCALE).startsWith(text);
  return (strike) => {
    for (let scale = 1; first * scale <= strike; scale *= 10) {
      if (strike < (first + PRICE_SCALE) * scale) return true;
    }
    return false;
  };
}

/** No price is known here, so the middle of the listed strikes stands for at the money. */
function* aroundTheMiddle(
  { table, chains, family }: Chain,
  date: number,
  wish: ContractWish,
): Generator<number, void> {
  const start = chains.startOfExpiry(family, date);
  const end = chains.startOfExpiry(family, date + 1);
  const future = start < end && table.kind[chains.at(start)] === KIND.FUT ? 1 : 0;
  if (future === 1 && fits(KIND.FUT, wish.kind)) yield chains.at(start);
  if (wish.kind === 'FUT') return;
  const middle = (start + future + end) >> 1;
  for (let step = 0; step <= end - start; step += 1) {
    const pair = step % 2 === 0 ? middle + step / 2 : middle - (step + 1) / 2;
    if (pair < start + future || pair >= end) continue;
    const row = chains.at(pair);
    if (fits(table.kind[row] as number, wish.kind)) yield row;
  }
}

function fits(kind: number, wanted: ContractWish['kind']): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'FUT') return kind === KIND.FUT;
  if (wanted === 'CE') return kind === KIND.CE;
  if (wanted === 'PE') return kind === KIND.PE;
  return kind !== KIND.FUT;
}
