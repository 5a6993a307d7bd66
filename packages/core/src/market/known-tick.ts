/**
 * The last tick of one instrument.
 *
 * Decides: which of several ticks is the last one: the one of the latest exchange time, whoever told it and in whatever order
 * they arrive; where no exchange time is told, the one that arrived last.
 */
import type { Tick } from '../broker/market-feed.ts';
import type { Price } from '../money/price.ts';
import { type Instant, istDate } from '../ports/clock.ts';

/** An exchange time further ahead than clocks differ is a broker's slip, or of a venue whose clock was moved back: it orders nothing. */
const AHEAD_MS = 60_000;

/** What taking a tick did. `older` and `same` change nothing. */
export type Taken = 'new' | 'same' | 'older';

export class KnownTick {
  #tick: Tick | undefined;
  #at: Instant | undefined;
  #exchangeAt: Instant | undefined;
  #previousClose: { readonly price: Price; readonly day: string } | undefined;

  /** The last one; undefined before the first. */
  get tick(): Tick | undefined {
    return this.#tick;
  }

  /** When its price was the last one: by the exchange, or when it came. */
  get at(): Instant | undefined {
    return this.#at;
  }

  /** The previous close, as the last tick that knew it told; of `closeDay`, and of no day after it. */
  get previousClose(): Price | undefined {
    return this.#previousClose?.price;
  }

  /** The day (`YYYY-MM-DD` in India) on which that was told. */
  get closeDay(): string | undefined {
    return this.#previousClose?.day;
  }

  /** `now`: wall time where the instrument trades. */
  take(tick: Tick, now: Instant): Taken {
    if (tick.lastPrice <= 0) return 'older';
    const exchangeAt = timeOf(tick, now);
    const known = this.#exchangeAt;
    if (exchangeAt !== undefined && known !== undefined && known <= now + AHEAD_MS && exchangeAt < known)
      return 'older';
    if (this.#tick !== undefined && isSame(this.#tick, tick)) return 'same';
    this.#keepClose(tick, now);
    this.#tick = tick;
    this.#at = exchangeAt ?? now;
    // A tick without a time does not make the next one that has one look older than it is.
    this.#exchangeAt = exchangeAt ?? known;
    return 'new';
  }

  /** A lesser mode does not tell it, and it is the same all day. */
  #keepClose({ previousClose }: Tick, now: Instant): void {
    const day = istDate(now);
    if (previousClose !== undefined) this.#previousClose = { price: previousClose, day };
    else if (this.#previousClose?.day !== day) this.#previousClose = undefined;
  }
}

/** When the exchange says that it was so; undefined when it does not say, or says what cannot be. */
export function timeOf({ exchangeAt }: Tick, now: Instant): Instant | undefined {
  return exchangeAt !== undefined && exchangeAt <= now + AHEAD_MS ? exchangeAt : undefined;
}

/** Equal in all that moves; what is left follows from it. */
function isSame(one: Tick, other: Tick): boolean {
  return (
    one.lastPrice === other.lastPrice &&
    one.exchangeAt === other.exchangeAt &&
    one.mode === other.mode &&
    one.volume === other.volume &&
    one.lastTradeAt === other.lastTradeAt &&
    one.openInterest === other.openInterest &&
    one.totalBuyQuantity === other.totalBuyQuantity &&
    one.totalSellQuantity === other.totalSellQuantity &&
    one.previousClose === other.previousClose &&
    isSameSide(one.depth?.buy, other.depth?.buy) &&
    isSameSide(one.depth?.sell, other.depth?.sell)
  );
}

type Levels = readonly { readonly price: Price; readonly quantity: number }[] | undefined;

function isSameSide(one: Levels, other: Levels): boolean {
  if (one === undefined || other === undefined || one.length !== other.length) return one === other;
  return one.every((level, at) => level.price === other[at]?.price && level.quantity === other[at]?.quantity);
}
