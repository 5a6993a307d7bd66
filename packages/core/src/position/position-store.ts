/** Where the positions are kept: by account, instrument and product, and all of an account. Owned by `PositionBook`, which alone changes them. */
import type { AccountId, UserId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import { otherListingOf } from '../instrument/instrument-id.ts';
import { ByPlace } from '../order/by-place.ts';
import type { Product } from '../order/order-terms.ts';
import { emptyPosition, type Position } from './position.ts';
import { isDelivery } from './two-listings.ts';

export class PositionStore {
  readonly #positions = new ByPlace<Position>();
  readonly #all: Position[] = [];
  readonly #ofAccount = new Map<AccountId, Position[]>();

  /** Every position that there ever was. */
  get all(): readonly Position[] {
    return this.#all;
  }

  /** Those of one account. */
  ofAccount(accountId: AccountId): readonly Position[] {
    return this.#ofAccount.get(accountId) ?? [];
  }

  /** The position there, or undefined. */
  get(accountId: AccountId, instrumentId: InstrumentId, product: Product): Position | undefined {
    return this.#positions.get(accountId, instrumentId, product);
  }

  /** The position there, begun when it is new. */
  at(userId: UserId, accountId: AccountId, instrumentId: InstrumentId, product: Product): Position {
    let position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined) {
      position = emptyPosition(userId, { accountId, instrumentId, product });
      this.#positions.set(position, position);
      this.#pair(position);
      this.#all.push(position);
      const all = this.#ofAccount.get(accountId);
      if (all === undefined) this.#ofAccount.set(accountId, [position]);
      else all.push(position);
    }
    return position;
  }

  /** Both listings of a share in delivery know of each other. */
  #pair(position: Position): void {
    const { accountId, instrumentId, product } = position;
    const there = isDelivery(product) ? otherListingOf(instrumentId) : undefined;
    position.sibling = there === undefined ? undefined : this.#positions.get(accountId, there, product);
    if (position.sibling !== undefined) position.sibling.sibling = position;
  }
}
