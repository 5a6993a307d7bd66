/**
 * The books of one client: positions, holdings and money, kept current fill by fill.
 *
 * Keeps: `available = opening + cashFlow + realised − used`, exactly; what an order blocks is released to the last
 * unit. Leaves to others: whether an order may be placed, storage.
 */
import {
  averagePrice,
  type Instant,
  type Price,
  type Product,
  quantityOf,
  type Side,
  type Value,
  valueOf,
} from '@copydesk/core';
import type { AsOf, VenueFunds, VenueHolding, VenueMargin, VenuePosition } from '../venue/venue-books.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import { addMargin, isPaidInFull, lessMargin, marginOfPosition, NO_MARGIN } from './margin.ts';
import { PositionState } from './position-state.ts';

/** Something that changed positions today, in order. */
export type DayEvent =
  | {
      readonly kind: 'fill';
      readonly instrument: VenueInstrument;
      readonly product: Product;
      readonly side: Side;
      readonly quantity: number;
      readonly value: bigint;
      readonly at: Instant;
    }
  | {
      readonly kind: 'conversion';
      readonly instrument: VenueInstrument;
      readonly product: Product;
      readonly to: Product;
      readonly quantity: number;
      readonly part: 'day' | 'overnight';
      readonly at: Instant;
    };

/** A position carried into the day. */
export interface Carried {
  readonly instrument: VenueInstrument;
  readonly product: Product;
  /** Signed. */
  readonly quantity: number;
  /** Magnitude of its cost. */
  readonly value: bigint;
}

/** Shares in the depository at the start of the day. */
export interface Held {
  readonly instrument: VenueInstrument;
  readonly isin: string;
  readonly quantity: number;
  readonly t1Quantity: number;
  readonly averagePrice: Price;
}

/** What the account starts the day with. */
export interface AccountStart {
  readonly opening: bigint;
  readonly carried: readonly Carried[];
  readonly holdings: readonly Held[];
}

/** Where prices come from. */
export interface Prices {
  last(row: VenueInstrument): Price;
  previousClose(row: VenueInstrument): Price;
}

/** The books of one client for one day. */
export class AccountBook {
  readonly #prices: Prices;
  #start: AccountStart;
  #events: DayEvent[] = [];
  #positions = new Map<string, PositionState>();
  #margins = new Map<string, VenueMargin>();
  #positionMargin: VenueMargin = NO_MARGIN;
  #orderMargin: VenueMargin = NO_MARGIN;
  #cashFlow = 0n;
  /** Authorised sales by ISIN; `all` when the person authorised everything. */
  readonly authorised = new Map<string, number | 'all'>();

  constructor(prices: Prices, start: AccountStart) {
    this.#prices = prices;
    this.#start = start;
    this.#restart();
  }

  get start(): AccountStart {
    return this.#start;
  }

  get events(): readonly DayEvent[] {
    return this.#events;
  }

  /** Replaces what the day began with, today's events staying. */
  begin(start: AccountStart, events: readonly DayEvent[] = this.#events): void {
    this.#start = start;
    const kept = [...events];
    this.#restart();
    for (const event of kept) this.apply(event);
  }

