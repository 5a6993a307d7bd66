/**
 * All figures of an instrument now.
 *
 * Decides: how the prices of the board, the street's trading and the venue's own fills go together. Within a step they are
 * worked out once, whoever asks.
 */
import { type Instant, instantOf, type Price, priceOfUnits } from '@copydesk/core';
import type { VenueFigures } from '../venue/venue-figures.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { VenueClock, VenueQuote } from '../venue/venue-market.ts';
import { depthAround, totalOfSide } from './depth.ts';
import { optionGreeks } from './fair-price.ts';
import type { InstrumentList } from './instrument-list.ts';
import type { PriceBoard } from './price-board.ts';
import { hashPair, hashText } from './seeded.ts';
import { Street } from './street.ts';
import type { Traded, TradedToday } from './traded-today.ts';
import type { WalkClock } from './walk-clock.ts';

/** The deepest book that any broker shows. */
const MOST_LEVELS = 30;

/** Figures that were worked out, and for what. */
interface WorkedOut {
  readonly step: number;
  readonly moment: Instant;
  readonly change: number;
  readonly levels: number;
  readonly figures: VenueFigures;
}

/** The figures of all instruments. */
export class FiguresBoard {
  readonly #seed: number;
  readonly #clock: VenueClock;
  readonly #list: InstrumentList;
  readonly #walk: WalkClock;
  readonly #prices: PriceBoard;
  readonly #traded: TradedToday;
  readonly #street: Street;
  readonly #workedOut = new Map<string, WorkedOut>();
  #change = 0;
  #date = '';

  constructor(parts: {
    seed: number;
    clock: VenueClock;
    list: InstrumentList;
    walk: WalkClock;
    prices: PriceBoard;
    traded: TradedToday;
  }) {
    this.#seed = parts.seed;
    this.#clock = parts.clock;
    this.#list = parts.list;
    this.#walk = parts.walk;
    this.#prices = parts.prices;
    this.#traded = parts.traded;
    this.#street = new Street(parts.walk.stepMs);
  }

  /** A price was set or an order filled: what was worked out for this step holds no more. */
  changed(): void {
    this.#change += 1;
  }

  figures(row: VenueInstrument, levels = 5): VenueFigures {
    const step = this.#walk.step();
    const moment = this.#walk.moment();
    const wanted = Math.min(MOST_LEVELS, levels);
    const known = this.#workedOut.get(row.id);
    const exchangeAt = this.#clock.now();
    if (
      known?.step === step &&
      known.moment === moment &&
      known.change === this.#change &&
      known.levels === wanted
    ) {
      return { ...known.figures, exchangeAt };
    }
    const figures = { ...this.#workOut(row, step, wanted), exchangeAt };
    this.#workedOut.set(row.id, { step, moment, change: this.#change, levels: wanted, figures });
    return figures;
  }

  #workOut(row: VenueInstrument, step: number, levels: number): Omit<VenueFigures, 'exchangeAt'> {
    const quote = this.#prices.quote(row);
    if (row.kind === 'INDEX') return { ...quote, ...NOTHING_TRADED, averagePrice: quote.lastPrice };
    const seed = hashPair(this.#seed, hashText(`${row.id} street`));
    const from = this.#dayStart();
    const street = this.#street.volume(row, seed, from, step);
    const traded = this.#traded.of(row.id);
    const volume = street + (traded?.quantity ?? 0);
    const ours = traded?.last.step === step || street === 0 ? traded?.last : undefined;
    const bookSeed = hashPair(seed, step + 1);
    const option = this.#prices.optionNow(row);
    return {
      ...quote,
      averagePrice: averageOf(quote, street, traded),
      volume,
      lastQuantity: volume === 0 ? 0 : (ours?.quantity ?? this.#street.lastQuantity(row, seed, step)),
      lastTradeAt: volume === 0 ? undefined : (ours?.at ?? this.#walk.moment()),
      totalBuyQuantity: totalOfSide(row, bookSeed, 5),
      totalSellQuantity: totalOfSide(row, bookSeed, 6),
      openInterest: this.#street.openInterest(row, seed, from, step),
      depth: depthAround(row, {
        last: quote.lastPrice,
        lower: quote.lowerCircuit,
        upper: quote.upperCircuit,
        seed: bookSeed,
        levels,
      }),
      greeks: option === undefined ? undefined : optionGreeks(option.terms, option.price),
    };
  }

  /** The step at which the day began: midnight in India. */
  #dayStart(): number {
    if (this.#date !== this.#list.date) {
      this.#date = this.#list.date;
      this.#street.forget();
      this.#workedOut.clear();
    }
    return this.#walk.stepAt(instantOf(Date.parse(`${this.#date}T00:00:00+05:30`)));
  }
}

const NOTHING_TRADED = {
  lastQuantity: 0,
  volume: 0,
  totalBuyQuantity: 0,
  totalSellQuantity: 0,
  openInterest: undefined,
  lastTradeAt: undefined,
  depth: undefined,
  greeks: undefined,
} as const;

/** The average of all that was traded: the street traded around the middle of the day's range. Rounded half up. */
function averageOf(quote: VenueQuote, street: number, traded: Traded | undefined): Price {
  const { open, high, low, lastPrice } = quote;
  if (street === 0 && traded === undefined) return lastPrice;
  const usual = BigInt(Math.round((open + high + low + lastPrice) / 4));
  const quantity = BigInt(street + (traded?.quantity ?? 0));
  const value = usual * BigInt(street) + (traded?.value ?? 0n);
  return priceOfUnits(Number((2n * value + quantity) / (2n * quantity)));
}
