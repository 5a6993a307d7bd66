/**
 * Compares the positions of an account with what its broker's book shows.
 *
 * Decides: what the day's orders do not explain, and how long such a difference must stand before it counts. Keeps I4 (what the
 * broker shows is what counts in the end) and the rules that a single book may be stale and that a row that is missing is no flat
 * position. What reduces what was copied is told as a fact of its own.
 */
import type { BrokerPosition } from '../broker/broker-order.ts';
import {
  type FoundConversion,
  findConversions,
  type ShownPosition,
} from '../conversion/conversions-in-books.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { readInstrumentId } from '../instrument/instrument-id.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import { livingRestOf, type Order } from '../order/order.ts';
import type { Product } from '../order/order-terms.ts';
import { istDate } from '../ports/clock.ts';
import type { Doubts } from './doubts.ts';
import type { LoggedIn, SettleParts } from './settle.ts';
import { unseenExits } from './unseen-exits.ts';

/** Between a read that shows something unexplained and the one that must confirm it. */
export const CONFIRM_AFTER_MS = 1_000;

/** How soon a position is compared again whose executions are known and whose order is not. */
const ORDER_LATE_MS = 2_000;

/** How soon the book is read again that has no row of what was carried into the day: until then no exit of it leaves. */
const MISSING_RECHECK_MS = 2_000;

/** How long until positions are compared again that a conversion under way may be moving. */
const CONVERSION_RECHECK_MS = 5_000;

type Carried = Extract<DeskEvent, { readonly type: 'position-carried' }>;

interface Differing extends ShownPosition {
  readonly carried: Carried;
  /** The broker's book has a row of it: one that is missing is no flat position. */
  readonly isListed: boolean;
}

interface Place {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

/** What is left to do: when to compare again; undefined when nothing is in doubt. */
export interface Compared {
  readonly againInMs: number | undefined;
  /** By `keyOf`, the positions that were not what the books had. */
  readonly unequal: ReadonlySet<string>;
}

/**
 * Reads the positions, brings the books to what counts by now, and says when to look again. Rejects when the read does. `skipsShares`: the
 * depository could not be read, so that nobody can say of a share whether it is gone or lies there.
 */
export async function comparePositions(
  parts: SettleParts,
  at: LoggedIn,
  doubts: Doubts,
  { signal, skipsShares }: { readonly signal: AbortSignal; readonly skipsShares: boolean },
): Promise<Compared> {
  const rows = await at.books.positions(at.session, signal);
  const comparison = new Comparison(parts, at, doubts);
  return comparison.of(rows, skipsShares);
}

class Comparison {
  readonly #parts: SettleParts;
  readonly #at: LoggedIn;
  readonly #doubts: Doubts;
  readonly #day: string;
  readonly #differing: Differing[] = [];
  readonly #unequal = new Set<string>();
  #againInMs: number | undefined;
  /** The book shows something that cannot be matched to an instrument. */
  #isUnmatched = false;

  constructor(parts: SettleParts, at: LoggedIn, doubts: Doubts) {
    this.#parts = parts;
    this.#at = at;
    this.#doubts = doubts;
    this.#day = istDate(parts.clock.now(at.account.id));
  }

