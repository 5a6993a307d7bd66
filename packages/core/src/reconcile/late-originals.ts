/**
 * Second orders under one of our tags: an order that was taken for absent, sent again, and came after all.
 *
 * Decides: what becomes of them. Keeps I1 (at most one of a pair lives: the one that was found last is cancelled at once) and I6
 * (what it fills all the same is given back at once, and nobody's copied quantity is touched by it). All of it is rebuilt from the
 * books, so that a crash between a fill and its exit loses nothing.
 */
import type { Account, AccountId } from '../account/account.ts';
import { closedBy, restOfExits } from '../copy/account-exits.ts';
import { EXIT_CAP_PERCENT, type TermsParts, termsAt, type WantedTerms } from '../copy/child-terms.ts';
import { approveExit } from '../guard/approved-action.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { Quantity } from '../money/quantity.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import { filledOf, isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { opposite, type Side } from '../order/order-terms.ts';
import { sliceOrder } from '../order/slicing.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { PositionBook } from '../position/position-book.ts';

export interface LateOriginalParts extends TermsParts {
  readonly clock: DeskClock;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly freeze: FreezeFigures;
  readonly dispatch: OrderDispatch;
  /** Asks the broker to end an order. */
  readonly cancel: (order: Order) => void;
}

export class LateOriginals {
  readonly #parts: LateOriginalParts;

  constructor(parts: LateOriginalParts) {
    this.#parts = parts;
  }

  /** A second order was found: it goes, and so does what it has filled. */
  found(pair: Order): void {
    if (!isOrderFinal(pair) && !pair.cancelWanted) this.#parts.cancel(pair);
    this.#giveBack(pair);
  }

  /** Gives back what a second order fills although it is being cancelled. */
  onEntry({ event }: JournalEntry): void {
    if (event.type !== 'order-filled') return;
    const { orders } = this.#parts;
    const order = orders.get(event.orderId);
    if (order === undefined) return;
    if (orders.pairOf(order) !== undefined) return this.#giveBack(order);
    // What the first of them fills only now may be what opens the other side.
    for (const pair of orders.secondsOf(order)) this.#giveBack(pair);
  }

  /** After a start or a login: what a crash cut off is done. */
  sweep(account: Account): void {
    const { orders } = this.#parts;
    for (const order of orders.list({ userId: account.userId, accountId: account.id }))
      if (order.intent.origin === 'outside' && orders.pairOf(order) !== undefined) this.found(order);
  }

  /** An entry goes back whole; an exit as far as it has opened the other side: what it closed too early stays closed. */
  #giveBack(pair: Order): void {
    const { orders, positions } = this.#parts;
    const { accountId, instrumentId, product, side } = pair.intent;
    const closing = { accountId, instrumentId, product, side: opposite(side) };
    const note = noteOf(pair);
    const given = orders
      .inPosition(closing)
      .filter(({ intent }) => intent.origin === 'repair' && intent.note === note)
      .reduce((sum, order) => sum + filledOf(order) + livingRestOf(order), 0);
    const net = closedBy(closing.side, positions.net(accountId, instrumentId, product));
    const quantity = Math.min(filledOf(pair) - given, net - restOfExits(orders, closing));
    if (quantity > 0) this.#exit(pair, closing, { quantity: quantity as Quantity, note });
  }

  #exit(
    pair: Order,
    closing: { readonly accountId: AccountId; readonly side: Side } & Pick<
      OrderIntent,
      'instrumentId' | 'product'
    >,
    what: { readonly quantity: Quantity; readonly note: string },
  ): void {
    const { journal, orders, dispatch, ids, clock, freeze, instrumentsOf } = this.#parts;
    const { quantity, note } = what;
    const { userId } = pair.intent;
    const orderId = ids.next() as OrderId;
    const instrument = instrumentsOf(closing.accountId).byId(closing.instrumentId);
    const lotSize = instrument?.lotSize ?? pair.intent.lotSize ?? quantity;
    const freezeQuantity = instrument === undefined ? undefined : freeze.of(closing.accountId, instrument);
    const intent: OrderIntent = {
      ...closing,
      ...this.#terms(closing),
      orderId,
      userId,
      groupId: undefined,
      parentOrderId: undefined,
      origin: 'repair',
      part: 'exit',
      quantity,
      exitQuantity: quantity,
      disclosedQuantity: undefined,
      afterMarket: false,
      slices: sliceOrder(orderId, quantity, { lotSize, freezeQuantity }),
      exitRule: undefined,
      note,
      placedAt: clock.now(closing.accountId),
      lotSize,
    };
    journal.record(userId, {
      type: 'orders-journaled',
      orders: [approveExit(intent)],
      skipped: [],
      copies: undefined,
      request: undefined,
    });
    const send = (): void => {
      const order = orders.get(orderId);
      if (order !== undefined) dispatch.send(order);
    };
    // A journal that cannot be written has stopped the desk; the exit is not sent then.
    void journal.commit().then(send, () => undefined);
  }

  #terms(
    closing: { readonly accountId: AccountId; readonly side: Side } & Pick<OrderIntent, 'instrumentId'>,
  ): WantedTerms {
    const { accountId, instrumentId, side } = closing;
    const instrument = this.#parts.instrumentsOf(accountId).byId(instrumentId);
    if (instrument === undefined) return AT_MARKET;
    const asked = { accountId, instrument, side, wanted: AT_MARKET, part: 'exit' as const };
    const found = termsAt(this.#parts, { ...asked, capPercent: EXIT_CAP_PERCENT });
    return 'terms' in found ? found.terms : AT_MARKET;
  }
}

const AT_MARKET: WantedTerms = {
  orderType: 'MARKET',
  validity: 'DAY',
  price: undefined,
  triggerPrice: undefined,
  marketProtection: -1,
};

/** By this note the exits of a second order are known again. */
function noteOf(pair: Order): string {
  return `gives back ${pair.intent.orderId}`;
}