  /** Applies a fill or a conversion. */
  apply(event: DayEvent): void {
    this.#events.push(event);
    if (event.kind === 'fill' && isPaidInFull(event.instrument, event.product)) {
      this.#cashFlow += event.side === 'BUY' ? -event.value : event.value;
    }
    if (event.kind === 'conversion') this.#cashFlow += this.#conversionCash(event);
    applyTo(this.#positions, event);
    this.#remargin(event.instrument, event.product);
    if (event.kind === 'conversion') this.#remargin(event.instrument, event.to);
  }

  /** An order blocks `now` where it blocked `before`. */
  block(before: VenueMargin, now: VenueMargin): void {
    this.#orderMargin = addMargin(lessMargin(this.#orderMargin, before), now);
  }

  /** The live figures of one position; undefined when there never was one today. */
  position(instrument: VenueInstrument, product: Product): VenuePosition | undefined {
    const state = this.#positions.get(keyOf(instrument, product));
    return state === undefined ? undefined : this.#show(state);
  }

  /** Signed net quantity of one position. */
  netQuantity(instrument: VenueInstrument, product: Product): number {
    return this.#positions.get(keyOf(instrument, product))?.quantity ?? 0;
  }

  positions(asOf: AsOf): readonly VenuePosition[] {
    const states = asOf === undefined ? this.#positions : this.#statesAsOf(asOf);
    return [...states.values()].map((state) => this.#show(state));
  }

  /** Shares of one ISIN: held at the start, and the signed net of today's delivery trades at both exchanges. */
  shares(isin: string): { readonly held: number; readonly dayNet: number } {
    let held = 0;
    for (const row of this.#start.holdings) if (row.isin === isin) held += row.quantity + row.t1Quantity;
    return { held, dayNet: dayNetOf(this.#positions, isin) };
  }

  holdings(standing: boolean, asOf: AsOf): readonly VenueHolding[] {
    const states = asOf === undefined ? this.#positions : this.#statesAsOf(asOf);
    return this.#start.holdings.map((row) => {
      const total = row.quantity + row.t1Quantity;
      const authorised = this.authorised.get(row.isin);
      return {
        ...row,
        product: 'D',
        usedQuantity: Math.min(total, Math.max(0, -dayNetOf(states, row.isin))),
        authorisedQuantity: standing || authorised === 'all' ? total : Math.min(total, authorised ?? 0),
        lastPrice: this.#prices.last(row.instrument),
        previousClose: this.#prices.previousClose(row.instrument),
      };
    });
  }

  /** What can be used for new positions. */
  available(): bigint {
    const used = this.#positionMargin.total + this.#orderMargin.total;
    return this.#start.opening + this.#cashFlow + this.#realised() - used;
  }

  funds(): VenueFunds {
    const used = addMargin(this.#positionMargin, this.#orderMargin);
    let unrealised = 0n;
    for (const state of this.#positions.values()) {
      if (state.quantity === 0) continue;
      const last = this.#prices.last(state.instrument);
      unrealised +=
        BigInt(last) * BigInt(state.quantity) * BigInt(state.instrument.contractMultiplier) - state.openValue;
    }
    return {
      opening: this.#start.opening as Value,
      cashFlow: this.#cashFlow as Value,
      realised: this.#realised() as Value,
      used: used.total,
      span: used.span,
      exposure: used.exposure,
      premium: used.premium,
      delivery: used.delivery,
      available: this.available() as Value,
      unrealised: unrealised as Value,
      collateral: 0n as Value,
    };
  }

  /** What converting would change in the cash: a product that is paid in full is paid for, another is paid back. */
  #conversionCash(event: Extract<DayEvent, { kind: 'conversion' }>): bigint {
    const state = this.#positions.get(keyOf(event.instrument, event.product));
    if (state === undefined) return 0n;
    const cost =
      event.quantity === Math.abs(state.quantity)
        ? state.openValue
        : (state.openValue * BigInt(event.quantity)) / BigInt(Math.abs(state.quantity));
    const from = isPaidInFull(event.instrument, event.product);
    const to = isPaidInFull(event.instrument, event.to);
    return (from ? cost : 0n) - (to ? cost : 0n);
  }

  #realised(): bigint {
    let sum = 0n;
    for (const state of this.#positions.values()) {
      if (!isPaidInFull(state.instrument, state.product)) sum += state.realised;
    }
    return sum;
  }

  #restart(): void {
    this.#events = [];
    this.#cashFlow = 0n;
    this.#positions = startingStates(this.#start);
    this.#margins = new Map();
    this.#positionMargin = NO_MARGIN;
    for (const state of this.#positions.values()) this.#remargin(state.instrument, state.product);
  }

  #remargin(instrument: VenueInstrument, product: Product): void {
    const key = keyOf(instrument, product);
    const state = this.#positions.get(key);
    const now = state === undefined ? NO_MARGIN : marginOfPosition(instrument, product, state);
    this.#positionMargin = addMargin(
      lessMargin(this.#positionMargin, this.#margins.get(key) ?? NO_MARGIN),
      now,
    );
    this.#margins.set(key, now);
  }

  #statesAsOf(asOf: Instant): Map<string, PositionState> {
    const states = startingStates(this.#start);
    for (const event of this.#events) if (event.at <= asOf) applyTo(states, event);
    return states;
  }

  #show(state: PositionState): VenuePosition {
    const { instrument, quantity, openValue } = state;
    const magnitude = (openValue < 0n ? -openValue : openValue) as Value;
    return {
      instrument,
      product: state.product,
      quantity,
      overnightQuantity: state.overnightQuantity,
      overnightValue: state.overnightValue as Value,
      dayBuyQuantity: state.dayBuyQuantity,
      dayBuyValue: state.dayBuyValue as Value,
      daySellQuantity: state.daySellQuantity,
      daySellValue: state.daySellValue as Value,
      openValue: openValue as Value,
      averagePrice: averagePrice(magnitude, quantityOf(Math.abs(quantity)), instrument.contractMultiplier),
      realised: state.realised as Value,
      lastPrice: this.#prices.last(instrument),
      previousClose: this.#prices.previousClose(instrument),
    };
  }
}

/** The cost of a carried position at a price. */
export function carriedValue(instrument: VenueInstrument, quantity: number, price: Price): bigint {
  return valueOf(price, quantityOf(Math.abs(quantity)), instrument.contractMultiplier);
}

function keyOf(instrument: VenueInstrument, product: Product): string {
  return `${product} ${instrument.id}`;
}

function startingStates(start: AccountStart): Map<string, PositionState> {
  const states = new Map<string, PositionState>();
  for (const { instrument, product, quantity, value } of start.carried) {
    states.set(keyOf(instrument, product), new PositionState(instrument, product, { quantity, value }));
  }
  return states;
}

function stateOf(
  states: Map<string, PositionState>,
  instrument: VenueInstrument,
  product: Product,
): PositionState {
  const key = keyOf(instrument, product);
  const known = states.get(key);
  if (known !== undefined) return known;
  const fresh = new PositionState(instrument, product, { quantity: 0, value: 0n });
  states.set(key, fresh);
  return fresh;
}

function applyTo(states: Map<string, PositionState>, event: DayEvent): void {
  const state = stateOf(states, event.instrument, event.product);
  if (event.kind === 'fill') state.fill(event);
  else stateOf(states, event.instrument, event.to).fill(state.release(event.quantity, event.part));
}

function dayNetOf(states: Map<string, PositionState>, isin: string): number {
  let net = 0;
  for (const state of states.values()) {
    if (state.product === 'D' && state.instrument.isin === isin) net += state.quantity;
  }
  return net;
}
