/**
 * The day's profit or loss on what was copied, per account.
 *
 * Decides: what counts as copied and what moved it: what came today counts from its fills, what went from its fills too. What a
 * day's profit is (domain §4.15) stands in `position/pnl.ts`. It follows the ledger: whatever moves `copied`
 * moves money here, a conversion from one product to another at one price. Pure state, rebuilt from the journal; exact integers
 * of 1/10000 rupee, except that a fill counts at its broker's average until the average of the whole is known.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { LastPrices } from '../market/last-prices.ts';
import type { Price } from '../money/price.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Product } from '../order/order-terms.ts';
import { type DeskClock, istDate } from '../ports/clock.ts';
import { dayProfit } from '../position/pnl.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { PreviousCloses } from '../position/previous-closes.ts';
import { scaled, scaledPrice } from '../position/replaced.ts';

export interface DayLossParts {
  readonly clock: DeskClock;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly prices: LastPrices;
  readonly closes: PreviousCloses;
  /** Turns price × quantity of an instrument into rupees. */
  readonly multiplierOf: (accountId: AccountId, instrumentId: InstrumentId) => number;
}

/** One position of an account as far as it was copied. */
interface Line {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  day: string;
  /** Signed, when the day began, and the price it began at where the books told no previous close. */
  start: number;
  startPrice: Price | undefined;
  /** Signed, now. */
  copied: number;
  /** Received less paid since the day began, without the contract multiplier. */
  cash: bigint;
  lastPrice: Price | undefined;
  /** The day on which a lot of the instrument became another number of units: prices seen before it are of the old ones. */
  rescaledOn: string | undefined;
}

/** What one slice filled so far, and how much of it moved `copied`. */
interface FillSoFar {
  total: number;
  value: bigint;
  counted: number;
}

type Filled = Extract<JournalEntry['event'], { readonly type: 'order-filled' }>;
type Gone = Extract<JournalEntry['event'], { readonly type: 'position-carried' | 'copied-reduced' }>;
type Moved = Extract<JournalEntry['event'], { readonly type: 'position-moved' }>;

export class DayLoss {
  readonly #parts: DayLossParts;
  readonly #lines = new Map<AccountId, Map<string, Line>>();
  readonly #holders = new Map<InstrumentId, Set<AccountId>>();
  readonly #fills = new Map<string, FillSoFar>();

  constructor(parts: DayLossParts) {
    this.#parts = parts;
  }

  /** Applies one entry of the journal. The books and the last prices must have applied it before. */
  apply(entry: JournalEntry): void {
    const { event } = entry;
    switch (event.type) {
      case 'order-filled':
        return this.#fill(event, istDate(entry.at));
      case 'position-carried':
      case 'copied-reduced':
        this.#goes(event, istDate(entry.at));
        return;
      case 'position-converted':
        for (const product of [event.from, event.to]) {
          const line = this.#lineAt(event.accountId, { ...event, product }, istDate(entry.at));
          this.#follow(line, event.accountId, undefined);
        }
        return;
      case 'position-moved':
        return this.#replace(event, istDate(entry.at));
      default:
    }
  }

