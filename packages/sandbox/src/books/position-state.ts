/**
 * One position, folded over what was carried and what happened today.
 *
 * Keeps: exact money. What closes takes its share of the cost by the average method, the last unit takes the rest, so
 * a flat position has cost 0 and what it realised is what the trades say.
 */
import type { Product, Side } from '@copydesk/core';
import type { VenueInstrument } from '../venue/venue-instrument.ts';

/** An execution. `value` is price × quantity × multiplier, exact. */
export interface Fill {
  readonly side: Side;
  readonly quantity: number;
  readonly value: bigint;
}

/** The running figures of one instrument and product. */
export class PositionState {
  readonly instrument: VenueInstrument;
  readonly product: Product;
  overnightQuantity: number;
  overnightValue: bigint;
  dayBuyQuantity = 0;
  dayBuyValue = 0n;
  daySellQuantity = 0;
  daySellValue = 0n;
  quantity: number;
  /** Signed cost of the open quantity. */
  openValue: bigint;
  realised = 0n;

  /** `quantity` is signed, `value` the magnitude of what it cost or brought. */
  constructor(instrument: VenueInstrument, product: Product, carried: { quantity: number; value: bigint }) {
    this.instrument = instrument;
    this.product = product;
    this.overnightQuantity = carried.quantity;
    this.overnightValue = carried.value;
    this.quantity = carried.quantity;
    this.openValue = carried.quantity < 0 ? -carried.value : carried.value;
  }

  /** Applies an execution of today. */
  fill({ side, quantity, value }: Fill): void {
    if (side === 'BUY') {
      this.dayBuyQuantity += quantity;
      this.dayBuyValue += value;
    } else {
      this.daySellQuantity += quantity;
      this.daySellValue += value;
    }
    this.#trade(side === 'BUY' ? quantity : -quantity, side === 'BUY' ? value : -value);
  }

  /**
   * Takes `quantity` out for another product, at cost: from the day's part first or from the carried part first.
   * Answers what moves, as a fill of the other product. The caller has checked that so much is open.
   */
  release(quantity: number, first: 'day' | 'overnight'): Fill {
    const long = this.quantity > 0;
    const value = partOf(this.openValue, quantity, Math.abs(this.quantity));
    this.openValue -= value;
    this.quantity -= long ? quantity : -quantity;
    const magnitude = value < 0n ? -value : value;
    const dayOpen = long ? this.dayBuyQuantity : this.daySellQuantity;
    const overnightOpen = Math.max(0, long ? this.overnightQuantity : -this.overnightQuantity);
    const fromDay =
      first === 'day' ? Math.min(quantity, dayOpen) : quantity - Math.min(quantity, overnightOpen);
    this.#releaseDay(long, fromDay);
    const fromOvernight = quantity - fromDay;
    if (fromOvernight > 0) {
      this.overnightValue -= partOf(this.overnightValue, fromOvernight, overnightOpen);
      this.overnightQuantity -= long ? fromOvernight : -fromOvernight;
    }
    return { side: long ? 'BUY' : 'SELL', quantity, value: magnitude };
  }

  #releaseDay(long: boolean, quantity: number): void {
    if (quantity === 0) return;
    if (long) {
      this.dayBuyValue -= partOf(this.dayBuyValue, quantity, this.dayBuyQuantity);
      this.dayBuyQuantity -= quantity;
    } else {
      this.daySellValue -= partOf(this.daySellValue, quantity, this.daySellQuantity);
      this.daySellQuantity -= quantity;
    }
  }

  #trade(signed: number, value: bigint): void {
    const opposite = this.quantity !== 0 && Math.sign(this.quantity) !== Math.sign(signed);
    if (!opposite) {
      this.quantity += signed;
      this.openValue += value;
      return;
    }
    const open = Math.abs(this.quantity);
    const closing = Math.min(open, Math.abs(signed));
    const cost = partOf(this.openValue, closing, open);
    const traded = partOf(value, closing, Math.abs(signed));
    this.realised -= traded + cost;
    this.openValue += value - traded - cost;
    this.quantity += signed;
  }
}

/** `value × part ÷ whole`, towards zero; exact when all of it goes. */
function partOf(value: bigint, part: number, whole: number): bigint {
  return part === whole ? value : (value * BigInt(part)) / BigInt(whole);
}
