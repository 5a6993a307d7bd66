/**
 * Positions that could not be taken along over night (domain §1): no list of today says under which name they are held now, or
 * how many they have become.
 *
 * Decides: for how long they are. Keeps I4: what is held under a name of yesterday is told as a divergence, and is over when it is
 * seen in a book again, was taken along, or is gone. Memory only: the first comparison after a start finds it again.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Product } from '../order/order-terms.ts';
import type { PositionBook } from './position-book.ts';

interface Place {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

export class StuckPositions {
  readonly #positions: Pick<PositionBook, 'net' | 'copied'>;
  readonly #places = new Set<string>();
  #listener: ((accountId: AccountId) => void) | undefined;

  constructor(positions: Pick<PositionBook, 'net' | 'copied'>) {
    this.#positions = positions;
  }

  /** Sets who is told that one came or went. One listener: the divergences. */
  listen(listener: (accountId: AccountId) => void): void {
    this.#listener = listener;
  }

  /** The position could not be taken along. */
  note(place: Place): void {
    const name = nameOf(place);
    if (this.#places.has(name)) return;
    this.#places.add(name);
    this.#listener?.(place.accountId);
  }

  /** A book shows the position under its name, or it was taken along. */
  clear(place: Place): void {
    if (this.#places.delete(nameOf(place))) this.#listener?.(place.accountId);
  }

  /** Whether something is held there that could not be taken along. */
  has(place: Place): boolean {
    if (!this.#places.has(nameOf(place))) return false;
    const { accountId, instrumentId, product } = place;
    return (
      this.#positions.net(accountId, instrumentId, product) !== 0 ||
      this.#positions.copied(accountId, instrumentId, product) !== 0
    );
  }
}

function nameOf({ accountId, instrumentId, product }: Place): string {
  return `${accountId}|${instrumentId}|${product}`;
}
