/**
 * Takes positions and ledgers along when an instrument is replaced overnight (domain §1).
 *
 * Decides: what is moved, and when that is certain: by the lists, for a contract whose lots are known before and after; by the
 * account's own books, for shares and for what kept its name. Keeps I6: what is not certain stays where it is, and a person
 * is told. Sends nothing.
 */
import type { Account } from '../account/account.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { readInstrumentId } from '../instrument/instrument-id.ts';
import { type InstrumentLookup, isListedToday } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { Product } from '../order/order-terms.ts';
import { type DeskClock, istDate } from '../ports/clock.ts';
import type { LotSizes } from './lot-sizes.ts';
import type { PositionBook } from './position-book.ts';
import { isWholeAfter, type Ratio, ratioOf, scaled } from './replaced.ts';
import type { StuckPositions } from './stuck-positions.ts';

export interface OvernightParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly positions: PositionBook;
  readonly lots: LotSizes;
  readonly stuck: StuckPositions;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
  /** Says something once. */
  readonly complain: (account: Account, code: string, text: string) => void;
}

export class OvernightMoves {
  readonly #parts: OvernightParts;

  constructor(parts: OvernightParts) {
    this.#parts = parts;
  }

  /** New lists are in force, or the account is about to be compared with its books: contracts that were replaced take everything along. */
  lookAt(account: Account): void {
    const { positions, lots, instrumentsOf } = this.#parts;
    const lookup = instrumentsOf(account.id);
    for (const { instrumentId, product } of positions.keysOf(account.id)) {
      const to = this.#successor(account, instrumentId, product);
      // How many shares one share became no list says; the account's own books will.
      if (to === undefined || to.kind === 'EQ' || lookup.byId(instrumentId) !== undefined) continue;
      const lot = lots.of(account.id, instrumentId);
      const ratio = lot === undefined ? undefined : ratioOf(lot, to.lotSize);
      const isCertain = ratio !== undefined && strikeAgrees(instrumentId, to, ratio);
      this.#move(account, { instrumentId, product }, to, isCertain ? ratio : undefined);
    }
  }

  /** A book shows so many shares of a successor: the shares that it replaced became these, if the numbers agree. */
  seeShares(account: Account, to: Instrument, product: Product, shown: number): void {
    const { positions } = this.#parts;
    const from = to.adjustedFrom;
    if (to.kind !== 'EQ' || from === undefined || shown === 0) return;
    const held = positions.net(account.id, from, product);
    if (held === 0 || positions.net(account.id, to.id, product) === shown) return;
    const ratio = Math.sign(held) === Math.sign(shown) ? ratioOf(Math.abs(held), Math.abs(shown)) : undefined;
    this.#move(account, { instrumentId: from, product }, to, isPlain(ratio) ? ratio : undefined);
  }

  /** Whether a book's quantity of the same instrument is what was held at another lot size; if so it is taken along. */
  seeLots(account: Account, instrument: Instrument, product: Product, shown: number): boolean {
    const { positions, lots } = this.#parts;
    const lot = lots.of(account.id, instrument.id);
    const known = positions.dayNet(account.id, instrument.id, product);
    if (lot === undefined || lot === instrument.lotSize || known === 0 || known === shown) return false;
    const ratio = ratioOf(lot, instrument.lotSize);
    if (ratio === undefined || scaled(known, ratio) !== shown) return false;
    return this.#move(account, { instrumentId: instrument.id, product }, instrument, ratio);
  }

  /** Whether today's lists lack the instrument although its contract is not over. */
  isUnlisted(account: Account, id: InstrumentId): boolean {
    const { clock, instrumentsOf } = this.#parts;
    const lookup = instrumentsOf(account.id);
    const parts = readInstrumentId(id);
    const expiry = parts?.kind === 'contract' ? parts.description.expiry : undefined;
    if (expiry === undefined) return lookup.byId(id) === undefined;
    // What is kept of earlier lists serves an exit; it says nothing about what the contract is called today.
    return expiry >= istDate(clock.now(account.id)) && !isListedToday(lookup, id, account.brokerId);
  }

  #successor(account: Account, instrumentId: InstrumentId, product: Product): Instrument | undefined {
    const { positions, instrumentsOf } = this.#parts;
    const isOpen =
      positions.net(account.id, instrumentId, product) !== 0 ||
      positions.copied(account.id, instrumentId, product) !== 0;
    return isOpen ? instrumentsOf(account.id).successorOf?.(instrumentId) : undefined;
  }

  #move(
    account: Account,
    { instrumentId, product }: { readonly instrumentId: InstrumentId; readonly product: Product },
    to: Instrument,
    ratio: Ratio | undefined,
  ): boolean {
    const { positions, journal, complain, stuck } = this.#parts;
    const place = { accountId: account.id, instrumentId, product };
    const quantities = positions.quantitiesOf(account.id, instrumentId, product);
    if (ratio === undefined || !isWholeAfter(quantities, ratio)) {
      const { net, copied } = quantities;
      const text = `${instrumentId} was replaced by ${to.id}. What ${account.address} holds of it (${net}, of it copied ${copied}) could not be taken along with certainty: compare it with its master and its broker.`;
      complain(account, 'position-not-moved', text);
      stuck.note(place);
      return false;
    }
    journal.record(account.userId, {
      type: 'position-moved',
      accountId: account.id,
      product,
      from: instrumentId,
      to: to.id,
      ratio,
      lotSize: to.lotSize,
    });
    stuck.clear(place);
    return true;
  }
}

/** One share became one, or so many, or a fifth or less of one. Anything else may be a trade in disguise: half of it may have been sold. */
function isPlain(ratio: Ratio | undefined): boolean {
  if (ratio === undefined) return false;
  return (ratio.from === 1 && ratio.to <= LARGEST_SPLIT) || (ratio.to === 1 && ratio.from >= 5);
}

/**
 * Where an action changes how many units a lot has, the strike changes the other way: a contract is worth what it was. A
 * lot revised in the same night as a dividend moved the strike would scale a quantity that nobody scaled. Strikes are rounded, hence 2 %.
 */
function strikeAgrees(before: InstrumentId, to: Instrument, ratio: Ratio): boolean {
  if (ratio.from === ratio.to) return true;
  const parts = readInstrumentId(before);
  const strike = parts?.kind === 'contract' ? parts.description.strike : undefined;
  if (strike === undefined || to.strike === undefined) return false;
  const wanted = (strike * ratio.from) / ratio.to;
  return Math.abs(to.strike - wanted) * 50 <= wanted;
}

/** From a face value of 100 to one of 1. */
const LARGEST_SPLIT = 100;
