/**
 * Orders that came although they were taken for absent: a second one under one of our tags, or one that had ended for us.
 *
 * Decides: what becomes of them. Keeps I1 (at most one of a pair lives: the one that was found last is cancelled at once) and I6
 * (what it fills all the same is given back, however often that is refused, and nobody's copied quantity is touched by it). All of it is
 * rebuilt from the journal, so that a crash between a fill and its exit loses nothing.
 */
import type { Account } from '../account/account.ts';
import { EXIT_CAP_PERCENT } from '../copy/child-terms.ts';
import { type ClosingSide, closedBy, restOfExits } from '../exit/account-exits.ts';
import { ExitsAgain } from '../exit/exits-again.ts';
import { type MarketExitParts, sendMarketExit } from '../exit/market-exit.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import {
  filledAfterItsEnd,
  filledOf,
  isOrderFinal,
  mostThatMayFill,
  type Order,
  partOf,
} from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import { opposite } from '../order/order-terms.ts';
import type { CancelTimer } from '../ports/clock.ts';
import { fillKindOf } from '../position/fill-kind.ts';
import type { PositionBook } from '../position/position-book.ts';

/** Events by which an exit may have ended. */
type End = Extract<
  DeskEvent,
  { readonly type: 'order-cancelled' | 'order-refused' | 'order-expired' | 'order-given-up' }
>;
const ENDS = new Set<DeskEvent['type']>([
  'order-cancelled',
  'order-refused',
  'order-expired',
  'order-given-up',
]);

/** Events, other than those of orders, by which something may no longer be in the way. */
const RELEASES = new Set<DeskEvent['type']>(['position-carried', 'position-converted', 'conversion-ended']);

export interface LateOriginalParts extends MarketExitParts {
  readonly positions: PositionBook;
  /** Asks the broker to end an order. */
  readonly cancel: (order: Order) => void;
}

export class LateOriginals {
  readonly #parts: LateOriginalParts;
  readonly #again: ExitsAgain;
  /** How much of what each of them filled is to be given back, all in all. */
  readonly #owed = new Map<Order, number>();
  /** Those that would be given back now, but that another exit or a conversion is about to take what they filled. */
  readonly #blocked = new Set<Order>();
  readonly #timers = new Map<OrderId, CancelTimer>();

  constructor(parts: LateOriginalParts) {
    this.#parts = parts;
    this.#again = new ExitsAgain(parts.clock);
  }