  of(rows: readonly BrokerPosition[], skipsShares: boolean): Compared {
    const { positions, stuck, instrumentsOf } = this.#parts;
    const { account } = this.#at;
    const skips = ({ instrumentId, product }: Place): boolean =>
      skipsShares && product !== 'I' && instrumentsOf(account.id).byId(instrumentId)?.kind === 'EQ';
    const places = positions.keysOf(account.id).filter((place) => !skips(place));
    const listed = new Map<string, BrokerPosition>();
    for (const row of rows) {
      const instrument = this.#read(row);
      if (instrument === undefined) continue;
      const place = { instrumentId: instrument.id, product: row.product };
      listed.set(keyOf(place), row);
      if (row.quantity !== 0) stuck.clear({ accountId: account.id, ...place });
      this.#parts.overnight.seeLots(account, instrument, row.product, row.quantity);
      if (!skips(place)) this.#compare(place, row);
    }
    for (const place of places) if (!listed.has(keyOf(place))) this.#compareMissing(place);
    this.#doubts.begin();
    this.#believe();
    for (const place of positions.keysOf(account.id)) if (!skips(place)) this.#bound(place);
    this.#doubts.end();
    return { againInMs: this.#againInMs, unequal: this.#unequal };
  }

  /** Takes from a row what needs no comparison. */
  #read(row: BrokerPosition): Instrument | undefined {
    const { observer, positions, prices, closes, instrumentsOf, clock } = this.#parts;
    const { account } = this.#at;
    const instrument = instrumentsOf(account.id).byListingKey(account.brokerId, row.listingKey);
    if (instrument === undefined) {
      const text = `The position ${row.symbol} cannot be matched to an instrument.`;
      if (row.quantity === 0) return undefined;
      this.#isUnmatched = true;
      observer.complain(account, 'unknown-instrument', text);
      return undefined;
    }
    if (row.previousClose !== undefined) closes.note(account.id, instrument.id, row.previousClose);
    if (row.lastPrice !== undefined) {
      positions.noteLastPrice(account.id, instrument, row.product, row.lastPrice);
      prices.noteFor(account.id, instrument.id, { price: row.lastPrice, at: clock.now(account.id) });
    }
    return instrument;
  }

