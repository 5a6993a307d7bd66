/**
 * Last prices, quotes and bands.
 *
 * Decides: what an instrument costs at a step of the walk. An instrument walks by itself from its anchor, or follows
 * its underlying; a price set by hand becomes the new anchor, or a constant distance from what the underlying says.
 */
import { type Instant, type Price, priceOfUnits } from '@copydesk/core';
import type { Store } from '../storage/store.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { VenueQuote } from '../venue/venue-market.ts';
import { futurePrice, type OptionTerms, optionPrice } from './fair-price.ts';
import type { InstrumentList } from './instrument-list.ts';
import { walkAt } from './price-walk.ts';
import { hashPair, hashText, signedUnit } from './seeded.ts';
import type { WalkClock } from './walk-clock.ts';

/** How far a price walks from its start, by class. */
const SWING = { index: 0.02, equity: 0.03, currency: 0.004, commodity: 0.025 } as const;
/** The exchange's band around the previous close, by class. */
const BAND = { index: 0.2, equity: 0.2, currency: 0.05, commodity: 0.09 } as const;
const YEAR_MS = 365 * 86_400_000;
/** An index moves in steps of five paise. */
const INDEX_TICK = 500;

/** What a price is worked out from. */
interface Basis {
  /** What it was at `step`. */
  readonly anchor: number;
  readonly step: number;
  /** For instruments that follow: what is added to the fair price. */
  readonly distance: number;
}

/** A price that was set by hand: the anchor, and the step at which it was set. */
interface Mark extends Basis {
  /** What anchor and distance were just before, for the past. Marks of an earlier release have none. */
  readonly before?: Omit<Basis, 'step'>;
  /** What held until the first price was set on that day. Marks of an earlier release have none. */
  readonly untilFirst?: Basis;
  /** The previous close of the day on which it was set: the new anchor must not move it. */
  readonly previousClose: Price;
  readonly day: number;
}

/** The moment at which the present day began: prices then are the previous closes. */
interface DayMark {
  /** Counts from 0. */
  readonly day: number;
  readonly step: number;
  readonly moment: Instant;
}

/** A price that was worked out for one step. */
interface WorkedOut {
  readonly step: number;
  readonly moment: number;
  readonly exact: number;
}

interface DayRange {
  open: Price;
  high: Price;
  low: Price;
}

/** Prices of all instruments. */
export class PriceBoard {
  readonly #seed: number;
  readonly #list: InstrumentList;
  readonly #walk: WalkClock;
  readonly #store: Store;
  readonly #marks = new Map<string, Mark>();
  #day: DayMark;
  readonly #starts = new Map<string, number>();
  readonly #ranges = new Map<string, DayRange>();
  /** The walk is a function of the step: within one, a price is worked out once. */
  readonly #workedOut = new Map<string, WorkedOut>();

  constructor(parts: { seed: number; list: InstrumentList; walk: WalkClock; store: Store }) {
    this.#seed = parts.seed;
    this.#list = parts.list;
    this.#walk = parts.walk;
    this.#store = parts.store;
    for (const [id, document] of parts.store.load('price')) this.#marks.set(id, document as Mark);
    const stored = parts.store.load('day')[0]?.[1] as DayMark | undefined;
    this.#day = stored ?? { day: 0, step: 0, moment: parts.walk.dayStart() };
    this.#keepDay();
  }

