/**
 * Quantity that a position book showed before any order explained it, for as long as an order may still do so.
 *
 * Decides: how much of a fill that is told late was counted already, and that a fill of a later hour was not. Keeps I4: a position
 * is explained once, not twice. It is memory only: after a restart the books are compared anew.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Product } from '../order/order-terms.ts';
import type { Clock, Instant } from '../ports/clock.ts';

interface Place {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

interface Found {
  quantity: number;
  readonly at: Instant;
  /** Monotonic: by then every order that explains it has been told, unless its broker is later than ever. */
  readonly untilMs: number;
}

export class Unexplained {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** Oldest first. */
  readonly #found = new Map<string, readonly Found[]>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Notes what was found at a place (signed) and when; news of its order may be late by `forMs`. */
  note(
    place: Place,
    quantity: number,
    { at, forMs }: { readonly at: Instant; readonly forMs: number },
  ): void {
    const before = this.#leftAt(place);
    // What went back the other way explains nothing any more.
    const left = quantity + takeFrom(before, -quantity);
    const found = { quantity: left, at, untilMs: this.#clock.monotonicMs() + forMs };
    this.#found.set(keyOf(place), [...before, found]);
  }

  /**
   * Takes out what of a fill (signed) was found before, when its order was placed before that; 0 when nothing was. An order of which
   * something happened since explains what was found only for as long as its news may be late.
   */
  take(
    place: Place,
    fill: number,
    order: { readonly placedAt: Instant; readonly updatedAt: Instant | undefined },
  ): number {
    const { placedAt, updatedAt } = order;
    const nowMs = this.#clock.monotonicMs();
    const wasCounted = ({ at, untilMs }: Found): boolean =>
      placedAt <= at && (nowMs <= untilMs || (updatedAt !== undefined && updatedAt <= at));
    return takeFrom(this.#leftAt(place).filter(wasCounted), fill);
  }

  #leftAt(place: Place): readonly Found[] {
    return (this.#found.get(keyOf(place)) ?? []).filter(({ quantity }) => quantity !== 0);
  }
}

/** Takes up to a signed quantity out of what was found on its side, and returns it. */
function takeFrom(found: readonly Found[], quantity: number): number {
  const sign = Math.sign(quantity);
  let left = Math.abs(quantity);
  for (const one of found) {
    if (Math.sign(one.quantity) !== sign) continue;
    const taken = Math.min(left, Math.abs(one.quantity));
    one.quantity -= sign * taken;
    left -= taken;
  }
  return sign * (Math.abs(quantity) - left) + 0;
}

function keyOf({ accountId, instrumentId, product }: Place): string {
  return `${accountId}|${instrumentId}|${product}`;
}