  /** Applies one entry of the journal. The books must have applied it before. */
  apply({ event }: JournalEntry): void {
    if (event.type !== 'order-filled') return;
    const { orders } = this.#parts;
    const order = orders.get(event.orderId);
    if (order === undefined) return;
    if (this.#mustGo(order)) return this.#owe(order);
    // What the first of them fills only now may be what opens the other side.
    for (const second of orders.secondsOf(order)) this.#owe(second);
  }

  /** A second order was found: it goes, and so does what it has filled. */
  found(pair: Order): void {
    if (!isOrderFinal(pair) && !pair.cancelWanted) this.#parts.cancel(pair);
    this.#giveBack(pair);
  }

  /** Gives back what is owed, and goes on with it when an exit that was to do so, or that was in its way, has ended. */
  onEntry({ event }: JournalEntry): void {
    this.#lookAtBlocked(event);
    if (event.type !== 'order-filled' && !isEnd(event)) return;
    const { orders } = this.#parts;
    const order = orders.get(event.orderId);
    if (order === undefined) return;
    if (event.type === 'order-filled')
      for (const owing of [order, ...orders.secondsOf(order)]) this.#giveBack(owing);
    const given = orders.get(givenBackBy(order));
    if (given !== undefined && isOrderFinal(order)) this.#giveBack(given);
  }

  /** Only what was in the way is waited for: what somebody opens there once that has closed it is meant. */
  #lookAtBlocked(event: DeskEvent): void {
    if (this.#blocked.size === 0 || !('accountId' in event)) return;
    if (!('slice' in event) && !RELEASES.has(event.type)) return;
    for (const order of [...this.#blocked])
      if (order.intent.accountId === event.accountId) this.#giveBack(order);
  }

  /** After a start or a login: what a crash cut off is done. */
  sweep(account: Account): void {
    const { orders } = this.#parts;
    for (const order of orders.livingOf(account.id))
      if (order.intent.origin === 'outside' && orders.pairOf(order) !== undefined) this.found(order);
    for (const order of this.#owed.keys()) if (order.intent.accountId === account.id) this.#giveBack(order);
  }

  /** Ends every timer. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Whether nobody wants what it fills: a second order, or an exit of the desk that had ended and opened the other side. */
  #mustGo(order: Order): boolean {
    if (this.#parts.orders.pairOf(order) !== undefined) return true;
    // What a copy fills late the ledger counts, and owes.
    return filledAfterItsEnd(order) && partOf(order) === 'exit' && fillKindOf(order) !== 'group';
  }

  /**
   * An entry goes back whole; an exit as far as it has opened the other side: what it closed too early stays closed. That is fixed
   * when it fills: what somebody opens there afterwards is meant.
   */
  #owe(order: Order): void {
    const filled = filledOf(order);
    if (order.exitQuantity === 0) {
      this.#owed.set(order, filled);
      return;
    }
    const { closing, made } = this.#givingBack(order);
    const given = made.reduce((sum, exit) => sum + filledOf(exit), 0);
    const owed = Math.min(filled, this.#net(closing) + given);
    this.#owed.set(order, Math.max(this.#owed.get(order) ?? 0, owed));
  }

  /** The side that gives back what the order filled, and the exits that were made for it, oldest first. */
  #givingBack({ intent }: Order): { readonly closing: ClosingSide; readonly made: readonly Order[] } {
    const { accountId, instrumentId, product, side } = intent;
    const closing = { accountId, instrumentId, product, side: opposite(side) };
    const there = this.#parts.orders.inPosition(closing).toReversed();
    return { closing, made: there.filter((order) => givenBackBy(order) === intent.orderId) };
  }

  #net({ accountId, instrumentId, product, side }: ClosingSide): number {
    return closedBy(side, this.#parts.positions.net(accountId, instrumentId, product));
  }

  #giveBack(order: Order): void {
    const { orders, positions, clock } = this.#parts;
    const { orderId } = order.intent;
    this.#blocked.delete(order);
    const owed = this.#owed.get(order) ?? 0;
    if (owed === 0) return;
    const { closing, made } = this.#givingBack(order);
    const { accountId, instrumentId, product, side } = closing;
    const leaving = made.reduce((sum, exit) => sum + mostThatMayFill(exit), 0);
    const given = made.reduce((sum, exit) => sum + filledOf(exit), leaving);
    const net = this.#net(closing);
    // What was copied is not touched: somebody may have sold the rest by hand meanwhile.
    const own = net - closedBy(side, positions.copied(accountId, instrumentId, product));
    const quantity = Math.min(owed - given, net - restOfExits(orders, closing), own - leaving);
    if (quantity <= 0) {
      const converting = positions.leaving(accountId, instrumentId, product);
      if (Math.min(owed - given, net + converting, own + converting - leaving) > 0) this.#blocked.add(order);
      return;
    }
    const { failed, waitMs } = this.#again.after(accountId, made);
    if (this.#again.mustTell(orderId, failed)) this.#tell(order, quantity);
    this.#timers.get(orderId)?.();
    this.#timers.delete(orderId);
    if (waitMs === 0) return this.#exit(order, closing, quantity as Quantity);
    this.#timers.set(
      orderId,
      clock.after(Math.ceil(waitMs), () => this.#giveBack(order)),
    );
  }

  #tell({ intent }: Order, quantity: number): void {
    const { userId, accountId, instrumentId, side } = intent;
    const text = `This account has ${side === 'BUY' ? 'bought' : 'sold'} ${quantity} ${instrumentId} twice, and every exit that was to give it back ended without doing so. It is tried on: look in the broker's own app.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'not-given-back', accountId, text });
  }

  #exit(pair: Order, closing: ClosingSide, quantity: Quantity): void {
    const { userId, orderId } = pair.intent;
    const instrument = this.#parts.instrumentsOf(closing.accountId).byId(closing.instrumentId);
    const nobodys = { groupId: undefined, parentOrderId: undefined } as const;
    sendMarketExit(this.#parts, {
      closing,
      quantity,
      lotSize: instrument?.lotSize ?? pair.intent.lotSize ?? quantity,
      capPercent: EXIT_CAP_PERCENT,
      about: { ...nobodys, userId, origin: 'repair', note: `${NOTE}${orderId}` },
    });
  }
}

function isEnd(event: DeskEvent): event is End {
  return ENDS.has(event.type);
}

/** By this note the exits of an order that must go are known again. */
const NOTE = 'gives back ';

/** The order whose fills the exit gives back; an id of nothing where it is none of these. */
function givenBackBy({ intent }: Order): OrderId {
  const note = intent.origin === 'repair' ? intent.note : undefined;
  return (note?.startsWith(NOTE) === true ? note.slice(NOTE.length) : '') as OrderId;
}
