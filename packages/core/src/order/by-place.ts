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

/** Asked many times with every order: maps in maps, for a key made of three texts costs more than to look three times. */
export class ByPlace<Value> {
  readonly #accounts = new Map<AccountId, Map<InstrumentId, Map<Product, Value>>>();

  /** The value there, or undefined. */
  get(accountId: AccountId, instrumentId: InstrumentId, product: Product): Value | undefined {
    return this.#accounts.get(accountId)?.get(instrumentId)?.get(product);
  }

  /** Puts a value there. */
  set({ accountId, instrumentId, product }: Place, value: Value): void {
    let instruments = this.#accounts.get(accountId);
    if (instruments === undefined) {
      instruments = new Map();
      this.#accounts.set(accountId, instruments);
    }
    const products = instruments.get(instrumentId);
    if (products === undefined) instruments.set(instrumentId, new Map([[product, value]]));
    else products.set(product, value);
  }
}
