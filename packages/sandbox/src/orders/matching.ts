/**
 * Meets orders with prices.
 *
 * Decides: when a stop triggers, when a limit fills, how much and at which price. An order that finds its price on
 * arrival fills at the last price; one that has rested fills at its own limit.
 */
import type { CancelTimer, Price } from '@copydesk/core';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { VenueState } from '../venue/venue-order.ts';
import type { Floor } from './floor.ts';
import { isLiving, isWaitingStop, type OrderRecord, openQuantity } from './order-record.ts';

/** States in which the exchange has the order on its book. */
const ON_BOOK: ReadonlySet<VenueState> = new Set([
  'open',
  'trigger-pending',
  'modify-validation-pending',
  'modify-pending',
  'modified',
  'not-modified',
  'cancel-pending',
]);

/** The matching of all instruments. */
export class Matching {
  readonly #floor: Floor;
  readonly #stepMs: number;
  readonly #commit: () => void;
  #timer: CancelTimer | undefined;
  #closed = false;

  constructor(floor: Floor, stepMs: number, commit: () => void) {
    this.#floor = floor;
    this.#stepMs = stepMs;
    this.#commit = commit;
  }

  /** Meets all orders of the instrument with its price. The caller commits. */
  meet(instrument: VenueInstrument): void {
    const orders = this.#floor.parts.index.resting(instrument);
    if (orders.length === 0) return;
    const last = this.#floor.parts.prices.last(instrument);
    for (const record of orders) this.#meetOne(record, last);
  }

  /** Meets every instrument in which orders rest. The caller commits. */
  meetAll(): void {
    for (const instrument of this.#floor.parts.index.restingInstruments()) this.meet(instrument);
  }

  /** Meets one order that has just come or changed, and keeps stepping while there is something to wait for. */
  arrive(record: OrderRecord): void {
    this.#meetOne(record, this.#floor.parts.prices.last(record.instrument));
    this.keepStepping();
  }

  /** Steps again while orders rest and prices walk, or fills come in parts. */
  keepStepping(): void {
    if (this.#timer !== undefined || this.#closed || !this.#hasReason()) return;
    this.#timer = this.#floor.parts.clock.after(this.#stepMs, () => {
      this.#timer = undefined;
      this.meetAll();
      this.#commit();
      this.keepStepping();
    });
  }

  close(): void {
    this.#closed = true;
    this.#timer?.();
  }

  #hasReason(): boolean {
    const { index, market } = this.#floor.parts;
    if (!market.settings.walking && market.settings.lotsPerMatch === undefined) return false;
    return index.restingInstruments().length > 0;
  }

  #meetOne(record: OrderRecord, last: Price): void {
    const { market } = this.#floor.parts;
    if (!isLiving(record) || !ON_BOOK.has(record.state)) return;
    if (!market.moment(record.instrument.segment).open) return;
    if (isWaitingStop(record)) {
      if (!triggers(record, last)) return;
      this.#trigger(record);
    }
    if (market.settings.matching === 'manual') return;
    const limit = record.price;
    if (limit === undefined) return;
    if (record.side === 'BUY' ? limit < last : limit > last) {
      record.rested = true;
      return;
    }
    this.#floor.fill(record, this.#portion(record), record.rested ? limit : last);
  }

  #portion(record: OrderRecord): number {
    const lots = this.#floor.parts.market.settings.lotsPerMatch;
    const open = openQuantity(record);
    return lots === undefined ? open : Math.min(open, lots * Math.max(1, record.instrument.lotSize));
  }

  #trigger(record: OrderRecord): void {
    record.triggered = true;
    record.rested = false;
    this.#floor.write(record, 'open-pending');
    if (record.orderType === 'SL-M') {
      const { price, percent } = this.#floor.protectedPrice(record);
      record.orderType = 'LIMIT';
      record.price = price;
      record.appliedProtection = percent;
    }
    this.#floor.write(record, 'open');
  }
}

function triggers(record: OrderRecord, last: Price): boolean {
  const { triggerPrice } = record;
  if (triggerPrice === undefined) return false;
  return record.side === 'BUY' ? last >= triggerPrice : last <= triggerPrice;
}
