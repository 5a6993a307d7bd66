/**
 * Exits that would open the other way, because somebody took away what they were meant to take (domain §4.3).
 *
 * Decides: which of them are made smaller, and which go, the newest first. Keeps I6. Exits that compete (a target and a stop) are each
 * measured alone: a target that fills in part leaves the stop behind what is left in the market. Keeps I5: what nobody would send again
 * is brought to what is left wherever it is, and only ended when nothing is.
 */

import type { OrderFit } from '../change/order-fit.ts';
import type { FanOut } from '../copy/fan-out.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, isChangeOpen, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isFinal } from '../order/order-status.ts';
import { isStop } from '../order/order-terms.ts';
import type { PositionBook } from '../position/position-book.ts';
import {
  type ClosingSide,
  closedBy,
  closingRestOf,
  fillsAtOnce,
  hasLeft,
  isCopy,
  isUnderWay,
  livingExitsOf,
  standsAside,
} from './account-exits.ts';

interface Books {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
}

/** An exit that is larger than what is left to close. */
export interface OverExit {
  readonly exit: Order;
  /** How much of what it still closes may stay. */
  readonly stays: Quantity;
}

/** Exits that are not measured as all others are. */
interface But {
  /** One that stays as it is, whatever is too much. */
  readonly except?: Order;
  /** One that is as large as its broker may have it, whatever was asked for. */
  readonly asItStands?: Order;
}

/** Carries out what `exitsBeyond` finds. */
export class OverExits {
  readonly #books: Books;
  readonly #fanOut: Pick<FanOut, 'cancelChild'>;
  readonly #fit: Pick<OrderFit, 'shrink'>;
  /** Orders whose broker has refused to make them smaller: they are replaced. */
  readonly #refused = new WeakSet<Order>();

  constructor(
    books: Books,
    by: { readonly fanOut: Pick<FanOut, 'cancelChild'>; readonly fit: Pick<OrderFit, 'shrink'> },
  ) {
    this.#books = books;
    this.#fanOut = by.fanOut;
    this.#fit = by.fit;
  }

  /** Something that closes the position has filled: what is too much of the others goes. */
  cutBeside(order: Order): void {
    this.#cut(exitsBeyond(this.#books, order.intent, { except: order }));
  }

  /** What is held is less than was known: whichever side closes it. */
  cutAt(at: Omit<ClosingSide, 'side'>): void {
    for (const side of ['BUY', 'SELL'] as const) this.cutBy({ ...at, side });
  }

  /** What that side closes has become less. */
  cutBy(closing: ClosingSide): void {
    this.#cut(exitsBeyond(this.#books, closing));
  }

  /** Whether it is this exit that closes more than there is, should a change of it that nobody has answered have come to nothing. */
  isTooLarge(order: Order): boolean {
    return exitsBeyond(this.#books, order.intent, { asItStands: order }).some(({ exit }) => exit === order);
  }

  /**
   * Its broker has answered a change: where the exit is too large all the same, it is replaced by a smaller one. One that stays as it was
   * may leave less for others that rest beside it.
   */
  onAnswer(order: Order, outcome: 'accepted' | 'refused' | 'not-sent' | 'uncertain'): void {
    if (order.exitQuantity === 0 || outcome === 'not-sent' || outcome === 'uncertain') return;
    const stayed = outcome === 'refused';
    if (stayed) this.#refused.add(order);
    this.#cut(
      exitsBeyond(this.#books, order.intent).filter(
        ({ exit }) => exit === order || (stayed && !isUnderWay(exit)),
      ),
    );
  }

  /** After a start or a login: a wish that was lost with a crash is made again. An exit at the market beside one that rests is as it should be. */
  sweep(accountId: ClosingSide['accountId']): void {
    const resting = this.#books.orders.livingOf(accountId).filter((order) => !isUnderWay(order));
    for (const { intent, exitQuantity } of resting)
      if (exitQuantity > 0)
        this.#cut(exitsBeyond(this.#books, intent).filter(({ exit }) => !isUnderWay(exit)));
  }

  #cut(over: readonly OverExit[]): void {
    for (const { exit, stays } of over) {
      if (stays === 0 || !(canShrink(exit) || isNobodysToRepeat(exit)))
        this.#fanOut.cancelChild(exit, 'beyond-position');
      else
        this.#fit.shrink(exit, (filledOf(exit) + stays + entryOf(exit)) as Quantity, {
          because: 'beyond-position',
          replaces: this.#refused.has(exit) || (hasLeft(exit) && !canShrink(exit)),
          exitQuantity: (filledOf(exit) + stays) as Quantity,
          // It closes what is left, or all that the others leave of it: its children keep nothing when it fills.
          masterHeld: (filledOf(exit) + stays) as Quantity,
        });
    }
  }
}

/**
 * Living exits of the desk that work beyond what is left to close; orders placed elsewhere take theirs, but are not ours to end.
 * Copies close no more than what is copied still: what a child holds besides is its own.
 */