  /** The loss of the day in 1/10000 rupee; negative is a profit. */
  of(accountId: AccountId): number {
    const today = istDate(this.#parts.clock.now(accountId));
    let profit = 0n;
    for (const line of this.#lines.get(accountId)?.values() ?? []) {
      this.#roll(accountId, line, today);
      const { instrumentId, start, startPrice, copied, cash } = line;
      const last = this.#lastOf(accountId, line);
      const began = this.#parts.closes.told(accountId, instrumentId, line.day) ?? startPrice ?? last;
      const multiplier = this.#parts.multiplierOf(accountId, instrumentId);
      profit += dayProfit({ cash, start, quantity: copied }, { last, began, multiplier });
    }
    return Number(-profit);
  }

  /** The accounts that hold something copied in the instrument. */
  holdersOf(instrumentId: InstrumentId): readonly AccountId[] {
    return [...(this.#holders.get(instrumentId) ?? [])];
  }

  #fill(event: Filled, day: string): void {
    const order = this.#parts.orders.get(event.orderId);
    if (order === undefined) return;
    const { accountId, side } = order.intent;
    const line = this.#lineAt(accountId, order.intent, day);
    const key = `${event.orderId}|${event.slice}`;
    const before = this.#fills.get(key) ?? { total: 0, value: 0n, counted: 0 };
    const total = Math.max(before.total, event.filledTotal);
    // A row that shows no more, and no average, says nothing about what was paid.
    if (event.averagePrice === undefined && event.filledTotal <= before.total) return;
    const price = event.averagePrice ?? order.terms.price ?? this.#lastOf(accountId, line);
    const value = valueOf(event, before, price);
    line.lastPrice = price ?? line.lastPrice;
    // The average of what was counted already may have become another one.
    const filled = total - before.total;
    const same = value - (filled === 0 ? before.value : 0n);
    if (filled === 0 && total > 0) {
      const correction = (same * BigInt(before.counted)) / BigInt(total);
      line.cash += side === 'BUY' ? -correction : correction;
    } else if (filled > 0) {
      before.counted += this.#follow(line, accountId, { quantity: filled, value: value - before.value });
    }
    this.#fills.set(key, { total, value, counted: before.counted });
  }

  /** Copied quantity that went without a fill counts at the price that the entry tells: prices of ticks and rows do not outlive the process. */
  #goes(event: Gone, day: string): void {
    const line = this.#lineAt(event.accountId, event, day);
    line.lastPrice = event.price ?? line.lastPrice;
    this.#follow(line, event.accountId, undefined, event.price);
  }

  /** Brings the line to the ledger. What moved is paid for at the fill's own price, else at the last one. Returns its magnitude. */
  #follow(
    line: Line,
    accountId: AccountId,
    fill: { readonly quantity: number; readonly value: bigint } | undefined,
    told?: Price,
  ): number {
    const now = this.#parts.positions.copied(accountId, line.instrumentId, line.product);
    const moved = now - line.copied;
    if (moved === 0) return 0;
    const last = BigInt(told ?? this.#lastOf(accountId, line) ?? 0);
    const paid = fill === undefined ? last * BigInt(Math.abs(moved)) : shareOf(fill, Math.abs(moved));
    line.cash += moved > 0 ? -paid : paid;
    line.copied = now;
    const holders = this.#holders.get(line.instrumentId) ?? new Set<AccountId>();
    this.#holders.set(line.instrumentId, holders);
    if (now === 0) holders.delete(accountId);
    else holders.add(accountId);
    return Math.abs(moved);
  }

  /** A corporate action costs nothing: the day goes on in the new instrument as it began in the old one. */
  #replace(event: Moved, day: string): void {
    const { accountId, product, ratio } = event;
    const old = this.#lineAt(accountId, { product, instrumentId: event.from }, day);
    const { start, startPrice, cash } = old;
    const isRescaled = event.from === event.to;
    const lastPrice = this.#lastOf(accountId, old);
    // Overnight it became other units: a price of this day is of the new ones already.
    const isOfToday = isRescaled && this.#seenOn(accountId, old) >= day;
    Object.assign(old, { start: 0, copied: 0, cash: 0n });
    this.#holders.get(event.from)?.delete(accountId);
    const line = this.#lineAt(accountId, { product, instrumentId: event.to }, day);
    this.#follow(line, accountId, { quantity: 0, value: 0n });
    // What was not traded today is what is held now: of what the new book had shown already only a part may have been copied.
    line.start = cash === 0n ? line.copied : (scaled(start, ratio) ?? 0);
    line.cash += cash;
    line.startPrice = scaledPrice(startPrice, ratio);
    line.lastPrice = isOfToday ? lastPrice : scaledPrice(lastPrice, ratio);
    if (isRescaled) line.rescaledOn = day;
  }

  #lineAt(
    accountId: AccountId,
    at: { readonly instrumentId: InstrumentId; readonly product: Product },
    day: string,
  ): Line {
    const lines = this.#lines.get(accountId) ?? new Map<string, Line>();
    this.#lines.set(accountId, lines);
    const { instrumentId, product } = at;
    const key = `${instrumentId}|${product}`;
    const line = lines.get(key) ?? newLine(instrumentId, product, day);
    lines.set(key, line);
    this.#roll(accountId, line, day);
    return line;
  }

  /** A new day begins with what is held then, at the last price of the days before; what was made or lost before is over. */
  #roll(accountId: AccountId, line: Line, day: string): void {
    if (line.day >= day) return;
    const seen = this.#parts.prices.seenBefore(accountId, line.instrumentId, day);
    line.day = day;
    line.start = line.copied;
    line.startPrice = seen?.price ?? line.lastPrice;
    line.cash = 0n;
  }

  #lastOf(accountId: AccountId, line: Line): Price | undefined {
    const { instrumentId, rescaledOn, lastPrice } = line;
    if (rescaledOn !== undefined && this.#seenOn(accountId, line) < rescaledOn) return lastPrice;
    return this.#parts.prices.of(accountId, instrumentId) ?? lastPrice;
  }

  /** The day of the last price that was seen; before all others when none was. */
  #seenOn(accountId: AccountId, { instrumentId }: Line): string {
    const seen = this.#parts.prices.seen(accountId, instrumentId);
    return seen === undefined ? '' : istDate(seen.at);
  }
}

/** What everything that the slice filled is worth; what is new without an average counts at `price`, and the rest stays what it was. */
function valueOf({ filledTotal, averagePrice }: Filled, before: FillSoFar, price: Price | undefined): bigint {
  if (price === undefined || filledTotal < before.total) return before.value;
  if (averagePrice !== undefined) return BigInt(price) * BigInt(filledTotal);
  return before.value + BigInt(price) * BigInt(filledTotal - before.total);
}

function newLine(instrumentId: InstrumentId, product: Product, day: string): Line {
  const nothing = {
    start: 0,
    startPrice: undefined,
    copied: 0,
    cash: 0n,
    lastPrice: undefined,
    rescaledOn: undefined,
  };
  return { instrumentId, product, day, ...nothing };
}

/** What a part of a fill cost, rounded towards zero. */
function shareOf(fill: { readonly quantity: number; readonly value: bigint }, moved: number): bigint {
  return moved === fill.quantity || fill.quantity === 0
    ? fill.value
    : (fill.value * BigInt(moved)) / BigInt(fill.quantity);
}
