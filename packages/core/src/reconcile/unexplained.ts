/**
 * Quantity that a position book showed before any order explained it, for as long as an order may still do so.
 *
 * Decides: how much of a fill that is told late was counted already. Keeps I4: a position is explained once, not twice. It is memory
 * only: after a restart the books are compared anew.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';

interface Place {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

export class Unexplained {
  readonly #found = new Map<string, { quantity: number; readonly at: Instant }>();

  /** Notes what was found at a place (signed), and when. */
  note(place: Place, quantity: number, at: Instant): void {
    const key = keyOf(place);
    this.#found.set(key, { quantity: (this.#found.get(key)?.quantity ?? 0) + quantity, at });
  }

  /** Takes out what of a fill (signed) was found before, when its order was placed before that; 0 when nothing was. */
  take(place: Place, fill: number, placedAt: Instant): number {
    const found = this.#found.get(keyOf(place));
    if (found === undefined || placedAt > found.at || Math.sign(found.quantity) !== Math.sign(fill)) return 0;
    const taken = Math.sign(fill) * Math.min(Math.abs(fill), Math.abs(found.quantity));
    found.quantity -= taken;
    return taken;
  }
}

function keyOf({ accountId, instrumentId, product }: Place): string {
  return `${accountId}|${instrumentId}|${product}`;
}