export function exitsBeyond(books: Books, closing: ClosingSide, but: But = {}): readonly OverExit[] {
  const { accountId, instrumentId, product, side } = closing;
  const net = closedBy(side, books.positions.net(accountId, instrumentId, product));
  const copied = closedBy(side, books.positions.copied(accountId, instrumentId, product));
  const exits = livingExitsOf(books.orders, closing);
  const stops = exits.filter((exit) => isStop(exit.terms.orderType));
  const others = exits.filter((exit) => !isStop(exit.terms.orderType));
  const stays = new Map<Order, Quantity>();
  // A stop and what does not wait for a trigger are never both to fill: neither is subtracted from the other.
  for (const kind of [stops, others]) {
    cutBeyond(books.orders, kind.filter(isCopy), { left: Math.min(net, copied), but, stays });
    // Nor is what the account's own person lets rest from a copy that came beside it.
    const besideCopies = kind.filter((exit, place) => isBesideNewer(exit, kind.slice(place + 1)));
    cutBeyond(
      books.orders,
      kind.filter((exit) => !besideCopies.includes(exit)),
      { left: net, but, stays },
    );
    if (besideCopies.length > 0)
      cutBeyond(
        books.orders,
        kind.filter((exit) => !isCopy(exit)),
        { left: net, but, stays },
      );
  }
  return [...stays].map(([exit, rest]) => ({ exit, stays: rest }));
}

/** What is left to close, and what is known by now of what may stay. */
interface Cut {
  readonly left: number;
  readonly but: But;
  /** What may stay of those that are too large. */
  readonly stays: Map<Order, Quantity>;
}

/**
 * Of exits of one kind: those that compete with their own kind are measured alone, the others together. Those at the market will all fill,
 * whatever each of them competes with: they are measured together as well.
 */
function cutBeyond(orders: OrderBook, exits: readonly Order[], by: Cut): void {
  const alone = new Set(exits.filter((exit, place) => competesWith(orders, exit, exits.slice(0, place))));
  for (const exit of [...alone].reverse()) cutSum([exit], by);
  cutSum(
    exits.filter((exit) => !alone.has(exit)),
    by,
  );
  cutSum(exits.filter(fillsAtOnce), by);
}

/** What the exits close together is brought to what is left: the newest goes first. */
function cutSum(exits: readonly Order[], { left, but, stays }: Cut): void {
  const restOf = (exit: Order): number =>
    stays.get(exit) ?? (exit === but.asItStands ? closingRestOf(exit) : wantedRestOf(exit));
  let over = exits.reduce((sum, exit) => sum + restOf(exit), 0) - left;
  for (const exit of [...exits].reverse()) {
    if (exit === but.except || exit.intent.origin === 'outside') continue;
    const rest = restOf(exit);
    const cut = Math.max(0, Math.min(rest, over));
    over -= cut;
    if (cut > 0) stays.set(exit, (rest - cut) as Quantity);
  }
}

/**
 * Whether, when the exit was placed, it was more than the position together with the older ones of its kind: only one of them can fill.
 * Exits at the market do not stand for each other: all of them together compete with one that waits for its price.
 */
function competesWith(orders: OrderBook, exit: Order, older: readonly Order[]): boolean {
  const leader = leaderOf(orders, exit);
  const rule = leader.exitRule;
  const held = rule?.competes === true ? (leader.intent.exitRule ?? rule).masterHeld : rule?.position;
  if (held === undefined) return false;
  // A copy is measured as its master's order is, among those; what nobody leads, as its own account's orders are.
  const ledBy = (other: Order): Order => (leader === exit ? other : leaderOf(orders, other));
  const beside = older.filter((other) => ledBy(other).intent.accountId === leader.intent.accountId);
  if (beside.length === 0 || [exit, ...beside].every(fillsAtOnce)) return false;
  const asked = [exit, ...beside].reduce((sum, other) => sum + ledBy(other).intent.quantity, 0);
  return asked > held;
}

/** Whether it is an account's own that rests, and copies that were placed since are, with it, more than there was for it: only one of them can fill. */
function isBesideNewer(exit: Order, newer: readonly Order[]): boolean {
  if (!standsAside(exit)) return false;
  const copied = newer.filter(isCopy).reduce((sum, { intent }) => sum + intent.quantity, 0);
  return copied > 0 && copied + exit.intent.quantity > (exit.intent.exitRule?.masterHeld ?? NONE);
}

/** The master's order that it copies, or itself. */
function leaderOf(orders: OrderBook, exit: Order): Order {
  const { parentOrderId } = exit.intent;
  return (parentOrderId === undefined ? undefined : orders.get(parentOrderId)) ?? exit;
}

/** What it may still close as it is wanted now: a change that is on its way counts, and is looked at again when it is answered. */
function wantedRestOf(order: Order): number {
  if (order.cancelWanted) return 0;
  const living = livingRestOf(order);
  const wanted = Math.max(0, order.terms.quantity - filledOf(order));
  // What takes the place of slices that have ended is not there yet.
  const rest = order.fitting ? wanted : isChangeOpen(order) ? Math.min(living, wanted) : living;
  return Math.max(0, rest - entryOf(order));
}

/** The part of a reversal that opens the other side on purpose: it fills last. */
function entryOf({ terms, exitQuantity }: Order): number {
  return Math.max(NONE, terms.quantity - exitQuantity);
}

/** Its broker knows it, and it does not run for the market: it can stay, made smaller. What is under way is ended, and goes again as it must be by then. */
function canShrink(order: Order): boolean {
  const known = order.slices.some(
    ({ status, brokerOrderId }) => !isFinal(status) && status !== 'uncertain' && brokerOrderId !== undefined,
  );
  return known && order.terms.orderType !== 'MARKET';
}

/** What ends is not sent again by anybody: neither a copy, which is owed, nor what a square-off, an undoing or giving back looks after. */
function isNobodysToRepeat({ intent }: Order): boolean {
  return intent.origin === 'desk' && intent.basket?.role !== 'undo';
}
