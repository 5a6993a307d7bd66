/** Shows clients their positions, holdings and money, converts products, takes authorisations. */
import { type Price, quantityOf, type Value } from '@copydesk/core';
import type { Floor } from '../orders/floor.ts';
import type { VenueBooks } from '../venue/venue.ts';
import type {
  AsOf,
  BookAnswer,
  Conversion,
  MarginQuestion,
  VenueFunds,
  VenueHolding,
  VenueMargin,
  VenuePosition,
} from '../venue/venue-books.ts';
import type { ClientRef, ClientSeed } from '../venue/venue-client.ts';
import { carriedValue } from './account-book.ts';
import { addMargin, marginOfOrder, NO_MARGIN } from './margin.ts';

/** The books of all clients. */
export class BookDesk implements VenueBooks {
  readonly #floor: Floor;
  readonly #commit: () => void;

  constructor(floor: Floor, commit: () => void) {
    this.#floor = floor;
    this.#commit = commit;
  }

  positions(ref: ClientRef, asOf?: AsOf): readonly VenuePosition[] {
    return this.#account(ref).positions(asOf);
  }

  convert(ref: ClientRef, conversion: Conversion): BookAnswer {
    const { instrument, from, to, side, quantity, part } = conversion;
    const account = this.#account(ref);
    const net = account.netQuantity(instrument, from);
    if (net === 0 || (side === 'BUY') !== net > 0) {
      return { kind: 'refused', refusal: { reason: 'not-found', what: 'position' } };
    }
    const client = this.#floor.client(ref);
    const fits = to !== from && client.products.includes(to) && (to !== 'MTF' || instrument.kind === 'EQ');
    if (!fits || (to === 'D' && instrument.kind === 'EQ' && net < 0)) {
      return { kind: 'refused', refusal: { reason: 'product', product: to } };
    }
    if (!Number.isSafeInteger(quantity) || quantity <= 0 || quantity > Math.abs(net)) {
      return { kind: 'refused', refusal: { reason: 'quantity', quantity } };
    }
    const lotSize = Math.max(1, instrument.lotSize);
    if (quantity % lotSize !== 0) return { kind: 'refused', refusal: { reason: 'lot', quantity, lotSize } };
    return this.#carryOut(ref, conversion, part ?? 'day');
  }

  holdings(ref: ClientRef, asOf?: AsOf): readonly VenueHolding[] {
    return this.#account(ref).holdings(this.#floor.client(ref).ddpi, asOf);
  }

  authorise(ref: ClientRef, items?: readonly { readonly isin: string; readonly quantity: number }[]): void {
    const account = this.#account(ref);
    if (items === undefined) {
      for (const { isin } of account.start.holdings) account.authorised.set(isin, 'all');
    } else {
      for (const { isin, quantity } of items) account.authorised.set(isin, quantity);
    }
    this.#floor.parts.accounts.keep(ref);
    this.#commit();
  }

  funds(ref: ClientRef): VenueFunds {
    return this.#account(ref).funds();
  }

  margin(question: MarginQuestion): VenueMargin {
    const { instrument, side, quantity, product, price } = question;
    const market = this.#floor.protectedPrice({ instrument, side, marketProtection: undefined }).price;
    return marginOfOrder({ instrument, side, product, quantity, price: price ?? market });
  }

  basketMargin(questions: readonly MarginQuestion[]): VenueMargin {
    return questions.map((question) => this.margin(question)).reduce(addMargin, NO_MARGIN);
  }

  /** Gives a client money, holdings and carried positions; what the seed does not name stays. The caller commits. */
  seed(seed: ClientSeed): void {
    const account = this.#account(seed);
    const { list, prices, accounts } = this.#floor.parts;
    const row = (id: string) => {
      const instrument = list.byId(id);
      if (instrument === undefined) throw new RangeError(`No instrument ${id} is listed today.`);
      return instrument;
    };
    const priceOf = (id: string, given: Price | undefined): Price => given ?? prices.previousClose(row(id));
    account.begin({
      opening: seed.funds ?? account.start.opening,
      carried:
        seed.positions?.map(({ instrumentId, product, quantity, averagePrice }) => {
          const instrument = row(instrumentId);
          const value = carriedValue(instrument, quantity, priceOf(instrumentId, averagePrice));
          return { instrument, product, quantity, value };
        }) ?? account.start.carried,
      holdings:
        seed.holdings?.map(({ instrumentId, quantity, t1Quantity, averagePrice }) => {
          const instrument = row(instrumentId);
          if (instrument.isin === undefined) throw new RangeError(`${instrumentId} is no share.`);
          const held = quantityOf(quantity);
          return {
            instrument,
            isin: instrument.isin,
            quantity: held,
            t1Quantity: quantityOf(t1Quantity ?? 0),
            averagePrice: priceOf(instrumentId, averagePrice),
          };
        }) ?? account.start.holdings,
    });
    accounts.keep(seed);
  }

  #carryOut(ref: ClientRef, conversion: Conversion, part: 'day' | 'overnight'): BookAnswer {
    const { instrument, from, to, quantity } = conversion;
    const { accounts, clock, hub } = this.#floor.parts;
    const account = this.#account(ref);
    const before = account.available();
    const at = clock.now();
    const events = [...account.events];
    account.apply({ kind: 'conversion', instrument, product: from, to, quantity, part, at });
    const after = account.available();
    if (after < 0n && after < before) {
      account.begin(account.start, events);
      const refusal = {
        reason: 'margin',
        required: (before - after) as Value,
        available: before as Value,
      } as const;
      return { kind: 'refused', refusal };
    }
    accounts.keep(ref);
    for (const product of [from, to]) {
      const position = account.position(instrument, product);
      if (position !== undefined && hub.hears(ref)) hub.publish(ref, { type: 'position', position });
    }
    this.#commit();
    return { kind: 'accepted' };
  }

  #account(ref: ClientRef) {
    return this.#floor.parts.accounts.of(ref);
  }
}
