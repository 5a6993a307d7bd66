/**
 * What is to be taken out of an account that could not complete its basket, and in which order.
 *
 * Decides: the next exit. Shorts are bought back first; hedges are released when no sold leg can be short any more. Keeps I6:
 * only what the basket's own entries filled here goes, what is on its way out counts, and never more than is held. Pure.
 */
import type { AccountId } from '../account/account.ts';
import { closedBy, exitsUnderWay } from '../exit/account-exits.ts';
import type { Quantity } from '../money/quantity.ts';
import { filledOf, isOrderFinal, mostThatMayFill, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import { opposite } from '../order/order-terms.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { Basket, BasketLeg } from './basket.ts';

export interface UndoBooks {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
}

/** An exit that may go now. */
export interface Undo {
  readonly leg: BasketLeg;
  readonly quantity: Quantity;
}

/** The next exit of this account; `wait` while something is under way that it must not overtake; undefined when all is out. */
export function nextUndo(books: UndoBooks, basket: Basket, accountId: AccountId): Undo | 'wait' | undefined {
  for (const side of ['SELL', 'BUY'] as const) {
    const left = basket.intent.legs
      .filter((leg) => leg.command.side === side)
      .map((leg) => ({ leg, ...leftOf(books, basket, leg, accountId) }));
    const next = left.find(({ quantity }) => quantity > 0);
    if (next !== undefined) return { leg: next.leg, quantity: next.quantity };
    if (left.some(({ moving }) => moving)) return 'wait';
  }
  return undefined;
}

/** What may go of one leg now. */
export function leftToUndo(books: UndoBooks, basket: Basket, leg: BasketLeg, accountId: AccountId): Quantity {
  return leftOf(books, basket, leg, accountId).quantity;
}

/** What the leg's entries filled here, less what its exits took and are about to take, as far as it can be closed now. */
function leftOf(
  { orders, positions }: UndoBooks,
  basket: Basket,
  leg: BasketLeg,
  accountId: AccountId,
): { readonly quantity: Quantity; readonly moving: boolean } {
  const account = basket.accounts.get(accountId);
  const known = (ids: readonly OrderId[] = []): readonly Order[] => ids.flatMap((id) => orders.get(id) ?? []);
  const entries = known(account?.entries.get(leg.orderId));
  const exits = known(account?.exits.get(leg.orderId));
  const entered = entries.reduce((sum, entry) => sum + Math.max(0, filledOf(entry) - entry.exitQuantity), 0);
  const gone = exits.reduce((sum, exit) => sum + filledOf(exit) + mostThatMayFill(exit), 0);
  const { instrumentId, product, side } = leg.command;
  const closing = { accountId, instrumentId, product, side: opposite(side) };
  const net = closedBy(closing.side, positions.net(accountId, instrumentId, product));
  // What a child holds besides is its own.
  const most =
    accountId === basket.intent.accountId
      ? net
      : Math.min(net, closedBy(closing.side, positions.copied(accountId, instrumentId, product)));
  const wanted = Math.max(0, Math.min(entered - gone, most));
  const free = Math.max(0, net - exitsUnderWay(orders, closing));
  const moves = [...entries, ...exits].some((order) => !isOrderFinal(order));
  return { quantity: Math.min(wanted, free) as Quantity, moving: moves || (wanted > 0 && free === 0) };
}
