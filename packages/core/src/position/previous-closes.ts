/**
 * At which price the day began: the close of the day before, as brokers' books and feeds tell it.
 *
 * It is memory only: the first read of an account's books tells it again.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { LastPrices } from '../market/last-prices.ts';
import type { Price } from '../money/price.ts';
import { type DeskClock, istDate } from '../ports/clock.ts';

export class PreviousCloses {
  readonly #clock: DeskClock;
  readonly #prices: LastPrices;
  readonly #closes = new Map<string, { readonly day: string; readonly price: Price }>();

  constructor(clock: DeskClock, prices: LastPrices) {
    this.#clock = clock;
    this.#prices = prices;
  }

  /** Notes what an account's broker calls the previous close. No price at all says nothing. */
  note(accountId: AccountId, instrumentId: InstrumentId, price: Price): void {
    if (price <= 0) return;
    const day = istDate(this.#clock.now(accountId));
    this.#closes.set(`${accountId}|${instrumentId}`, { day, price });
  }

  /** What was told on that day (`YYYY-MM-DD` in India). */
  told(accountId: AccountId, instrumentId: InstrumentId, day: string): Price | undefined {
    const close = this.#closes.get(`${accountId}|${instrumentId}`);
    return close?.day === day ? close.price : undefined;
  }

  /** What was told on that day, else the last price that was seen before it. */
  of(accountId: AccountId, instrumentId: InstrumentId, day: string): Price | undefined {
    return (
      this.told(accountId, instrumentId, day) ?? this.#prices.seenBefore(accountId, instrumentId, day)?.price
    );
  }
}