  /** A row that is missing while the lists do not say what became of its instrument is no proof of a sale. */
  #compareMissing(place: Place): void {
    const { positions, overnight, observer, stuck } = this.#parts;
    const { account } = this.#at;
    const { instrumentId, product } = place;
    const isOpen = positions.net(account.id, instrumentId, product) !== 0 && !this.#isOver(place);
    const isUnlisted = isOpen && overnight.isUnlisted(account, instrumentId);
    if (!isUnlisted && !(isOpen && this.#mayHaveAnotherName(place))) return this.#compare(place, undefined);
    this.#unequal.add(keyOf(place));
    stuck.note({ accountId: account.id, ...place });
    const why = isUnlisted
      ? 'is in no list of today'
      : 'is not in the book, which shows something that no list of today names';
    const text = `${instrumentId} ${why}. What ${account.address} holds of it stays in the books: compare it with its broker.`;
    observer.complain(account, 'position-not-moved', text);
  }

  /**
   * Nobody holds any of it today, whatever else is in doubt: an intraday position of an earlier day was closed by its broker, an expired
   * contract was settled.
   */
  #isOver({ instrumentId, product }: Place): boolean {
    const parts = readInstrumentId(instrumentId);
    const expiry = parts?.kind === 'contract' ? parts.description.expiry : undefined;
    const endsBefore = product === 'I' || (expiry !== undefined && expiry < this.#day);
    return endsBefore && this.#isOfDayBefore({ instrumentId, product });
  }

  /** All of it was carried into the day: no order of today explains it. */
  #isOfDayBefore({ instrumentId, product }: Place): boolean {
    const { positions } = this.#parts;
    const { id } = this.#at.account;
    return (
      positions.isOfEarlierDay(id, instrumentId, product, this.#day) &&
      positions.dayFills(id, instrumentId, product, this.#day) === 0
    );
  }

  /** The book shows something under a name that nobody knows: carried into the day, this may be it, until the lists are renewed. */
  #mayHaveAnotherName({ instrumentId, product }: Place): boolean {
    if (!this.#isUnmatched) return false;
    const filledAt = this.#parts.positions.lastFillAt(this.#at.account.id, instrumentId, product);
    return filledAt === undefined || istDate(filledAt) < this.#day;
  }

  #compare(place: Place, row: BrokerPosition | undefined): void {
    const { positions, conversions, journal, prices } = this.#parts;
    const { account } = this.#at;
    const { instrumentId, product } = place;
    if (conversions.book.isMoving({ accountId: account.id, ...place })) {
      this.#unequal.add(keyOf(place));
      return this.#again(CONVERSION_RECHECK_MS);
    }
    const shown = row?.quantity ?? 0;
    const known = positions.dayNet(account.id, instrumentId, product);
    // Fills of an earlier day are part of what is carried today, also when the sum is the same.
    if (known === shown && !positions.isOfEarlierDay(account.id, instrumentId, product, this.#day)) return;
    if (known !== shown) this.#unequal.add(keyOf(place));
    const lateMs = this.#lateMs(place);
    if (lateMs > 0) return this.#again(lateMs);
    const dayFills = positions.dayFills(account.id, instrumentId, product, this.#day);
    const carried: Carried = {
      type: 'position-carried',
      accountId: account.id,
      instrumentId,
      product,
      quantity: (shown - dayFills) as SignedQuantity,
      averagePrice: row?.averagePrice ?? row?.previousClose,
      tradingDay: this.#day,
      price: prices.of(account.id, instrumentId),
    };
    const agrees = row !== undefined && carried.quantity === row.carriedQuantity;
    if (agrees || (row === undefined && this.#isDelivered(place, known, dayFills))) {
      this.#takeUnseen(place, positions.copiedTakenByCorrection(carried));
      journal.record(account.userId, carried);
    } else this.#differing.push({ ...place, known, shown, carried, isListed: row !== undefined });
  }

  /** Shares of an earlier day are shown by the depository, which was read just before, and by no position any more: counted there, not twice. */
  #isDelivered({ instrumentId, product }: Place, known: number, dayFills: number): boolean {
    const { positions, instrumentsOf } = this.#parts;
    const { id } = this.#at.account;
    if (dayFills !== 0 || product === 'I' || instrumentsOf(id).byId(instrumentId)?.kind !== 'EQ')
      return false;
    const held = positions
      .holdingsOf(id)
      .find((holding) => holding.instrumentId === instrumentId && holding.product === product);
    return known <= (held?.quantity ?? 0);
  }

  /** How long what the book shows may be too old, or the order that explains it may still be missing. */
  #lateMs({ instrumentId, product }: Place): number {
    const { positions, clock } = this.#parts;
    const { account, broker } = this.#at;
    const movedAt = positions.lastFillAt(account.id, instrumentId, product);
    const movedMs =
      movedAt === undefined ? 0 : movedAt + broker.capabilities.absenceAfterMs - clock.now(account.id);
    // A position book that is ahead of the order book is explained by the order when that shows: once, not twice.
    const orderIsLate = positions.hasTradesOfUnknownOrders(account.id, instrumentId, product);
    return Math.max(0, movedMs, orderIsLate ? ORDER_LATE_MS : 0);
  }

  /** Brings the books to the differences that have stood for their time. */
  #believe(): void {
    const { conversions } = this.#parts;
    const { account } = this.#at;
    const converted = findConversions(this.#differing);
    for (const found of converted)
      if (this.#counts(keyOfConversion(found), found.quantity, CONFIRM_AFTER_MS))
        conversions.seeOutside(account, found);
    for (const row of this.#differing) {
      if (converted.some((found) => isPartOf(row, found))) continue;
      const isCertain = !row.isListed && this.#isOver(row);
      if (isCertain || this.#counts(keyOf(row), row.shown - row.known, this.#standMs(row)))
        this.#correct(row);
      else if (!row.isListed && this.#isOfDayBefore(row)) this.#miss(row);
    }
  }

  /** Somebody may have closed it while nobody looked, and then an exit would open the other side. */
  #miss(place: Place): void {
    const { account, broker } = this.#at;
    const seconds = broker.capabilities.absenceAfterMs / 1_000;
    const text = `${place.instrumentId} was held at the end of an earlier day and is in no row of ${account.address}'s positions. Exits of it wait until it is, or has been missing for ${seconds} s: compare it with its broker.`;
    this.#parts.observer.complain(account, 'position-not-shown', text);
    this.#doubts.miss(keyOf(place));
    this.#again(MISSING_RECHECK_MS);
  }

  #counts(key: string, what: number, standMs: number): boolean {
    const leftMs = this.#doubts.see(key, what, { standMs, nowMs: this.#parts.clock.monotonicMs() });
    if (leftMs > 0) this.#again(leftMs);
    else this.#doubts.settle(key);
    return leftMs === 0;
  }

  /** A second read is enough, unless an order that nobody has told of yet may explain it: then it has the time that books take. */
  #standMs(row: Differing): number {
    const { orders, copiesOutside } = this.#parts;
    const { account, broker } = this.#at;
    const missing = row.shown - row.known;
    const onItsWay = orders
      .livingAt({ accountId: account.id, instrumentId: row.instrumentId, product: row.product })
      .filter(({ intent }) => (intent.side === 'BUY') === missing > 0)
      .reduce((sum, order) => sum + livingRestOf(order), 0);
    const mayBeTold = onItsWay >= Math.abs(missing) || copiesOutside(account.id);
    return mayBeTold || !row.isListed ? broker.capabilities.absenceAfterMs : CONFIRM_AFTER_MS;
  }

  #correct(row: Differing): void {
    const { positions, journal, unexplained, clock } = this.#parts;
    const { account, broker } = this.#at;
    const taken = this.#takeUnseen(row, positions.copiedTakenByCorrection(row.carried));
    if (taken > 0) this.#reduce(row, taken);
    const isOver = this.#isOver(row);
    journal.record(account.userId, row.carried);
    // What closed it was on a day of which no book tells any more.
    if (isOver) return;
    const place = { accountId: account.id, instrumentId: row.instrumentId, product: row.product };
    const forMs = broker.capabilities.absenceAfterMs;
    unexplained.note(place, row.shown - row.known, { at: clock.now(account.id), forMs });
  }

  /** What was copied is never more than there is: shares may have left the depository while nobody looked. */
  #bound(place: Place): void {
    const beyond = this.#parts.positions.copiedBeyond(this.#at.account.id, place.instrumentId, place.product);
    if (beyond === 0 || !this.#counts(`copied|${keyOf(place)}`, beyond, CONFIRM_AFTER_MS)) return;
    const taken = this.#takeUnseen(place, beyond);
    if (taken > 0) this.#reduce(place, taken);
  }

  #reduce({ instrumentId, product }: Place, quantity: Quantity, exit?: Order): void {
    const { account } = this.#at;
    const { journal, prices } = this.#parts;
    const price = prices.of(account.id, instrumentId);
    const about = { accountId: account.id, instrumentId, product, quantity, price } as const;
    const by =
      exit === undefined
        ? ({ cause: 'position-read' } as const)
        : ({ cause: 'unseen-exit', takenFor: exit.intent.orderId } as const);
    journal.record(account.userId, { ...about, type: 'copied-reduced', ...by });
  }

  /** What an exit of an earlier day may have filled unseen is the rule's doing and nobody's own trading. Returns what is left. */
  #takeUnseen(place: Place, taken: Quantity): Quantity {
    const { positions, orders, clock } = this.#parts;
    const { id: accountId } = this.#at.account;
    if (taken === 0) return taken;
    const { instrumentId, product } = place;
    const side = positions.copied(accountId, instrumentId, product) > 0 ? 'SELL' : 'BUY';
    const at = { accountId, instrumentId, product, side } as const;
    let left: number = taken;
    for (const { order, atMost } of unseenExits(orders, at, clock.now(accountId))) {
      const unseen = Math.min(left, atMost);
      if (unseen > 0) this.#reduce(place, unseen as Quantity, order);
      left -= unseen;
    }
    return left as Quantity;
  }

  #again(inMs: number): void {
    this.#againInMs = Math.min(this.#againInMs ?? inMs, inMs);
  }
}

/** By this name a difference of a position is in doubt. */
export function keyOf({ instrumentId, product }: Place): string {
  return `${instrumentId}|${product}`;
}

function keyOfConversion({ instrumentId, from, to }: FoundConversion): string {
  return `${instrumentId}|${from}|${to}`;
}

function isPartOf(row: ShownPosition, { instrumentId, from, to }: FoundConversion): boolean {
  return instrumentId === row.instrumentId && (row.product === from || row.product === to);
}
