/**
 * A signed quantity that follows a master's position: it grows by entries and shrinks by the fraction by which the
 * master's shrinks (domain §4.3).
 *
 * Decides: the rounding. However many fills an exit of the master takes, the fraction is applied to what stood before its
 * first one and rounded down to whole lots once; fills of several exits that live together are one reduction. Keeps I6.
 */
import { floorToLot, type Quantity } from '../money/quantity.ts';
import type { OrderId } from '../order/order-id.ts';

/** A reduction of the master, as one of its fills left it. Magnitudes. */
export interface Reduction {
  readonly before: number;
  readonly after: number;
  /** The master's order that filled; undefined when something else took the quantity away. */
  readonly orderId: OrderId | undefined;
}

export class Share {
  /** Signed; what stood when the present reduction began. */
  #base = 0;
  /** Magnitudes of the master when the present reduction began, and now. */
  #from = 1;
  #to = 1;
  /** Whose fills the present reduction is made of. */
  readonly #reducing = new Set<OrderId | undefined>();

  /** The quantity now: whole lots, towards zero; everything while nothing was reduced. */
  value(lotSize: Quantity): number {
    if (this.#from === this.#to || this.#base === 0) return this.#base;
    const kept = Number((BigInt(Math.abs(this.#base)) * BigInt(this.#to)) / BigInt(this.#from));
    return Math.sign(this.#base) * (lotSize > 0 ? floorToLot(kept, lotSize) : kept) + 0;
  }

  /** An entry filled, or turned out smaller than was counted. */
  add(delta: number, lotSize: Quantity): void {
    this.#settle(lotSize);
    this.#base += delta;
  }

  /** The master was reduced. `isOver` says whether an order of the present reduction can fill no more. Returns whether it goes on. */
  reduce(reduction: Reduction, lotSize: Quantity, isOver: (id: OrderId) => boolean): boolean {
    const goesOn =
      this.#reducing.has(reduction.orderId) ||
      [...this.#reducing].some((id) => id !== undefined && !isOver(id));
    this.apply(reduction, goesOn, lotSize);
    return goesOn;
  }

  /** A reduction of which it is known whether it goes on with the one before. */
  apply({ before, after, orderId }: Reduction, goesOn: boolean, lotSize: Quantity): void {
    if (before <= 0) return;
    if (!goesOn || this.#to !== before) {
      this.#settle(lotSize);
      this.#from = before;
    }
    this.#reducing.add(orderId);
    this.#to = after;
    if (after === 0) this.set(0);
  }

  /** Somebody took so much away without the master: what is left is never below nothing, nor on the other side. */
  take(quantity: number, lotSize: Quantity): void {
    this.#settle(lotSize);
    this.#base = Math.sign(this.#base) * Math.max(0, Math.abs(this.#base) - quantity) + 0;
  }

  /** It is this now, whatever it was. */
  set(value: number): void {
    this.#base = value;
    this.#from = 1;
    this.#to = 1;
    this.#reducing.clear();
  }

  #settle(lotSize: Quantity): void {
    this.set(this.value(lotSize));
  }
}