  /** The last price, on the tick, at least one tick. */
  last(row: VenueInstrument): Price {
    const price = onTick(this.#exact(row), row);
    const range = this.#ranges.get(row.id);
    if (range === undefined) this.#ranges.set(row.id, { open: price, high: price, low: price });
    else {
      if (price > range.high) range.high = price;
      if (price < range.low) range.low = price;
    }
    return price;
  }

  /** The price of a moment that has passed, on the tick, times `scale`. */
  at(row: VenueInstrument, at: Instant, scale = 1): Price {
    return onTick(this.exactAt(row, at) * scale, row);
  }

  /** The price of a moment that has passed, before it is put on the tick. */
  exactAt(row: VenueInstrument, at: Instant): number {
    const step = this.#walk.stepAt(at);
    const driver = this.#driver(row);
    if (driver === undefined) return this.#walkedTo(row, step);
    const mark = this.#marks.get(row.id);
    const distance = mark === undefined ? 0 : basisAt(mark, step).distance;
    return Math.max(1, fairPrice(row, this.exactAt(driver, at), this.#walk.momentAt(at)) + distance);
  }

  previousClose(row: VenueInstrument): Price {
    const mark = this.#marks.get(row.id);
    if (mark?.day === this.#day.day) return mark.previousClose;
    const driver = this.#driver(row);
    if (driver === undefined) return onTick(this.#walkedTo(row, this.#day.step), row);
    const fair = fairPrice(row, this.previousClose(driver), this.#day.moment);
    return onTick(fair + (mark?.distance ?? 0), row);
  }

  quote(row: VenueInstrument): VenueQuote {
    const lastPrice = this.last(row);
    const previousClose = this.previousClose(row);
    const range = this.#ranges.get(row.id) ?? { open: lastPrice, high: lastPrice, low: lastPrice };
    const band = this.band(row);
    return {
      lastPrice,
      previousClose,
      open: range.open,
      high: range.high,
      low: range.low,
      lowerCircuit: band.lower,
      upperCircuit: band.upper,
    };
  }

  /** The day's band: around the previous close, or around the last price once that has been moved out of it by hand. */
  band(row: VenueInstrument): { readonly lower: Price; readonly upper: Price } {
    const lastPrice = this.last(row);
    const around = bandAround(row, this.previousClose(row), this.#driverPrice(row));
    if (lastPrice >= around.lower && lastPrice <= around.upper) return around;
    return bandAround(row, lastPrice, this.#driverPrice(row));
  }

  /** The price of what an option or future is written on; undefined when that is not listed. */
  underlyingPrice(row: VenueInstrument): Price | undefined {
    const driver = this.#driver(row);
    return driver === undefined ? undefined : this.last(driver);
  }

  /** What an option is priced from, and its price before it is put on the tick; undefined for anything else, and where the underlying is not listed. */
  optionNow(row: VenueInstrument): { readonly terms: OptionTerms; readonly price: number } | undefined {
    const driver = row.kind === 'OPT' ? this.#driver(row) : undefined;
    if (driver === undefined) return undefined;
    const terms = termsOf(row, this.#exact(driver), this.#walk.moment());
    return { terms, price: this.#exact(row) };
  }

  /** The market moves to this price. */
  set(row: VenueInstrument, price: Price): void {
    this.last(row);
    const previousClose = this.previousClose(row);
    const driver = this.#driver(row);
    const fair = driver === undefined ? 0 : this.#fair(row, driver);
    const exact = this.#exact(row);
    const distance = driver === undefined ? 0 : price - fair;
    const before = { anchor: exact, distance: driver === undefined ? 0 : exact - fair };
    const step = this.#walk.step();
    const earlier = this.#marks.get(row.id);
    const ofToday = earlier?.day === this.#day.day ? earlier.untilFirst : undefined;
    const mark: Mark = {
      anchor: price,
      step,
      distance,
      before,
      untilFirst: ofToday ?? { ...before, step },
      previousClose,
      day: this.#day.day,
    };
    this.#marks.set(row.id, mark);
    // What follows this instrument moves with it.
    this.#workedOut.clear();
    this.#store.put('price', row.id, () => mark);
    // Looked at before and after, so that the day's range has both.
    this.last(row);
  }

  /** A day ends: the prices of this moment become the previous closes. */
  rollDay(): void {
    this.#day = { day: this.#day.day + 1, step: this.#walk.step(), moment: this.#walk.moment() };
    this.#keepDay();
    this.#ranges.clear();
    this.#starts.clear();
    this.#workedOut.clear();
  }

  /** Forgets contracts that are no longer listed. */
  forgetUnlisted(): void {
    for (const id of [...this.#marks.keys()]) {
      if (this.#list.byId(id) !== undefined) continue;
      this.#marks.delete(id);
      this.#store.remove('price', id);
    }
  }

  #exact(row: VenueInstrument): number {
    const step = this.#walk.step();
    const moment = this.#walk.moment();
    const known = this.#workedOut.get(row.id);
    if (known !== undefined && known.step === step && known.moment === moment) return known.exact;
    const exact = this.#workOut(row);
    this.#workedOut.set(row.id, { step, moment, exact });
    return exact;
  }

  #workOut(row: VenueInstrument): number {
    const driver = this.#driver(row);
    if (driver === undefined) return this.#walkedTo(row, this.#walk.step());
    return this.#fair(row, driver) + (this.#marks.get(row.id)?.distance ?? 0);
  }

  /** Where an instrument that walks by itself is at a step. */
  #walkedTo(row: VenueInstrument, step: number): number {
    const mark = this.#marks.get(row.id);
    const seed = hashPair(this.#seed, hashText(row.id));
    const swing = SWING[row.underlyingClass];
    const basis = mark === undefined ? undefined : basisAt(mark, step);
    const then = 1 + swing * walkAt(seed, basis?.step ?? 0);
    const now = 1 + swing * walkAt(seed, step);
    return ((basis?.anchor ?? this.#start(row)) * now) / then;
  }

  #fair(row: VenueInstrument, driver: VenueInstrument): number {
    return fairPrice(row, this.#exact(driver), this.#walk.moment());
  }

  #driver(row: VenueInstrument): VenueInstrument | undefined {
    return row.underlyingId === undefined ? undefined : this.#list.byId(row.underlyingId);
  }

  #driverPrice(row: VenueInstrument): number {
    const driver = this.#driver(row);
    return driver === undefined ? 0 : this.#exact(driver);
  }

  /** Where the walk starts: yesterday's close, else the middle of the listed strikes, else a figure from the seed. */
  #start(row: VenueInstrument): number {
    if (row.previousClose !== undefined && row.previousClose > 0) return row.previousClose;
    const known = this.#starts.get(row.id);
    if (known !== undefined) return known;
    const strikes = this.#list
      .derivativesOf(row.underlying)
      .flatMap((option) => (option.strike === undefined ? [] : [option.strike]))
      .sort((a, b) => a - b);
    const middle = strikes[Math.floor(strikes.length / 2)];
    const invented = 5_000_000 + Math.round(4_000_000 * signedUnit(hashPair(this.#seed, hashText(row.id))));
    const start = row.kind === 'OPT' ? Math.max(1, invented / 50) : (middle ?? invented);
    this.#starts.set(row.id, start);
    return start;
  }

  #keepDay(): void {
    const day = this.#day;
    this.#store.put('day', 'mark', () => day);
  }
}

/** What a price of a step is worked out from. Of the prices that one day was given by hand, the last and the one before it are known. */
function basisAt(mark: Mark, step: number): Basis {
  if (step >= mark.step) return mark;
  if (mark.untilFirst !== undefined && step < mark.untilFirst.step) return mark.untilFirst;
  return mark.before === undefined ? mark : { ...mark.before, step: mark.step };
}

function fairPrice(row: VenueInstrument, spot: number, moment: Instant): number {
  if (row.kind === 'FUT') return futurePrice(spot, yearsTo(row.expiry, moment));
  return optionPrice(termsOf(row, spot, moment));
}

function termsOf(row: VenueInstrument, spot: number, moment: Instant): OptionTerms {
  return {
    spot,
    strike: row.strike ?? 0,
    optionType: row.optionType ?? 'CE',
    years: yearsTo(row.expiry, moment),
    underlyingClass: row.underlyingClass,
  };
}

function yearsTo(expiry: string | undefined, moment: Instant): number {
  return expiry === undefined ? 0 : (expiryInstant(expiry) - moment) / YEAR_MS;
}

/** 15:30 in India on the day of expiry. */
function expiryInstant(expiry: string): number {
  return Date.parse(`${expiry}T10:00:00Z`);
}

function onTick(exact: number, row: VenueInstrument): Price {
  const tick = row.tickSize > 0 ? row.tickSize : INDEX_TICK;
  return priceOfUnits(Math.max(1, Math.round(exact / tick)) * tick);
}

/** Options are banded by how far their underlying may go, everything else by its own price. */
function bandAround(
  row: VenueInstrument,
  middle: Price,
  driverPrice: number,
): { readonly lower: Price; readonly upper: Price } {
  const tick = row.tickSize > 0 ? row.tickSize : INDEX_TICK;
  const base = row.kind === 'OPT' && driverPrice > 0 ? driverPrice : middle;
  const reach = base * BAND[row.underlyingClass];
  return {
    lower: priceOfUnits(Math.max(1, Math.ceil((middle - reach) / tick)) * tick),
    upper: priceOfUnits(Math.max(1, Math.floor((middle + reach) / tick)) * tick),
  };
}
