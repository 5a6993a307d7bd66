/** Values by account, instrument and product: where a position is, and what works towards it. */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Product } from './order-terms.ts';

/** Whose, in what, and by which product. */
export interface Place {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

/** The values of one account in one instrument. */
type OfProducts<Value> = { [Name in Product]?: Value };

/**
 * Asked many times with every order: maps in maps, for a key made of three texts costs more than to look three times. One order
 * asks about its own place again and again, so where it was found is kept until another one is asked for.
 */
export class ByPlace<Value> {
  readonly #accounts = new Map<AccountId, Map<InstrumentId, OfProducts<Value>>>();
  #lastAccount: AccountId | undefined;
  #lastInstrument: InstrumentId | undefined;
  #last: OfProducts<Value> | undefined;

  /** The value there, or undefined. */
  get(accountId: AccountId, instrumentId: InstrumentId, product: Product): Value | undefined {
    if (accountId !== this.#lastAccount || instrumentId !== this.#lastInstrument) {
      this.#last = this.#accounts.get(accountId)?.get(instrumentId);
      this.#lastAccount = accountId;
      this.#lastInstrument = instrumentId;
    }
    return this.#last?.[product];
  }

  /** Puts a value there. */
  set({ accountId, instrumentId, product }: Place, value: Value): void {
    let instruments = this.#accounts.get(accountId);
    if (instruments === undefined) {
      instruments = new Map();
      this.#accounts.set(accountId, instruments);
    }
    const products = instruments.get(instrumentId);
    if (products === undefined) instruments.set(instrumentId, { [product]: value });
    else products[product] = value;
    this.#lastAccount = undefined;
  }
}
