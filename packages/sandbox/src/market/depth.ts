/**
 * The order book around a last price.
 *
 * Decides: how wide the spread is and how much stands at each level, from the seed and the step. Keeps: the last price is
 * never better than the best bid or offer, every level is on the tick and inside the day's band.
 */
import { type Price, priceOfUnits } from '@copydesk/core';
import type { VenueDepth, VenueLevel } from '../venue/venue-figures.ts';
import type { UnderlyingClass, VenueInstrument } from '../venue/venue-instrument.ts';
import { hashPair } from './seeded.ts';

/** The widest spread as a fraction of the price, by what is traded; never less than a tick. */
const SPREAD: Readonly<Record<'share' | 'future' | 'option', Readonly<Record<UnderlyingClass, number>>>> = {
  share: { equity: 0.0004, index: 0.0004, currency: 0.0001, commodity: 0.0003 },
  future: { equity: 0.0006, index: 0.0001, currency: 0.00006, commodity: 0.0002 },
  option: { equity: 0.015, index: 0.004, currency: 0.01, commodity: 0.012 },
};
/** Lots of an ordinary level, by class. */
const LOTS: Readonly<Record<UnderlyingClass, number>> = {
  equity: 12,
  index: 18,
  currency: 150,
  commodity: 6,
};
/** Shares of an ordinary level: they have no lots. */
const SHARES = 240;

/** What a book is made from. */
export interface DepthFrom {
  readonly last: Price;
  readonly lower: Price;
  readonly upper: Price;
  /** Follows from the venue's seed, the instrument and the step. */
  readonly seed: number;
  readonly levels: number;
}

/** The book of this step. */
export function depthAround(row: VenueInstrument, from: DepthFrom): VenueDepth {
  const { last, seed } = from;
  const tick = row.tickSize;
  const kind = row.kind === 'OPT' ? 'option' : row.kind === 'FUT' ? 'future' : 'share';
  const widest = Math.max(1, Math.round((last * SPREAD[kind][row.underlyingClass]) / tick));
  const spread = 1 + (unsigned(seed, 1) % widest);
  // Where in the spread the last trade was: at the bid, at the offer or between.
  const below = unsigned(seed, 2) % (spread + 1);
  return {
    buy: side(row, from, { best: last - below * tick, direction: -1, salt: 11 }),
    sell: side(row, from, { best: last + (spread - below) * tick, direction: 1, salt: 23 }),
  };
}

/** What stands on a side in all: the ten nearest levels are a small part of it. */
export function totalOfSide(row: VenueInstrument, seed: number, salt: number): number {
  return ordinary(row) * (180 + (unsigned(seed, salt) % 120));
}

function side(
  row: VenueInstrument,
  { lower, upper, seed, levels }: DepthFrom,
  { best, direction, salt }: { readonly best: number; readonly direction: 1 | -1; readonly salt: number },
): readonly VenueLevel[] {
  const made: VenueLevel[] = [];
  let price = best;
  for (let level = 0; level < levels; level += 1) {
    if (price < lower || price > upper) break;
    const hash = unsigned(seed, salt * 64 + level);
    // The nearest level is thin, the next ones thicker.
    const thickness = (1 + Math.min(level, 5) * 0.35) * (0.2 + (hash % 1_000) / 700);
    const lots = Math.max(1, Math.round((ordinary(row) * thickness) / lotOf(row)));
    made.push({
      price: priceOfUnits(price),
      quantity: lots * lotOf(row),
      orders: 1 + ((hash >>> 10) % Math.min(lots, 25)),
    });
    // Now and then a tick is empty.
    price += direction * row.tickSize * ((hash >>> 20) % 5 === 0 ? 2 : 1);
  }
  return made;
}

/** What an ordinary level holds, in whole lots. */
function ordinary(row: VenueInstrument): number {
  return row.kind === 'EQ' ? SHARES : LOTS[row.underlyingClass] * lotOf(row);
}

function lotOf(row: VenueInstrument): number {
  return Math.max(1, row.lotSize);
}

function unsigned(seed: number, salt: number): number {
  return hashPair(seed, salt) >>> 0;
}
