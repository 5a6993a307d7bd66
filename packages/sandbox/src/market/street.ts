/**
 * What everybody else trades: volume and open interest of the day, as functions of seed, instrument and step.
 *
 * Nothing is stored and nothing ticks. Keeps: volume never falls from step to step, and the day's highest and lowest open
 * interest hold every one that was told.
 */
import type { VenueOpenInterest } from '../venue/venue-figures.ts';
import type { UnderlyingClass, VenueInstrument } from '../venue/venue-instrument.ts';
import { walkAt } from './price-walk.ts';
import { hashPair, signedUnit } from './seeded.ts';

/** Quantity of an ordinary instrument in an hour: shares, or lots of contracts. */
const SHARES_AN_HOUR = 240_000;
const LOTS_AN_HOUR: Readonly<Record<UnderlyingClass, number>> = {
  equity: 900,
  index: 24_000,
  currency: 20_000,
  commodity: 3_000,
};
const HOUR_MS = 3_600_000;
/** Steps in which the pace of trading is the same, and those over which it has its busy and its quiet times. */
const PACE_STEPS = 16;
const WEATHER_STEPS = 600;
/** How much faster or slower than usual trading may be; below 0.5 the volume grows in every stretch. */
const PACE_SWING = 0.4;
/** Open interest moves in straight lines between marks so many steps apart, so that a day's extremes lie on marks or at its ends. */
const MARK_STEPS = 1_024;
const INTEREST_SWING = 0.2;
/** Hours of trading that are held open. */
const HOURS_HELD = 8;

/** How far the highest and lowest of a day are known. */
interface Extremes {
  readonly from: number;
  mark: number;
  high: number;
  low: number;
}

/** The street's figures. */
export class Street {
  readonly #stepMs: number;
  readonly #extremes = new Map<string, Extremes>();

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** What was traded from a step to a later one, in whole lots. 0 for an index. */
  volume(row: VenueInstrument, seed: number, from: number, to: number): number {
    if (row.kind === 'INDEX' || to <= from) return 0;
    const lot = Math.max(1, row.lotSize);
    const perStep = (hourly(row, seed) * this.#stepMs) / HOUR_MS;
    return Math.floor((perStep * (paced(seed, to) - paced(seed, from))) / lot) * lot;
  }

  /** One trade of a step. */
  lastQuantity(row: VenueInstrument, seed: number, step: number): number {
    const lot = Math.max(1, row.lotSize);
    const hash = hashPair(seed, step) >>> 0;
    // Most trades are small.
    const lots = 1 + (hash % 7) * ((hash >>> 8) % 6 === 0 ? 11 : 1);
    return row.kind === 'EQ' ? lots * (1 + ((hash >>> 16) % 40)) : lots * lot;
  }

  /** Open interest at a step, in whole lots; undefined for what is no contract. */
  openInterestAt(row: VenueInstrument, seed: number, step: number): number | undefined {
    if (row.kind !== 'FUT' && row.kind !== 'OPT') return undefined;
    const lot = Math.max(1, row.lotSize);
    const usual = (hourly(row, seed) / lot) * HOURS_HELD;
    return Math.round(usual * (1 + INTEREST_SWING * interestAt(seed, step))) * lot;
  }

  /** Open interest now and its range since a step; undefined for what is no contract. */
  openInterest(row: VenueInstrument, seed: number, from: number, to: number): VenueOpenInterest | undefined {
    const now = this.openInterestAt(row, seed, to);
    if (now === undefined) return undefined;
    const at = (step: number): number => this.openInterestAt(row, seed, step) ?? now;
    const known = this.#extremes.get(row.id);
    const range =
      known?.from === from && known.mark <= to / MARK_STEPS
        ? known
        : { from, mark: Math.floor(from / MARK_STEPS), high: at(from), low: at(from) };
    while ((range.mark + 1) * MARK_STEPS <= to) {
      range.mark += 1;
      const there = at(range.mark * MARK_STEPS);
      range.high = Math.max(range.high, there);
      range.low = Math.min(range.low, there);
    }
    this.#extremes.set(row.id, range);
    return { now, high: Math.max(range.high, now), low: Math.min(range.low, now) };
  }

  /** A day ends: its contracts may be gone. */
  forget(): void {
    this.#extremes.clear();
  }
}

/** An instrument's usual quantity in an hour: some are traded a hundred times as much as others. */
function hourly(row: VenueInstrument, seed: number): number {
  const liking = 10 ** signedUnit(hashPair(seed, 71));
  const lot = Math.max(1, row.lotSize);
  return liking * (row.kind === 'EQ' ? SHARES_AN_HOUR : LOTS_AN_HOUR[row.underlyingClass] * lot);
}

/** Steps as trading counts them: evenly within a short stretch, more and less so within a long one, and always onward. */
function paced(seed: number, step: number): number {
  return stretched(hashPair(seed, 73), stretched(seed, step, PACE_STEPS), WEATHER_STEPS);
}

/** Time that passes faster and slower from one stretch of so many steps to the next. */
function stretched(seed: number, step: number, steps: number): number {
  const cell = Math.floor(step / steps);
  const start = cell + PACE_SWING * signedUnit(hashPair(seed, cell));
  const end = cell + 1 + PACE_SWING * signedUnit(hashPair(seed, cell + 1));
  return steps * (start + (end - start) * (step / steps - cell));
}

function interestAt(seed: number, step: number): number {
  const mark = Math.floor(step / MARK_STEPS);
  const from = walkAt(seed, mark * MARK_STEPS);
  const to = walkAt(seed, (mark + 1) * MARK_STEPS);
  return from + (to - from) * (step / MARK_STEPS - mark);
}
