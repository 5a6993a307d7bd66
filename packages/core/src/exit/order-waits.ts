/**
 * Why what has not left for its broker waits: for a person to read, who sees "in lane" or "held" and not why.
 *
 * Decides: nothing about sending. It names the facts that do: those of an order in its lane (`lane/`), those of a child's part of which no
 * order is made yet (`copy/`), and what is sent again by itself. Keeps I2: what waits does so with a word. It only reads.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import { wasSent } from '../lane/place-readiness.ts';
import { type HeldPart, isOrderFinal, type Order, partOf, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { closedBy, isCopy } from './account-exits.ts';
import type { ExitWait } from './exit-now.ts';

/** Every cause that there is a word for. */
export type WaitCode =
  // In its lane.
  | 'no-session'
  | 'books-unread'
  | 'market-closed'
  | ExitWait['why']
  | 'unlisted'
  | 'rate-limited'
  | 'unreachable'
  // It was refused, and another goes in its place.
  | 'sale-unauthorised'
  | 'tried-again'
  // A child's part of which no order is made yet.
  | 'before-the-open'
  | 'entry-on-its-way'
  | 'masters-exit-first'
  | 'competing-exit'
  | 'owed-first'
  | 'hedge'
  | 'basket'
  | 'old-side-first'
  | 'masters-fill'
  | 'another-order';

export interface OrderWaitParts {
  readonly orders: OrderBook;
  readonly accounts: Pick<AccountStore, 'stateOf'>;
  /** The same as the lane asks. */
  readonly closedMs: (order: Order) => number;
  readonly exitWait: (order: Order) => ExitWait | undefined;
  readonly isListed: (order: Order) => boolean;
  /** For how long nothing that reduces may leave for the rates of its broker. */
  readonly rateWaitMs: (accountId: AccountId) => number;
  /** Whether the account's part of a master's exit waits for what the account owes. */
  readonly waitsForOwed: (master: Order, accountId: AccountId) => boolean;
  /** What is held of what was copied, and what of it may be kept, both signed; undefined where nothing was. */
  readonly shareOf: (at: Place) => { readonly held: number; readonly entitled: number } | undefined;
}

type Place = Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'>;

export class OrderWaits {
  readonly #parts: OrderWaitParts;

  constructor(parts: OrderWaitParts) {
    this.#parts = parts;
  }

  /** Why the order, or what is left of it, has not left; undefined where it has, is over, or goes in this moment. */
  of(order: Order): WaitCode | undefined {
    if (isOrderFinal(order)) return this.#again(order);
    return order.slices.some(({ status }) => status === 'journaled') ? this.#inLane(order) : undefined;
  }

  /** Why the part of a child waits: what the account owes now, else what stood before it when it was held. */
  ofHeld(master: Order, part: HeldPart): WaitCode {
    return this.#parts.waitsForOwed(master, part.accountId)
      ? 'owed-first'
      : heldFor(this.#parts.orders, master, part);
  }

  #inLane(order: Order): WaitCode | undefined {
    const { accounts, closedMs, exitWait, isListed, rateWaitMs } = this.#parts;
    const { accountId } = order.intent;
    const { session, booksRead, settled } = accounts.stateOf(accountId);
    const isExit = partOf(order) === 'exit';
    if (session === undefined) return 'no-session';
    if (!settled && !(isExit && booksRead)) return 'books-unread';
    if (!isExit) return undefined;
    if (closedMs(order) > 0) return 'market-closed';
    const position = wasSent(order) ? undefined : exitWait(order);
    if (position !== undefined) return position.why;
    if (!isListed(order)) return 'unlisted';
    if (rateWaitMs(accountId) > 0) return 'rate-limited';
    return this.#cameBack(order) ? 'unreachable' : undefined;
  }

  /** Its last attempt reached nobody. */
  #cameBack({ intent }: Order): boolean {
    const root = intent.parentOrderId === undefined ? intent.orderId : intent.parentOrderId;
    const last = this.#parts.orders
      .get(root)
      ?.timeline.findLast(({ event }) => 'slice' in event && event.orderId === intent.orderId);
    return last?.event.type === 'order-not-sent' && last.event.cause === 'connection-refused';
  }

  /** Of a child's exit that was refused: the child still has more than it may keep, and the desk goes on. */
  #again(order: Order): WaitCode | undefined {
    const { orders, shareOf } = this.#parts;
    const { intent, slices } = order;
    const parent = intent.parentOrderId === undefined ? undefined : orders.get(intent.parentOrderId);
    if (!isCopy(order) || intent.part !== 'exit' || statusOf(order) !== 'rejected' || parent === undefined)
      return undefined;
    const last = orders.childrenOf(parent).findLast((one) => one.intent.accountId === intent.accountId);
    const share = shareOf(intent);
    if (last !== order || share === undefined) return undefined;
    if (closedBy(intent.side, share.held) <= closedBy(intent.side, share.entitled)) return undefined;
    return slices.some(({ refusal }) => refusal === 'authorisation') ? 'sale-unauthorised' : 'tried-again';
  }
}

/** What kept a child's part from being made when it was held, by the order that it was held behind. */
export function heldFor(
  orders: OrderBook,
  master: Order,
  { part, behind }: Pick<HeldPart, 'part' | 'behind'>,
): WaitCode {
  const { intent } = master;
  const before = orders.get(behind);
  if (before === master) return heldForItself(master, part);
  if (intent.basket !== undefined && isOfBasket(orders, before, intent.basket.basketId)) return 'basket';
  if (before === undefined) return 'another-order';
  const { instrumentId, product, side, accountId } = before.intent;
  if (instrumentId !== intent.instrumentId || product !== intent.product) return 'hedge';
  if (part === 'entry') return side === intent.side ? 'old-side-first' : 'another-order';
  if (side !== intent.side) return 'entry-on-its-way';
  return accountId === intent.accountId ? 'masters-exit-first' : 'competing-exit';
}

/** What its own order is waited for. */
function heldForItself({ intent, exitQuantity }: Order, part: HeldPart['part']): WaitCode {
  if (intent.basket !== undefined) return 'basket';
  if (part === 'entry') return exitQuantity > 0 ? 'old-side-first' : 'masters-fill';
  if (intent.afterMarket) return 'before-the-open';
  const flattens = intent.origin === 'square-off' || intent.origin === 'protection';
  return flattens && intent.side === 'SELL' ? 'hedge' : 'masters-fill';
}

/** Of the same basket, itself or as a copy; a leg that is not placed yet is in no book. */
function isOfBasket(orders: OrderBook, before: Order | undefined, basketId: string): boolean {
  if (before === undefined) return true;
  const { parentOrderId } = before.intent;
  const root = parentOrderId === undefined ? before : orders.get(parentOrderId);
  return root?.intent.basket?.basketId === basketId;
}
